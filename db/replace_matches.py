"""Replacing what revisions match, and bringing the observations along."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, select, update

from db.counting import Cell, recount
from db.definitions import MATCHED
from db.derived_tables import definition_versions, matches
from db.tables import items, revisions
from db.types import AnyRow
from domain.match import IndicatorMatch

Batch = Mapping[int, Sequence[IndicatorMatch]]
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What was evaluated: places by revision id, versions, and where the result leads.

    `led_items` are the items whose newest revision was evaluated, `led_indicators` those
    whose newest definition was: there the result takes the place of what stood before.
    """

    places: Mapping[int, AnyRow]
    versions: Mapping[str, int]
    led_items: frozenset[int]
    led_indicators: frozenset[str]

    def holds(self, row: AnyRow) -> bool:
        """Whether a stored match answers just this question."""
        return row.revision_id in self.places and self.versions.get(row.indicator) == row.version_id

    def leads(self, item_id: int, indicator: str) -> bool:
        """Whether the result overtakes what the item's other revisions and versions say."""
        return item_id in self.led_items and indicator in self.led_indicators


def replace_matches(
    connection: Connection, batch: Batch, versions: Mapping[str, int], *, now: datetime
) -> None:
    """Write what a batch of revisions matches; see `MatchShelf.replace_many`."""
    question = _question(connection, batch, versions)
    standing = _standing(connection, question)
    wanted = _wanted(batch, question, _going_on(standing, question), now)
    dropped: list[AnyRow] = []
    overtaken: list[AnyRow] = []
    for row in standing:
        if not question.holds(row):
            overtaken.append(row)
        elif _says(row, wanted.get(_key(row))):
            del wanted[_key(row)]
        else:
            dropped.append(row)
    _mark_overtaken(connection, overtaken)
    if dropped:
        gone = [row.id for row in dropped]
        connection.execute(delete(matches).where(matches.c.id.in_(gone)))
    if wanted:
        connection.execute(insert(matches), list(wanted.values()))
    cells = {
        Cell(row.indicator, row.feed, row.day) for row in (*dropped, *overtaken) if row.is_counted
    } | {
        Cell(row["indicator"], row["feed"], row["day"])
        for row in wanted.values()
        if row["is_counted"]
    }
    recount(connection, cells)


def _question(connection: Connection, batch: Batch, versions: Mapping[str, int]) -> _Question:
    query = (
        select(
            revisions.c.id.label("revision_id"),
            items.c.id.label("item_id"),
            items.c.feed,
            items.c.day,
            items.c.first_seen_at,
            items.c.is_backlog,
            (revisions.c.number == items.c.revision).label("is_newest"),
        )
        .join(items, items.c.id == revisions.c.item_id)
        .where(revisions.c.id.in_(list(batch)))
    )
    places = {row.revision_id: row for row in connection.execute(query)}
    newest = _newest_versions(connection)
    return _Question(
        places=places,
        versions=versions,
        led_items=frozenset(row.item_id for row in places.values() if row.is_newest),
        led_indicators=frozenset(
            indicator for indicator, version in versions.items() if newest.get(indicator) == version
        ),
    )


def _newest_versions(connection: Connection) -> dict[str, int]:
    table = definition_versions
    query = (
        select(table.c.indicator, func.max(table.c.id).label("id"))
        .where(table.c.status.in_(MATCHED))
        .group_by(table.c.indicator)
    )
    return {row.indicator: row.id for row in connection.execute(query)}


def _wanted(
    batch: Batch, question: _Question, going_on: set[_Key], now: datetime
) -> dict[_Key, dict[str, Any]]:
    wanted: dict[_Key, dict[str, Any]] = {}
    for revision_id, place in question.places.items():
        for match in batch[revision_id]:
            version = question.versions[match.indicator]
            leads = place.is_newest and match.indicator in question.led_indicators
            is_current = leads or (revision_id, version) in going_on
            wanted[revision_id, version] = {
                "revision_id": revision_id,
                "item_id": place.item_id,
                "version_id": version,
                "indicator": match.indicator,
                "feed": place.feed,
                "day": place.day,
                "first_seen_at": place.first_seen_at,
                "flags": tuple(flag.value for flag in match.flags),
                "spans": json.dumps([asdict(span) for span in match.spans], ensure_ascii=False),
                "is_current": is_current,
                "is_counted": is_current and match.is_counted and not place.is_backlog,
                "matched_at": now,
            }
    return wanted


def _standing(connection: Connection, question: _Question) -> list[AnyRow]:
    """Find the matches that answer the question already, and those its result overtakes."""
    columns = (
        matches.c.id,
        matches.c.revision_id,
        matches.c.version_id,
        matches.c.item_id,
        matches.c.indicator,
        matches.c.feed,
        matches.c.day,
        matches.c.flags,
        matches.c.spans,
        matches.c.is_current,
        matches.c.is_counted,
    )
    answers = and_(
        matches.c.revision_id.in_(list(question.places)),
        matches.c.version_id.in_(list(question.versions.values())),
    )
    others = and_(matches.c.item_id.in_(list(question.led_items)), matches.c.is_current)
    found: dict[int, AnyRow] = {}
    conditions: tuple[ColumnElement[bool], ...] = (answers, others)
    for condition in conditions:
        found |= {row.id: row for row in connection.execute(select(*columns).where(condition))}
    return [
        row
        for row in found.values()
        if question.holds(row) or question.leads(row.item_id, row.indicator)
    ]


def _key(row: AnyRow) -> _Key:
    return row.revision_id, row.version_id


def _going_on(standing: Sequence[AnyRow], question: _Question) -> set[_Key]:
    """Find the matches that stand although newer ones are due, and do until those are known."""
    return {
        _key(row)
        for row in standing
        if row.is_current and question.holds(row) and not question.leads(row.item_id, row.indicator)
    }


def _says(row: AnyRow, values: dict[str, Any] | None) -> bool:
    """Whether a stored match says just what is wanted."""
    names = ("flags", "spans", "is_current", "is_counted")
    return values is not None and all(getattr(row, name) == values[name] for name in names)


def _mark_overtaken(connection: Connection, overtaken: Sequence[AnyRow]) -> None:
    if overtaken:
        ids = [row.id for row in overtaken]
        mark = update(matches).where(matches.c.id.in_(ids))
        connection.execute(mark.values(is_current=False, is_counted=False))
