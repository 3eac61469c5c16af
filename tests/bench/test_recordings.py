"""Reading the recordings: who held what when, and under which title."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.replay.crises import crises
from bench.replay.recordings import ReplayFeed, albanian, english
from domain.errors import WatchError


def lines(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(exist_ok=True)
    text = "".join(json.dumps(row) + "\n" for row in rows)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")


def item(number: int, *, feed: str = "https://www.koha.net/rss/", **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "guid": f"g{number}",
        "url": f"https://koha.net/{number}",
        "title": f"Title {number}",
        "summary": "",
        "published_raw": None,
        "source": feed,
        "feed_url": feed,
        **more,
    }


@pytest.fixture
def small_albanian(tmp_path: Path) -> Path:
    """Three polls of two feeds; item 1 is renamed at the third."""
    folder = tmp_path / "poll_log_sq"
    other = "https://telegrafi.com/feed/"
    rows = [item(1), item(2), item(3, feed=other, published_raw="Fri, 01 Aug 2025 10:00:00 +0000")]
    lines(folder / "items.jsonl.gz", rows)
    polls = [
        {"polled_at": "2025-08-01T10:00:00Z", "item_ids": [1]},
        {"polled_at": "2025-08-01T12:00:00Z", "item_ids": [3]},
        {"polled_at": "2025-08-01T14:00:00Z", "item_ids": [2]},
    ]
    lines(folder / "polls.jsonl.gz", polls)
    titles = [
        {"title": "Title 1", "first_seen": "2025-08-01T10:00:00+00:00"},
        {"title": "Renamed", "first_seen": "2025-08-01T14:00:00+00:00"},
    ]
    lines(folder / "title_revisions.jsonl", [{"guid": "g1", "titles": titles}])
    return tmp_path


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2025, 8, day, hour, tzinfo=UTC)


def body(feed: ReplayFeed, moment: datetime) -> bytes:
    document = feed.document_at(moment)
    assert document is not None
    return document.body


def test_a_feed_goes_on_serving_what_it_held(small_albanian: Path) -> None:
    telegrafi, koha = albanian(small_albanian).feeds

    assert [one.guid for one in koha.entries_at(at(12)) or ()] == ["g1"]
    assert [one.guid for one in koha.entries_at(at(14)) or ()] == ["g2", "g1"]
    assert telegrafi.entries_at(at(10)) is None
    assert telegrafi.document_at(at(10)) is None


def test_a_title_is_the_one_of_its_time(small_albanian: Path) -> None:
    _, koha = albanian(small_albanian).feeds

    assert [one.title for one in koha.entries_at(at(13)) or ()] == ["Title 1"]
    assert [one.title for one in koha.entries_at(at(15)) or ()] == ["Title 2", "Renamed"]


def test_a_date_never_recorded_is_never_served(small_albanian: Path) -> None:
    telegrafi, koha = albanian(small_albanian).feeds

    assert b"pubDate" not in body(koha, at(14))
    assert b"pubDate" in body(telegrafi, at(14))


def test_a_recording_is_cut_by_time_and_number(small_albanian: Path) -> None:
    whole = albanian(small_albanian)

    assert [one.hour for one in whole.between(at(11), None, 0).moments] == [12, 14]
    assert [one.hour for one in whole.between(None, at(13), 0).moments] == [10, 12]
    assert [one.hour for one in whole.between(None, None, 1).moments] == [10]


def test_english_polls_come_in_the_order_of_the_clock_and_small_sites_share_a_feed(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "poll_log_en"
    busy = [item(n, feed="bbc.com") for n in range(100)]
    lines(folder / "items.jsonl.gz", [*busy, item(100, feed="a.io"), item(101, feed="b.io")])
    polls = [
        {"polled_at": "2025-08-01T05:00:00-07:00", "item_ids": [1, 100, 101]},
        {"polled_at": "2025-08-01T11:00:00+00:00", "item_ids": [0]},
    ]
    lines(folder / "polls.jsonl.gz", polls)
    lines(folder / "title_revisions.jsonl", [])

    recording = english(tmp_path)

    assert [one.hour for one in recording.moments] == [11, 12]
    assert [feed.id for feed in recording.feeds] == ["bbc-com", "others"]
    assert len(recording.feeds[1].entries_at(at(12)) or ()) == 2


def test_day_files_are_served_from_their_evening_on_and_gaps_stay_silent(tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    with tarfile.open(tmp_path / "feeds" / "replay_feeds.tar.gz", "w:gz") as archive:
        for day in ("2025-08-01", "2025-08-03"):
            text = f"<rss version='2.0'><channel><title>{day}</title></channel></rss>".encode()
            member = tarfile.TarInfo(f"replay_feeds/bbc_news/{day}.xml")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))

    recording = crises(tmp_path)
    (feed,) = recording.feeds

    assert sorted({one.date() for one in recording.moments}) == [
        date(2025, 8, n) for n in (1, 2, 3)
    ]
    assert feed.document_at(at(12, day=1)) is None
    assert b"2025-08-01" in body(feed, at(12, day=3))
    assert feed.document_at(at(12, day=2)) is None


def test_a_recording_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(WatchError, match="no such recording"):
        albanian(tmp_path)
