"""The shelf of matches: which items fit which indicators, and the count that follows from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from db.chunks import chunked
from db.derived_tables import matches, observations
from db.evidence import evidence, summary
from db.replace_matches import replace_matches
from db.tables import meta
from db.work import WorkShelf
from domain.evidence import Evidence, MatchSummary, Position
from domain.match import IndicatorMatch

BATCH = 500
MatchedRevision = tuple[int, Sequence[IndicatorMatch]]


class MatchShelf:
    """Matches, and the observations kept exactly in step with them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def replace(
        self,
        revision_id: int,
        found: Sequence[IndicatorMatch],
        versions: Mapping[str, int],
        *,
        now: datetime,
    ) -> None:
        """Say what one revision matches; see `replace_many`."""
        self.replace_many([(revision_id, found)], versions, now=now)

    def replace_many(
        self,
        batch: Sequence[MatchedRevision],
        versions: Mapping[str, int],
        *,
        now: datetime,
    ) -> None:
        """Say what revisions match by the given versions, and take them off the work list.

        Whatever these versions had matched in these revisions before is replaced; what has
        not changed keeps its id and time. In the newest revision of an item the result also
        takes the place of matches by earlier revisions and versions, which stay on record
        and no longer count. Observations follow in the same transaction. Revisions that no
        longer exist are passed over.

        Args:
            batch: Revision ids with their matches, in any number; none matched is `()`.
            versions: The version id of each indicator that was evaluated.
            now: When; stands in the new matches.

        Raises:
            ValueError: A match names an indicator that `versions` lacks.
        """
        unknown = {match.indicator for _, found in batch for match in found} - versions.keys()
        if unknown:
            raise ValueError(f"matches of indicators without a version: {sorted(unknown)}")
        self._one_at_a_time()
        for part in chunked(batch, BATCH):
            replace_matches(self._connection, dict(part), versions, now=now)
            WorkShelf(self._connection).done(revision_id for revision_id, _ in part)

    def clear(self) -> None:
        """Drop every match and observation; the work list is left alone."""
        self._connection.execute(delete(observations))
        self._connection.execute(delete(matches))

    def newest_id(self) -> int:
        """Give the id of the newest match; 0 without matches. Ids are never given twice."""
        return int(self._connection.execute(select(func.max(matches.c.id))).scalar() or 0)

    def evidence(
        self,
        indicator: str,
        *,
        since: datetime,
        until: datetime,
        as_of: datetime | None = None,
        limit: int,
        before: Position | None = None,
    ) -> tuple[Evidence, ...]:
        """Give the matches of an indicator that stand, newest first-seen first.

        Counted or not, of items first seen from `since` until before `until`; with `as_of`,
        those that stood then. `before` is the position of the last one already shown.
        """
        return evidence(
            self._connection,
            indicator,
            since=since,
            until=until,
            as_of=as_of,
            limit=limit,
            before=before,
        )

    def summary(
        self, *, since: datetime, until: datetime, as_of: datetime | None = None
    ) -> dict[str, MatchSummary]:
        """Sum up each indicator over items first seen from `since` until before `until`.

        Indicators without any match are left out.
        """
        return summary(self._connection, since=since, until=until, as_of=as_of)

    def _one_at_a_time(self) -> None:
        """Let one transaction at a time recount; SQLite has only one writer anyway."""
        lock = select(meta.c.key).where(meta.c.key == "evaluation").with_for_update()
        self._connection.execute(lock)
