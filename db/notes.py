"""Three small shelves of notes: visits, filed reports, and facts about the archive itself."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select, update

from db.derived_tables import visits, weekly_reports
from db.dialect import insert_or
from db.tables import meta
from db.types import AnyRow
from domain.evidence import ReportStatus, WeeklyReport


class VisitShelf:
    """When each user last checked."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def last(self, user: str) -> datetime | None:
        """Give when the user last checked; None for a first visit."""
        query = select(visits.c.at).where(visits.c.user == user)
        moment: datetime | None = self._connection.execute(query).scalar()
        return moment

    def mark(self, user: str, now: datetime) -> None:
        """Note that the user has checked now."""
        insert = insert_or(self._connection, visits).values(user=user, at=now)
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=["user"], set_={"at": insert.excluded["at"]}
            )
        )


class ReportShelf:
    """The weekly reports that were written; the files themselves lie on disk."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self,
        *,
        week: str,
        path: str,
        sha256: str,
        created_at: datetime,
        status: ReportStatus = ReportStatus.DRAFT,
    ) -> WeeklyReport:
        """File a report and give it; the same bytes for the same week are filed once."""
        values = {
            "week": week,
            "path": path,
            "sha256": sha256,
            "created_at": created_at,
            "status": status.value,
        }
        insert = insert_or(self._connection, weekly_reports).values(values)
        self._connection.execute(insert.on_conflict_do_nothing(index_elements=["week", "sha256"]))
        query = select(weekly_reports).where(
            weekly_reports.c.week == week, weekly_reports.c.sha256 == sha256
        )
        return _report_from(self._connection.execute(query).one())

    def list(self, limit: int = 100) -> tuple[WeeklyReport, ...]:
        """Give the filed reports, the newest first."""
        newest = (weekly_reports.c.created_at.desc(), weekly_reports.c.id.desc())
        query = select(weekly_reports).order_by(*newest).limit(limit)
        return tuple(_report_from(row) for row in self._connection.execute(query))

    def get(self, report_id: int) -> WeeklyReport | None:
        """Give one report; None for an unknown id."""
        query = select(weekly_reports).where(weekly_reports.c.id == report_id)
        row = self._connection.execute(query).first()
        return None if row is None else _report_from(row)

    def set_status(self, report_id: int, status: ReportStatus) -> None:
        """Say how far a report has come."""
        change = update(weekly_reports).where(weekly_reports.c.id == report_id)
        self._connection.execute(change.values(status=status.value))


class MetaShelf:
    """Facts about the archive itself, as text by key."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, key: str) -> str | None:
        """Give a fact; None when it was never set."""
        value: str | None = self._connection.execute(
            select(meta.c.value).where(meta.c.key == key)
        ).scalar()
        return value

    def set(self, key: str, value: str) -> None:
        """Set a fact."""
        insert = insert_or(self._connection, meta).values(key=key, value=value)
        self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=["key"], set_={"value": insert.excluded["value"]}
            )
        )

    def settle(self, key: str, value: str) -> str:
        """Set a fact unless it is set already, and give what it is."""
        insert = insert_or(self._connection, meta).values(key=key, value=value)
        self._connection.execute(insert.on_conflict_do_nothing(index_elements=["key"]))
        query = select(meta.c.value).where(meta.c.key == key)
        return str(self._connection.execute(query).scalar_one())


def _report_from(row: AnyRow) -> WeeklyReport:
    return WeeklyReport(
        id=row.id,
        week=row.week,
        path=row.path,
        sha256=row.sha256,
        created_at=row.created_at,
        status=ReportStatus(row.status),
    )
