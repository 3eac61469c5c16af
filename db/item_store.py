"""Storing what one document brought: items once, their edits as revisions, all or nothing."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, StatementError

from db import item_statements as do
from db import tables
from db.dialect import insert_or
from db.recognise import ALIAS_SPAN, Arrival, Standing, recognise
from db.story_keys import find_or_open
from domain.clock import as_utc
from domain.feed import Feed
from domain.item import CollectedItem, ItemFlag, StoredCounts

BACKLOG_AGE = timedelta(hours=48)
PROGRAM_LIMIT = "54"


@dataclass(frozen=True, slots=True)
class _Text:
    """One revision to be written."""

    item_id: int
    number: int
    arrival: Arrival
    flags: tuple[str, ...]


def store_items(
    connection: Connection,
    feed: Feed,
    items: Sequence[CollectedItem],
    *,
    seen_at: datetime | Sequence[datetime],
    story_keys: Sequence[str],
) -> StoredCounts:
    """Store the items of one document; see `ItemShelf.store`."""
    moments = [seen_at] * len(items) if isinstance(seen_at, datetime) else seen_at
    told = zip(items, moments, story_keys, strict=True)
    arrivals = [Arrival(item=item, seen_at=as_utc(at), story_key=key) for item, at, key in told]
    try:
        with connection.begin_nested():
            counts = _store_together(connection, feed.id, arrivals)
    except (StatementError, UnicodeError, OverflowError) as error:
        if not _is_refusal(error):
            raise
        counts = _store_one_by_one(connection, feed.id, arrivals)
    return counts


def _is_refusal(error: Exception) -> bool:
    """Whether the fault is in a row: not, for one, in a full disk or a lock."""
    if isinstance(error, (IntegrityError, DataError)):
        return True
    if isinstance(error, DBAPIError):
        return str(getattr(error.orig, "sqlstate", None) or "").startswith(PROGRAM_LIMIT)
    return True


def _store_one_by_one(
    connection: Connection, feed: str, arrivals: Sequence[Arrival]
) -> StoredCounts:
    total: Counter[str] = Counter()
    for arrival in arrivals:
        try:
            with connection.begin_nested():
                counts = _store_together(connection, feed, [arrival])
        except (StatementError, UnicodeError, OverflowError) as error:
            if not _is_refusal(error):
                raise
            _quarantine(connection, feed, arrival, error)
            counts = StoredCounts(quarantined=1)
        total.update(asdict(counts))
    return StoredCounts(**total)


def _quarantine(connection: Connection, feed: str, arrival: Arrival, error: Exception) -> None:
    cause = error.orig if isinstance(error, StatementError) and error.orig else error
    # ASCII with escapes can hold whatever the database would not take
    body = json.dumps(asdict(arrival.item), default=str)
    values = {
        "feed": feed,
        "digest": hashlib.sha256(body.encode()).hexdigest(),
        "seen_at": arrival.seen_at,
        "reason": ascii(str(cause))[1:-1][:1000],
        "body": body,
    }
    add = insert_or(connection, tables.quarantine)
    connection.execute(add.on_conflict_do_nothing(index_elements=["feed", "digest"]), values)


def _store_together(connection: Connection, feed: str, arrivals: Sequence[Arrival]) -> StoredCounts:
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.item.identity, arrival)
    if not first:
        return StoredCounts()
    known = recognise(connection, feed, list(first.values()))
    new = [arrival for identity, arrival in first.items() if identity not in known]
    met = [(first[identity], standing) for identity, standing in known.items()]
    changed = [one for one in met if one[1].content_hash != one[0].item.content_hash]
    revised = [one for one in changed if not one[1].is_full]

    texts = _add_items(connection, feed, new) + [_revision_of(*one) for one in revised]
    _advance_items(connection, revised)
    _write_texts(connection, feed, texts)
    _keep_names(connection, feed, [one for one in met if one[1].is_newly_joined])
    _flag_full(connection, [one[1] for one in changed if one[1].is_full])
    return StoredCounts(
        new=len(new), revised=len(revised), unchanged=len(arrivals) - len(new) - len(revised)
    )


def _revision_of(arrival: Arrival, standing: Standing) -> _Text:
    return _Text(standing.id, standing.number + 1, arrival, standing.flags_for(arrival.item))


def _add_items(connection: Connection, feed: str, new: Sequence[Arrival]) -> list[_Text]:
    if not new:
        return []
    tellings = {(arrival.story_key, arrival.seen_at) for arrival in new}
    stories = find_or_open(connection, tellings)
    rows = [
        {
            "feed": feed,
            "identity": arrival.item.identity,
            "story_id": stories.get((arrival.story_key, arrival.seen_at)),
            "first_seen_at": arrival.seen_at,
            "day": arrival.seen_at.date(),
            "published_at": arrival.item.published_at,
            "is_backlog": _is_backlog(arrival),
            "revision": 1,
            "flags": (),
        }
        for arrival in new
    ]
    do.ADD_ITEMS.run(connection, rows)
    identities = [arrival.item.identity for arrival in new]
    found = do.IDS.rows(connection, identities, feed=feed)
    ids = {row.identity: row.id for row in found}
    _count_days(connection, feed, new)
    return [_Text(ids[one.item.identity], 1, one, one.item.flags) for one in new]


def _is_backlog(arrival: Arrival) -> bool:
    published_at = arrival.item.published_at
    is_old = published_at is not None and arrival.seen_at - published_at > BACKLOG_AGE
    return is_old or ItemFlag.BACKLOG in arrival.item.flags


def _count_days(connection: Connection, feed: str, new: Iterable[Arrival]) -> None:
    counts: dict[date, Counter[str]] = {}
    for arrival in new:
        kind = "backlog" if _is_backlog(arrival) else "new"
        counts.setdefault(arrival.seen_at.date(), Counter())[kind] += 1
    rows = [
        {"feed": feed, "day": day, "new": count["new"], "backlog": count["backlog"]}
        for day, count in sorted(counts.items())
    ]
    do.COUNT_DAYS.run(connection, rows)


def _advance_items(connection: Connection, revised: Sequence[tuple[Arrival, Standing]]) -> None:
    if not revised:
        return
    rows = [{"item": one.id, "before": one.number, "after": one.number + 1} for _, one in revised]
    connection.execute(do.ADVANCE, rows)


def _write_texts(connection: Connection, feed: str, texts: Sequence[_Text]) -> None:
    """Add the revisions, with their names, searchable text and work still to be done."""
    if not texts:
        return
    do.ADD_REVISIONS.run(connection, [_revision_values(text) for text in texts])
    do.PUT_TEXTS.run(connection, [_folded_values(text) for text in texts])
    do.PUT_NAMES.run(
        connection,
        [
            _name_values(feed, alias, text.item_id, text.arrival.seen_at)
            for text in texts
            for alias in text.arrival.item.aliases
        ],
    )
    connection.execute(do.ENQUEUE, {"ids": [text.item_id for text in texts]})


def _revision_values(text: _Text) -> dict[str, Any]:
    item = text.arrival.item
    return {
        "item_id": text.item_id,
        "number": text.number,
        "seen_at": text.arrival.seen_at,
        "content_hash": item.content_hash,
        "guid": item.guid,
        "link": item.link,
        "title": item.title,
        "summary": item.summary,
        "lang": item.lang,
        "published_at": item.published_at,
        "published_raw": item.published_raw,
        "outlet_name": item.outlet_name,
        "outlet_url": item.outlet_url,
        "flags": text.flags,
        "raw": item.raw,
    }


def _folded_values(text: _Text) -> dict[str, Any]:
    item = text.arrival.item
    return {
        "item_id": text.item_id,
        "folded_title": item.folded_title,
        "folded_summary": item.folded_summary,
    }


def _keep_names(
    connection: Connection, feed: str, joined: Sequence[tuple[Arrival, Standing]]
) -> None:
    """Keep the identity of items known by an alias, so that they stay known beyond its span."""
    rows = [
        _name_values(feed, arrival.item.identity, standing.id, arrival.seen_at)
        for arrival, standing in joined
    ]
    do.PUT_NAMES.run(connection, rows)


def _name_values(feed: str, name: str, item_id: int, seen_at: datetime) -> dict[str, Any]:
    return {
        "feed": feed,
        "alias": name,
        "item_id": item_id,
        "seen_at": seen_at,
        "expired_before": seen_at - ALIAS_SPAN,
    }


def _flag_full(connection: Connection, full: Sequence[Standing]) -> None:
    items = tables.items
    for standing in full:
        if ItemFlag.REVISIONS_CAPPED not in standing.flags:
            flags = (*standing.flags, ItemFlag.REVISIONS_CAPPED.value)
            connection.execute(update(items).where(items.c.id == standing.id).values(flags=flags))
