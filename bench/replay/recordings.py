"""The recordings: what each feed served at each recorded time, ready to be served again.

albanian   four feeds at 3,574 polls over a year, with the recorded poller's own pauses
english    five publishers at 14,227 polls, with thousands of titles edited between polls
crises     ten feeds as day files over three crisis windows, with days never recorded
"""

from __future__ import annotations

import gzip
import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from domain.errors import WatchError
from domain.item import Entry
from exercise.documents import Document, rss

ALBANIAN_WINDOW = 30
FEW_ITEMS = 100


class ReplayFeed(Protocol):
    """A recorded feed: its name, its language, and what it served when."""

    @property
    def id(self) -> str:
        """The feed's id."""

    @property
    def lang(self) -> str:
        """The feed's language."""

    def document_at(self, now: datetime) -> Document | None:
        """The document served then; None while it could not be reached."""

    def entries_at(self, now: datetime) -> tuple[Entry, ...] | None:
        """The entries of that document."""


@dataclass(slots=True)
class RecordedFeed:
    """One feed over time: at each recorded time the entries it held, newest first.

    `edits` holds the titles an entry had, by guid, each with the time it was first seen.
    """

    id: str
    lang: str
    times: list[datetime] = field(default_factory=list)
    held: list[tuple[Entry, ...]] = field(default_factory=list)
    edits: Mapping[str, Sequence[tuple[datetime, str]]] = field(default_factory=dict)

    def entries_at(self, now: datetime) -> tuple[Entry, ...] | None:
        """What the feed held then; None before its first recorded time."""
        at = bisect_right(self.times, now)
        if not at:
            return None
        return tuple(self._as_of(entry, now) for entry in self.held[at - 1])

    def document_at(self, now: datetime) -> Document | None:
        """The document served then, as RSS."""
        entries = self.entries_at(now)
        return None if entries is None else rss(self.id, f"https://{self.id}.invalid/", entries)

    def _as_of(self, entry: Entry, now: datetime) -> Entry:
        titles = self.edits.get(entry.guid or "", ())
        told = [title for since, title in titles if since <= now]
        return replace(entry, title=told[-1]) if told else entry


@dataclass(frozen=True, slots=True)
class Recording:
    """Feeds and the times at which to poll them. A longer pause than `gap_s` was an outage."""

    name: str
    feeds: tuple[ReplayFeed, ...]
    moments: tuple[datetime, ...]
    gap_s: float

    def between(self, since: datetime | None, until: datetime | None, limit: int) -> Recording:
        """The same with fewer moments; `limit` 0 keeps all."""
        kept = [
            moment
            for moment in self.moments
            if (since is None or moment >= since) and (until is None or moment <= until)
        ]
        return replace(self, moments=tuple(kept[:limit] if limit else kept))


def albanian(folder: Path) -> Recording:
    """The Albanian poll log: each poll lists what was new to the poller, per feed.

    A feed serves its newest entries up to that poll, so that every entry comes several times.
    """
    items = _items(folder / "poll_log_sq" / "items.jsonl.gz", lambda row: str(row["feed_url"]))
    edits = _edits(_rows(folder / "poll_log_sq" / "title_revisions.jsonl"), "guid")
    addresses = sorted({url for url, _ in items.values()})
    feeds = {url: RecordedFeed(_slug(url), "sq", edits=edits) for url in addresses}
    moments = []
    for poll in _rows(folder / "poll_log_sq" / "polls.jsonl.gz"):
        moment = _moment(poll["polled_at"])
        moments.append(moment)
        for url, entries in _by_feed(poll["item_ids"], items).items():
            feed = feeds[url]
            before = feed.held[-1] if feed.held else ()
            feed.times.append(moment)
            feed.held.append((*entries, *before)[: max(ALBANIAN_WINDOW, len(entries))])
    return Recording("albanian", tuple(feeds.values()), tuple(moments), gap_s=4 * 3600.0)


def english(folder: Path) -> Recording:
    """The English poll log: each poll lists all that was held, per publisher."""
    recorded = _items(folder / "poll_log_en" / "items.jsonl.gz", lambda row: str(row["source"]))
    edits = _edits(_rows(folder / "poll_log_en" / "title_revisions.jsonl"), "url")
    counts = Counter(source for source, _ in recorded.values())
    items = {
        number: (source if counts[source] >= FEW_ITEMS else "others", entry)
        for number, (source, entry) in recorded.items()
    }
    feeds: dict[str, RecordedFeed] = {}
    polls = _rows(folder / "poll_log_en" / "polls.jsonl.gz")
    timed = sorted(((_moment(poll["polled_at"]), poll) for poll in polls), key=lambda one: one[0])
    for moment, poll in timed:
        for name, entries in _by_feed(poll["item_ids"], items).items():
            feed = feeds.setdefault(name, RecordedFeed(_slug(name), "en", edits=edits))
            feed.times.append(moment)
            feed.held.append(entries)
    moments = tuple(moment for moment, _ in timed)
    return Recording("english", tuple(feeds.values()), moments, gap_s=3 * 3600.0)


def _items(path: Path, feed: Callable[[Any], str]) -> dict[int, tuple[str, Entry]]:
    """Each recorded entry by its number, with the feed it came from."""
    return {row["id"]: (feed(row), _entry(row)) for row in _rows(path)}


def _by_feed(
    ids: Iterable[int], items: Mapping[int, tuple[str, Entry]]
) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for number in ids:
        feed, entry = items[number]
        found[feed].append(entry)
    return {name: tuple(entries) for name, entries in found.items()}


def _entry(row: Mapping[str, Any]) -> Entry:
    raw = row.get("published_raw")
    return Entry(
        guid=row.get("guid") or row["url"],
        link=row["url"],
        title=row["title"],
        summary=row.get("summary") or "",
        dates=(raw,) if raw else (),
    )


def _edits(rows: Iterable[Any], key: str) -> dict[str, list[tuple[datetime, str]]]:
    return {
        row[key]: sorted((_moment(one["first_seen"]), one["title"]) for one in row["titles"])
        for row in rows
    }


def _rows(path: Path) -> Iterator[Any]:
    if not path.is_file():
        raise WatchError("no such recording", where=str(path), hint="name its folder with --data")
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def _moment(raw: str) -> datetime:
    return datetime.fromisoformat(raw).astimezone(UTC)


def _slug(name: str) -> str:
    bare = re.sub(r"^https?://(www\.)?", "", name.lower())
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")
