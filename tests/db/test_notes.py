"""Visits, filed reports and facts about the archive."""

from __future__ import annotations

from db.store import Store
from domain.evidence import ReportStatus
from tests.db.build import at


def test_the_last_visit_of_each_user_is_kept(store: Store) -> None:
    with store.write() as tx:
        tx.visits.mark("ana", at(0))
        tx.visits.mark("ana", at(1))
        tx.visits.mark("ben", at(2))

        assert tx.visits.last("ana") == at(1)
        assert tx.visits.last("nobody") is None


def test_a_report_is_filed_once(store: Store) -> None:
    with store.write() as tx:
        filed = {"week": "2026-W46", "path": "reports/46.pdf", "created_at": at()}
        first = tx.reports.add(sha256="a" * 64, **filed)  # type: ignore[arg-type]
        again = tx.reports.add(sha256="a" * 64, **filed)  # type: ignore[arg-type]
        other = tx.reports.add(sha256="b" * 64, **filed)  # type: ignore[arg-type]

        assert first == again != other
        assert tx.reports.list() == (other, first)
        assert tx.reports.get(first.id) == first
        assert tx.reports.get(999) is None


def test_the_status_of_a_report_moves_on(store: Store) -> None:
    with store.write() as tx:
        report = tx.reports.add(week="2026-W46", path="p", sha256="a" * 64, created_at=at())
        assert report.status is ReportStatus.DRAFT

        tx.reports.set_status(report.id, ReportStatus.RELEASED)

        (found,) = tx.reports.list(limit=1)
        assert found.status is ReportStatus.RELEASED


def test_facts_can_be_set_and_settled(store: Store) -> None:
    with store.write() as tx:
        assert tx.meta.get("colour") is None
        tx.meta.set("colour", "red")
        tx.meta.set("colour", "blue")

        assert tx.meta.settle("colour", "green") == "blue"
        assert tx.meta.settle("shape", "round") == "round"
        assert tx.meta.get("shape") == "round"
