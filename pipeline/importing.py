"""Import: an archive of JSON lines or feed files into the database, with its own times."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.store import Store, Transaction
from domain.clock import Clock, as_utc
from domain.errors import FeedError, WatchError
from domain.feed import Feed, FeedKind
from domain.item import CollectedItem, Entry, FeedDocument
from domain.source import Source
from feeds.normalize import normalize
from feeds.parse import parse_document
from pipeline.prepare import prepare
from pipeline.settings import ARCHIVE, put_feeds

BATCH = 500
TITLE_KEYS = ("title",)
SUMMARY_KEYS = ("summary", "description")
LINK_KEYS = ("link", "url")
GUID_KEYS = ("guid",)
PUBLISHED_KEYS = ("published_at", "published", "published_raw")
SEEN_KEYS = ("first_seen_at", "first_seen", "first_fetched_raw", "fetched")
NO_FEED = "came from an archive; there is no address to poll"


@dataclass(slots=True)
class ImportReport:
    """What an import did. `problems` are ``(file, line number, reason)`` of what was skipped."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    problems: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One archive line: the entry, when it was first seen, and whose it is."""

    number: int
    entry: Entry
    seen_at: datetime
    source: str


class BadLineError(WatchError):
    """One line of an archive cannot be read; the import goes on without it."""


def import_file(
    path: Path,
    store: Store,
    *,
    source: str | None,
    clock: Clock,
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Store every readable entry of `path` once; running it again changes nothing.

    Args:
        path: JSON lines (``.jsonl``, ``.ndjson``, ``.json``) or one feed document.
        source: Id of the source for entries that name none; the file's name when not given.
        progress: Told the number of lines or entries just dealt with.

    Raises:
        WatchError: The file cannot be opened, or is no feed document.
    """
    report = ImportReport()
    fallback = source or _slug(path.stem)
    try:
        if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} and not _is_one_document(path):
            rows = _json_rows(path, fallback, source, clock(), report)
            _store_rows(rows, store, report, clock=clock, progress=progress)
        else:
            _store_document(path, fallback, store, report, clock=clock, progress=progress)
    except OSError as error:
        raise WatchError("cannot be read", where=str(path), hint="check the path") from error
    return report


def _is_one_document(path: Path) -> bool:
    with path.open("rb") as file:
        return b"jsonfeed.org" in file.read(2048)


def _json_rows(
    path: Path, fallback: str, forced: str | None, now: datetime, report: ImportReport
) -> Iterator[_Row]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            try:
                yield _row(line, number, fallback, forced, now)
            except BadLineError as error:
                report.problems.append((str(path), number, str(error)))


def _row(line: str, number: int, fallback: str, forced: str | None, now: datetime) -> _Row:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise BadLineError("is not JSON") from error
    if not isinstance(value, dict):
        raise BadLineError("is not a JSON object")
    title, link = _first(value, TITLE_KEYS), _first(value, LINK_KEYS)
    if not title and not link:
        raise BadLineError("has neither `title` nor `link`")
    published = _first(value, PUBLISHED_KEYS)
    entry = Entry(
        guid=_first(value, GUID_KEYS) or None,
        link=link or None,
        title=title,
        summary=_first(value, SUMMARY_KEYS),
        dates=(published,) if published else (),
        lang=_first(value, ("lang",)),
    )
    named = forced or _slug(_first(value, ("source",)) or fallback)
    return _Row(number=number, entry=entry, seen_at=_seen_at(value, published, now), source=named)


def _first(value: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(value[key]) for key in keys if value.get(key)), "")


def _seen_at(value: Mapping[str, Any], published: str, now: datetime) -> datetime:
    """When the archive first saw it; failing that its publication; failing that, now."""
    for raw in (_first(value, SEEN_KEYS), published):
        if raw and (moment := _moment(raw)) is not None:
            return min(moment, now)
    return now


def _moment(raw: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(raw)
    except ValueError:
        return None
    # Archives write their own clock without a zone when it is UTC.
    return as_utc(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _slug(name: str) -> str:
    bare = re.sub(r"^https?://(www\.)?", "", name.strip().lower())
    return re.sub(r"[^a-z0-9.-]+", "-", bare).strip("-.")[:54] or "archive"


def _archive(source: str, store: Store, now: datetime) -> Feed:
    """The archive's own feed, never polled; an archive adds to a feed that is polled nowhere."""
    feed = Feed(
        id=f"{ARCHIVE}{source}",
        source=source,
        url=f"https://archive.invalid/{source}",
        enabled=False,
        disabled_reason=NO_FEED,
    )
    with store.write() as tx:
        feeds = tx.feeds.all()
        if feed.id not in {known.id for known in feeds}:
            sources = tx.feeds.sources()
            if source not in {known.id for known in sources}:
                sources = (*sources, Source(id=source, name=source))
            put_feeds(tx, sources, (*feeds, feed), now=now)
    return feed


def _store_rows(
    rows: Iterator[_Row],
    store: Store,
    report: ImportReport,
    *,
    clock: Clock,
    progress: Callable[[int], None],
) -> None:
    feeds: dict[str, Feed] = {}
    batch: list[_Row] = []
    for row in rows:
        if row.source not in feeds:
            feeds[row.source] = _archive(row.source, store, clock())
        batch.append(row)
        if len(batch) >= BATCH:
            _store_batch(batch, feeds, store, report)
            progress(len(batch))
            batch = []
    if batch:
        _store_batch(batch, feeds, store, report)
        progress(len(batch))


def _store_batch(
    batch: list[_Row], feeds: Mapping[str, Feed], store: Store, report: ImportReport
) -> None:
    """One transaction; a second telling of an item waits for the first to be stored."""
    with store.write() as tx:
        for source in dict.fromkeys(row.source for row in batch):
            feed = feeds[source]
            waiting: dict[str, tuple[CollectedItem, datetime]] = {}
            for row in batch:
                if row.source != source:
                    continue
                for item in _items(row, feed):
                    if item.identity in waiting:
                        _store_waiting(tx, feed, waiting, report)
                        waiting = {}
                    waiting[item.identity] = (item, row.seen_at)
            _store_waiting(tx, feed, waiting, report)


def _items(row: _Row, feed: Feed) -> Iterator[CollectedItem]:
    document = FeedDocument(kind=FeedKind.JSON_FEED.value, entries=(row.entry,))
    for item in normalize(document, feed, now=row.seen_at):
        yield replace(item, lang=_base_language(row.entry.lang))


def _store_waiting(
    tx: Transaction,
    feed: Feed,
    waiting: Mapping[str, tuple[CollectedItem, datetime]],
    report: ImportReport,
) -> None:
    ready = prepare([item for item, _ in waiting.values()], feed)
    counts = tx.items.store(
        feed,
        ready.items,
        seen_at=[seen_at for _, seen_at in waiting.values()],
        story_keys=ready.story_keys,
    )
    _add(report, counts.new, counts.revised, counts.unchanged)


def _base_language(lang: str) -> str:
    return lang.split("-")[0].lower()


def _store_document(
    path: Path,
    source: str,
    store: Store,
    report: ImportReport,
    *,
    clock: Clock,
    progress: Callable[[int], None],
) -> None:
    now = clock()
    feed = _archive(source, store, now)
    try:
        document = parse_document(path.read_bytes(), url=feed.url)
    except FeedError as error:
        raise WatchError("no feed document", where=str(path), hint=error.what) from error
    items: tuple[CollectedItem, ...] = normalize(document, feed, now=now)
    ready = prepare(items, feed)
    with store.write() as tx:
        counts = tx.items.store(feed, ready.items, seen_at=now, story_keys=ready.story_keys)
    _add(report, counts.new, counts.revised, counts.unchanged)
    progress(len(items))


def _add(report: ImportReport, new: int, revised: int, unchanged: int) -> None:
    report.new += new
    report.revised += revised
    report.unchanged += unchanged
