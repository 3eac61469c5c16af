"""Entries made plain, named and dated."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from domain.item import Entry, FeedDocument, ItemFlag
from feeds.normalize import MAX_SUMMARY, MAX_TITLE, normalize
from tests.feeds.documents import FEED, NOW, item, items, rss

DATE = "<pubDate>Wed, 07 Jan 2026 21:44:32 +0100</pubDate>"


def link(number: int) -> str:
    return f"<link>https://example.org/vest/{number}</link>"


def test_an_entry_becomes_a_plain_item() -> None:
    found = item(
        f"<guid>g1</guid><title>A &lt;b&gt;b&lt;/b&gt;</title>{link(1)}"
        f"<description>&lt;p&gt;x&lt;/p&gt;&lt;p&gt;y&lt;/p&gt;</description>{DATE}"
    )

    assert (found.guid, found.title, found.summary) == ("g1", "A b", "x\ny")
    assert found.link == "https://example.org/vest/1"
    assert found.published_at == datetime(2026, 1, 7, 20, 44, 32, tzinfo=UTC)
    assert found.published_raw == "Wed, 07 Jan 2026 21:44:32 +0100"
    assert found.flags == ()
    assert len(found.identity) == len(found.content_hash) == 64
    assert json.loads(found.raw)["summary"] == "<p>x</p><p>y</p>"


@pytest.mark.parametrize(
    "inside",
    [
        f"<guid>g</guid><title>A</title>{link(1)}{DATE}",
        f"<title>A</title>{link(1)}{DATE}",
        f"<title>A</title>{DATE}",
        "<title>A</title><description>text</description>",
        "<description>only text</description>",
    ],
    ids=["guid", "link", "title and day", "text", "text alone"],
)
def test_an_item_keeps_its_identity_over_ten_polls(inside: str) -> None:
    assert len({item(inside).identity for _ in range(10)}) == 1


def test_ten_items_with_one_guid_are_ten_items() -> None:
    rows = [f"<guid>same</guid><title>Title number {n}</title>{DATE}" for n in range(10)]

    found = items(rss(*rows))

    assert len({row.identity for row in found}) == 10
    assert all(ItemFlag.GUID_REPEATED in row.flags for row in found)


def test_ten_items_with_one_guid_link_and_title_are_told_apart_by_their_text() -> None:
    rows = [
        f"<guid>same</guid><title>Saopštenje</title>{link(1)}{DATE}<description>{n}</description>"
        for n in range(10)
    ]

    assert len({row.identity for row in items(rss(*rows))}) == 10


def test_an_exact_repetition_is_one_item() -> None:
    row = f"<guid>g</guid><title>A</title>{link(1)}{DATE}"

    found = items(rss(row, row))

    assert len(found) == 1
    assert ItemFlag.GUID_REPEATED not in found[0].flags


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<guid>abc-1</guid>", "<guid>abc-2</guid>"),
        ("<guid>http://example.org/x-5</guid>", "<guid>https://new.example.org/x-5</guid>"),
        (
            "<guid>https://example.org/x-5?utm_source=a</guid>",
            "<guid>https://example.org/x-5?utm_source=b</guid>",
        ),
        ("", "<guid>now-with-guid</guid>"),
    ],
)
def test_a_changed_guid_is_joined_by_an_alias(before: str, after: str) -> None:
    old = item(f"{before}<title>A title that is long enough</title>{link(7)}{DATE}")
    new = item(f"{after}<title>A title that is long enough</title>{link(7)}{DATE}")

    assert set(old.aliases) & set(new.aliases)


def test_a_changed_guid_and_link_are_joined_by_title_and_day() -> None:
    old = item(f"<guid>1</guid><title>Blokada puta kod Zvečana</title>{link(1)}{DATE}")
    new = item(f"<guid>2</guid><title>Blokada  puta kod ZVEČANA</title>{link(2)}{DATE}")

    shared = set(old.aliases) & set(new.aliases)

    assert [alias.partition(":")[0] for alias in shared] == ["title"]


def test_a_front_page_or_a_short_title_joins_nothing() -> None:
    found = item(f"<guid>1</guid><title>Vesti dana</title><link>https://example.org/</link>{DATE}")

    assert found.aliases == ()


def test_aliases_that_several_items_share_are_left_out() -> None:
    rows = [f"<guid>{n}</guid><title>Part {n} of the live text</title>{link(1)}" for n in range(2)]

    assert all(row.aliases == () for row in items(rss(*rows)))


def test_aliases_name_their_kind() -> None:
    guid = "<guid>https://example.org/vest/1-a</guid>"
    found = item(f"{guid}<title>A title that is long enough</title>{link(1)}{DATE}")

    assert [alias.partition(":")[0] for alias in found.aliases] == ["link", "guid", "title"]
    assert all(len(alias.partition(":")[2]) == 64 for alias in found.aliases)


@pytest.mark.parametrize("changed", ["title", "description", "link"])
def test_an_edit_changes_the_content_and_not_the_identity(changed: str) -> None:
    fields = {"title": "A", "description": "B", "link": "https://example.org/1"}

    def written(values: dict[str, str]) -> str:
        return "<guid>g</guid>" + "".join(f"<{k}>{v}</{k}>" for k, v in values.items())

    old, new = item(written(fields)), item(written({**fields, changed: "https://example.org/2"}))

    assert old.identity == new.identity
    assert old.content_hash != new.content_hash


def test_a_changed_build_date_changes_no_item() -> None:
    row = f"<guid>g</guid><title>A</title>{link(1)}"
    heads = (f"<title>t</title><lastBuildDate>{day}</lastBuildDate>" for day in ("Mon", "Tue"))
    old, new = (items(rss(row, head=head))[0] for head in heads)

    assert old == new


def test_tracking_marks_are_no_edit() -> None:
    old = item("<guid>g</guid><title>A</title><link>https://example.org/1?utm_source=a</link>")
    new = item("<guid>g</guid><title>A</title><link>https://example.org/1?utm_source=b</link>")

    assert old.content_hash == new.content_hash


@pytest.mark.parametrize(
    "title",
    ["", "<title></title>", "<title>&lt;b&gt;&lt;/b&gt;</title>", "<title>\u200b\u200b</title>"],
)
def test_a_missing_title_is_taken_from_the_text(title: str) -> None:
    words = "reč " * 60
    found = item(f"{title}<description>{words}</description>{link(1)}")

    assert found.title.startswith("reč reč")
    assert len(found.title) <= 100
    assert ItemFlag.TITLE_MISSING in found.flags


def test_without_title_and_text_the_link_stands_in() -> None:
    found = item(link(1))

    assert found.title == "https://example.org/vest/1"
    assert ItemFlag.TITLE_MISSING in found.flags


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert items(rss("<guid>g</guid>", "<title>A</title>"))[0].title == "A"


def test_long_fields_are_cut_and_flagged() -> None:
    found = item(
        f"<title>{'a' * 100_000}</title><description>{'b ' * 100_000}</description>"
        f"<guid>{'g' * 10_000}</guid><link>https://example.org/{'c' * 3000}</link>"
        + "<category>x</category>"
        * 10_000
    )

    assert len(found.title) == MAX_TITLE
    assert len(found.summary) <= MAX_SUMMARY
    assert len(found.guid or "") <= 1000
    assert found.link is None
    assert {ItemFlag.TEXT_TRUNCATED, ItemFlag.LINK_REFUSED} <= set(found.flags)
    assert len(found.raw) < 200_000


@pytest.mark.parametrize(
    ("text", "link", "flag"),
    [
        ("javascript:alert(1)", None, ItemFlag.LINK_REFUSED),
        ("data:text/html,x", None, ItemFlag.LINK_REFUSED),
        ("https://user:pass@example.org/", None, ItemFlag.LINK_REFUSED),
        ("", None, ItemFlag.LINK_MISSING),
        ("/vest/1", "https://example.org/vest/1", None),
        ("//other.org/x", "https://other.org/x", None),
    ],
)
def test_only_safe_links_are_kept(text: str, link: str | None, flag: ItemFlag | None) -> None:
    found = item(f"<title>A</title><guid>g</guid><link>{text}</link>")

    assert found.link == link
    assert (flag in found.flags) if flag else ItemFlag.LINK_REFUSED not in found.flags
    assert json.loads(found.raw).get("link", "") == (text if flag else link)


def test_hidden_characters_stay_in_the_raw_entry() -> None:
    found = item("<title>a\u202eb Kоsоvо</title>")

    assert found.title == "ab Kоsоvо"
    assert "\u202e" in found.raw
    assert ItemFlag.MIXED_SCRIPT in found.flags


def test_markup_in_any_field_ends_as_text() -> None:
    bad = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt;Name"
    found = item(
        f'<title>{bad}</title><source url="javascript:x">{bad}</source><author>{bad}</author>'
    )

    assert (found.title, found.outlet_name, found.outlet_url) == ("Name", "Name", "")


def test_replaced_characters_are_flagged() -> None:
    assert ItemFlag.CHARACTERS_REPLACED in item("<title>a\ufffdb</title>").flags


@pytest.mark.parametrize(
    ("date", "flag"),
    [
        ("", ItemFlag.DATE_MISSING),
        ("<pubDate>yesterday</pubDate>", ItemFlag.DATE_UNREADABLE),
        ("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", ItemFlag.DATE_OUT_OF_RANGE),
        ("<pubDate>Wed, 01 Jan 2031 00:00:00 GMT</pubDate>", ItemFlag.DATE_FUTURE),
    ],
)
def test_an_unusable_date_is_none_with_its_reason_and_its_words(date: str, flag: ItemFlag) -> None:
    found = item(f"<title>A</title>{link(1)}{date}")

    assert found.published_at is None
    assert flag in found.flags
    assert found.published_raw == (date.partition(">")[2].partition("<")[0] or None)


def test_a_second_date_helps_where_the_first_cannot_be_read() -> None:
    entry = Entry(title="A", dates=("soon", "2026-01-07T21:44:32Z"))

    (found,) = normalize(FeedDocument(kind="xml", entries=(entry,)), FEED, now=NOW)

    assert found.published_raw == "2026-01-07T21:44:32Z"
    assert ItemFlag.DATE_UNREADABLE not in found.flags


def test_a_date_without_zone_takes_the_feeds() -> None:
    found = item("<title>A</title><pubDate>07.01.2026. 21:44</pubDate>")

    assert found.published_at == datetime(2026, 1, 7, 20, 44, tzinfo=UTC)
    assert ItemFlag.TIME_ZONE_ASSUMED in found.flags


def test_a_news_search_drops_the_outlet_from_the_title() -> None:
    search = FEED.model_copy(update={"is_search": True})
    body = rss(
        '<title>Blokada puta - Koha.net</title><source url="https://koha.net">Koha.net</source>'
    )

    assert items(body, search)[0].title == "Blokada puta"
    assert items(body)[0].title == "Blokada puta - Koha.net"
