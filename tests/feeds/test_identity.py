"""One name for an entry across polls, and none that would join what is different."""

from __future__ import annotations

from datetime import date
from typing import Any

from feeds.identity import Facts, Named, name_all

TITLE = "Blokada puta kod Zvečana traje"


def facts(**given: Any) -> Facts:
    known: dict[str, Any] = {
        "guid": "",
        "link": "",
        "title": TITLE,
        "summary": "",
        "day": date(2026, 11, 2),
    }
    return Facts(**(known | given))


def named(*entries: Facts) -> list[Named]:
    return [one for one in name_all(entries) if one is not None]


def test_an_entry_keeps_its_name_through_an_edit() -> None:
    (before,) = named(facts(guid="7", link="https://a.org/7"))
    (after,) = named(facts(guid="7", link="https://a.org/7-new", title="Sasvim drugi naslov danas"))

    assert before.identity == after.identity


def test_a_guid_that_stands_with_several_entries_names_none_of_them() -> None:
    rows = named(
        *(facts(guid="same", link=f"https://a.org/{n}", title=f"{TITLE} {n}") for n in range(10))
    )

    assert len({row.identity for row in rows}) == 10
    assert all(row.is_guid_repeated for row in rows)


def test_an_exact_repetition_is_no_second_entry() -> None:
    one = facts(guid="7", link="https://a.org/7")

    assert name_all([one, one])[1] is None


def test_a_changed_guid_leaves_the_link_in_common() -> None:
    (before,) = named(facts(guid="7?v=1", link="https://a.org/7"))
    (after,) = named(facts(guid="7?v=2", link="http://www.a.org/7/?utm_source=rss"))

    assert before.identity != after.identity
    assert set(before.aliases) & set(after.aliases)


def test_an_entry_without_guid_and_link_is_known_by_title_and_day() -> None:
    first, again, other_day = (
        named(facts())[0].identity,
        named(facts(summary="more text"))[0].identity,
        named(facts(day=date(2026, 11, 3)))[0].identity,
    )

    assert first == again
    assert first != other_day


def test_the_front_page_as_a_link_names_nothing() -> None:
    rows = named(
        facts(link="https://a.org/", title=f"{TITLE} 1"),
        facts(link="https://a.org/", title=f"{TITLE} 2"),
    )

    assert len({row.identity for row in rows}) == 2
    assert not any(alias.startswith("link:") for row in rows for alias in row.aliases)
