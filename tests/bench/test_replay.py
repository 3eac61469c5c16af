"""Replays of real recordings: nothing lost, nothing doubled, gaps shown as gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bench.replay.crises import crises
from bench.replay.recordings import albanian, english
from bench.replay.run import replay
from db.store import Store
from domain.reading import CoverageState

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(not DATA.is_dir(), reason="no recorded data beside the checkout"),
]


async def test_the_albanian_polls_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    part = albanian(DATA).between(None, None, 25)

    summary = await replay(part, f"sqlite:///{tmp_path / 'a.db'}", is_evaluated=False)

    assert (summary.lost, summary.doubled) == (0, 0)
    assert summary.drive.cycles == 25
    assert sum(one.stored for one in summary.tallies) == summary.drive.new > 500


@pytest.mark.bench
async def test_edited_titles_become_revisions_of_one_item(tmp_path: Path) -> None:
    part = english(DATA).between(None, None, 60)

    summary = await replay(part, f"sqlite:///{tmp_path / 'e.db'}", is_evaluated=False)

    assert (summary.lost, summary.doubled) == (0, 0)
    edited = sum(one.edited for one in summary.tallies)
    assert 0 < edited <= sum(one.revised for one in summary.tallies)


async def test_days_never_recorded_show_as_not_seen(tmp_path: Path) -> None:
    whole = crises(DATA)
    part = whole.between(
        datetime(2023, 9, 21, tzinfo=UTC), datetime(2023, 9, 25, 12, tzinfo=UTC), 0
    )
    url = f"sqlite:///{tmp_path / 'c.db'}"

    summary = await replay(part, url)

    assert (summary.lost, summary.doubled) == (0, 0)
    store = Store(url)
    with store.read() as tx:
        days = tx.rollups.feed_days(since=date(2023, 9, 22), until=date(2023, 9, 24))
    store.close()
    assert len(days) == 30
    assert {day.state for day in days} == {CoverageState.NOT_SEEN}
