"""The shelf of work: revisions that still have to be matched."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, func, select

from db.chunks import chunked
from db.dialect import insert_or
from db.rows import REVISION_COLUMNS, revision_from
from db.tables import revisions, work
from domain.item import Revision


class WorkShelf:
    """The list of revisions to match; a revision is put there in the transaction storing it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def take(self, limit: int) -> tuple[Revision, ...]:
        """Give the oldest revisions still to be matched, by id; they stay on the list."""
        query = (
            select(*REVISION_COLUMNS)
            .join(work, work.c.revision_id == revisions.c.id)
            .order_by(work.c.revision_id)
            .limit(limit)
        )
        return tuple(revision_from(row) for row in self._connection.execute(query))

    def done(self, revision_ids: Iterable[int]) -> None:
        """Take revisions off the list."""
        for ids in chunked(revision_ids):
            self._connection.execute(delete(work).where(work.c.revision_id.in_(ids)))

    def count(self) -> int:
        """Count the revisions still to be matched."""
        return int(self._connection.execute(select(func.count()).select_from(work)).scalar_one())

    def enqueue_all(self) -> int:
        """Put every revision on the list and give how many are on it now."""
        everything = select(revisions.c.id).where(revisions.c.id > 0)
        add = insert_or(self._connection, work).from_select(["revision_id"], everything)
        self._connection.execute(add.on_conflict_do_nothing(index_elements=["revision_id"]))
        return self.count()
