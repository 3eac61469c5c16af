"""Reading matches: the evidence behind an indicator, and its summary."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, select, tuple_

from db.counting import STORY, is_countable, matched_items, outlet, stood_at
from db.definitions import version_from
from db.derived_tables import definition_versions, matches
from db.rows import ITEM_COLUMNS, item_from
from db.tables import items
from db.types import AnyRow, BigId, UtcDateTime
from domain.evidence import DefinitionVersion, Evidence, MatchSummary, Position
from domain.match import MatchFlag, Span

_MATCH_COLUMNS = (
    matches.c.id.label("match_id"),
    matches.c.indicator,
    matches.c.version_id,
    matches.c.flags.label("match_flags"),
    matches.c.spans,
    matches.c.matched_at,
)


def evidence(
    connection: Connection,
    indicator: str,
    *,
    since: datetime,
    until: datetime,
    as_of: datetime | None,
    limit: int,
    before: Position | None,
) -> tuple[Evidence, ...]:
    """Give the standing matches of an indicator; see `MatchShelf.evidence`."""
    stands, counts = _rule(connection, as_of)
    seen = matches.c.first_seen_at
    query = (
        matched_items(*_MATCH_COLUMNS, counts.label("is_counted"), *ITEM_COLUMNS)
        .where(matches.c.indicator == indicator, stands, seen >= since, seen < until)
        .order_by(seen.desc(), matches.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        place = tuple_(literal(before.at, UtcDateTime), literal(before.id, BigId))
        query = query.where(tuple_(seen, matches.c.id) < place)
    rows = connection.execute(query).all()
    versions = _versions(connection, {row.version_id for row in rows})
    return tuple(_evidence_from(row, versions[row.version_id]) for row in rows)


def summary(
    connection: Connection, *, since: datetime, until: datetime, as_of: datetime | None
) -> dict[str, MatchSummary]:
    """Sum up each indicator over a period; see `MatchShelf.summary`."""
    stands, counts = _rule(connection, as_of)
    seen = matches.c.first_seen_at

    def counted(value: ColumnElement[Any]) -> ColumnElement[Any]:
        return case((counts, value))

    query: Select[*tuple[Any, ...]] = (
        matched_items(
            matches.c.indicator,
            func.count().label("all"),
            func.count(counted(items.c.id)).label("items"),
            func.count(counted(STORY).distinct()).label("stories"),
            func.count(counted(outlet()).distinct()).label("outlets"),
            func.max(counted(seen)).label("newest_at"),
        )
        .where(stands, seen >= since, seen < until)
        .group_by(matches.c.indicator)
        .order_by(matches.c.indicator)
    )
    return {row.indicator: _summary_from(row) for row in connection.execute(query)}


def _rule(
    connection: Connection, as_of: datetime | None
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Give which matches stand, and which of those count: now, or at a moment."""
    if as_of is None:
        return and_(matches.c.is_current), and_(matches.c.is_counted)
    return stood_at(connection, as_of), is_countable()


def _versions(connection: Connection, ids: set[int]) -> dict[int, DefinitionVersion]:
    query = select(definition_versions).where(definition_versions.c.id.in_(sorted(ids)))
    return {row.id: version_from(row) for row in connection.execute(query)}


def _evidence_from(row: AnyRow, version: DefinitionVersion) -> Evidence:
    return Evidence(
        match=row.match_id,
        indicator=row.indicator,
        item=item_from(row),
        flags=tuple(MatchFlag(flag) for flag in row.match_flags),
        spans=tuple(Span(**span) for span in json.loads(row.spans)),
        version=version,
        is_counted=bool(row.is_counted),
        matched_at=row.matched_at,
    )


def _summary_from(row: AnyRow) -> MatchSummary:
    return MatchSummary(
        indicator=row.indicator,
        items=row.items,
        stories=row.stories,
        outlets=row.outlets,
        newest_at=row.newest_at,
        uncounted=row.all - row.items,
    )
