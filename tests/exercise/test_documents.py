"""Feed documents of the exercise: what is written is what a reader gets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain.item import Entry
from exercise.documents import Document, atom, rss
from feeds.parse import parse_document

ENTRY = Entry(
    guid="lampa/1",
    link="https://lampa.invalid/1?a=1&b=2",
    title="Cena <ogreva> & šljiva",
    summary="Još \x00 pojedinosti",
    dates=("2026-11-20T10:00:00+00:00",),
)


@pytest.mark.parametrize("write", [rss, atom])
def test_an_entry_comes_back_as_it_was_written(
    write: Callable[[str, str, list[Entry]], Document],
) -> None:
    document = write("Lampa", "https://lampa.invalid/", [ENTRY])

    (entry,) = parse_document(document.body, url="https://lampa.invalid/feed").entries

    assert (entry.guid, entry.link) == (ENTRY.guid, ENTRY.link)
    assert "šljiva" in entry.title
    assert entry.dates[0] == ENTRY.dates[0]


def test_an_entry_without_a_date_is_written_without_one() -> None:
    document = rss("Lampa", "https://lampa.invalid/", [Entry(guid="1", title="A")])

    assert b"pubDate" not in document.body


def test_the_validator_follows_from_the_bytes() -> None:
    first = rss("Lampa", "https://lampa.invalid/", [ENTRY])

    assert first.etag == rss("Lampa", "https://lampa.invalid/", [ENTRY]).etag
    assert first.etag != rss("Lampa", "https://lampa.invalid/", []).etag


def test_a_feed_without_entries_is_still_a_feed() -> None:
    document = parse_document(rss("L", "https://l.invalid/", []).body, url="https://l.invalid/")

    assert document.entries == ()
