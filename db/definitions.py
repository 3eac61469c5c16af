"""The shelf of definitions: every registered state of every indicator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, func, insert, or_, select

from db.derived_tables import definition_versions as versions
from db.types import AnyRow
from domain.evidence import DefinitionVersion
from domain.indicator import DefinitionStatus, IndicatorDefinition

MATCHED = (DefinitionStatus.TEST.value, DefinitionStatus.LIVE.value)


class DefinitionShelf:
    """Definition versions; added and never changed, so that the past stays explicable."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def register(
        self,
        definitions: Sequence[tuple[IndicatorDefinition, str, str]],
        *,
        now: datetime,
        author: str,
        reason: str,
    ) -> dict[str, int]:
        """Give the version of each definition, adding one where its content changed.

        Args:
            definitions: Each with its content hash and its body as JSON text.
            now: When; stands in the new versions, like `author` and `reason`.
        """
        standing = self.current()
        rows = []
        for definition, content_hash, body in definitions:
            before = standing.get(definition.id)
            if before is None or before.content_hash != content_hash:
                row = {
                    "indicator": definition.id,
                    "number": before.number + 1 if before else 1,
                    "content_hash": content_hash,
                    "status": definition.status.value,
                    "registered_at": now,
                    "author": author,
                    "reason": reason,
                    "body": body,
                }
                rows.append(row)
        if rows:
            self._connection.execute(insert(versions), rows)
            standing = self.current()
        return {definition.id: standing[definition.id].id for definition, _, _ in definitions}

    def current(self) -> dict[str, DefinitionVersion]:
        """Give the newest version of each indicator, whatever its status."""
        return self._by_indicator(_newest())

    def live_at(self, as_of: datetime) -> dict[str, DefinitionVersion]:
        """Give the newest version of each indicator that was registered by `as_of`."""
        return self._by_indicator(_newest(as_of))

    def history(self, indicator: str) -> tuple[DefinitionVersion, ...]:
        """Give every version of an indicator, the newest first."""
        query = select(versions).where(versions.c.indicator == indicator)
        rows = self._connection.execute(query.order_by(versions.c.number.desc()))
        return tuple(version_from(row) for row in rows)

    def _by_indicator(self, query: Select[Any]) -> dict[str, DefinitionVersion]:
        rows = self._connection.execute(query.order_by(versions.c.indicator))
        return {row.indicator: version_from(row) for row in rows}


def applied_at(connection: Connection, as_of: datetime) -> list[int]:
    """Give the version of each indicator whose matches counted at a moment.

    That is the newest one registered by then that was matched at all: retiring a definition
    ends its matches and does not undo them. Items older than an indicator's first version,
    such as an imported archive's, are read with that first version.
    """
    query = _newest(as_of, only_matched=True, or_first=True).with_only_columns(versions.c.id)
    return list(connection.execute(query).scalars())


def version_from(row: AnyRow) -> DefinitionVersion:
    """Make a definition version of its row."""
    return DefinitionVersion(
        id=row.id,
        indicator=row.indicator,
        number=row.number,
        content_hash=row.content_hash,
        status=DefinitionStatus(row.status),
        registered_at=row.registered_at,
        author=row.author,
        reason=row.reason,
        body=row.body,
    )


def _newest(
    as_of: datetime | None = None, *, only_matched: bool = False, or_first: bool = False
) -> Select[Any]:
    other = versions.alias()
    newest = select(func.max(other.c.number)).where(other.c.indicator == versions.c.indicator)
    if as_of is not None:
        known = other.c.registered_at <= as_of
        newest = newest.where(or_(known, other.c.number == _first()) if or_first else known)
    if only_matched:
        newest = newest.where(other.c.status.in_(MATCHED))
    return select(versions).where(versions.c.number == newest.scalar_subquery())


def _first() -> ScalarSelect[int]:
    """The number of an indicator's first version that was matched at all."""
    early = versions.alias()
    query = select(func.min(early.c.number)).where(early.c.indicator == versions.c.indicator)
    return query.where(early.c.status.in_(MATCHED)).correlate(versions).scalar_subquery()
