"""Drive the real poller over simulated times, one collect cycle at each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from config import Config
from db.store import Store
from domain.feed import PollOutcome
from exercise.serve import SimulatedClock
from feeds.fetch import Fetcher
from feeds.parse import ParsePool
from pipeline.collect import Collector, PollLine
from pipeline.settings import fetch_settings, sync_feeds

Progress = Callable[[datetime], None]


@dataclass(slots=True)
class Drive:
    """What a drive came to, as counts over all its polls."""

    cycles: int = 0
    polls: int = 0
    stored: int = 0
    unchanged: int = 0
    failed: int = 0
    new: int = 0
    revised: int = 0

    def add(self, lines: Iterable[PollLine]) -> None:
        """Count one cycle's lines in."""
        self.cycles += 1
        for line in lines:
            self.polls += 1
            self.stored += line.outcome is PollOutcome.STORED
            self.unchanged += line.outcome is PollOutcome.UNCHANGED
            self.failed += line.outcome is PollOutcome.FAILED
            self.new += line.new
            self.revised += line.revised


def _no_progress(_: datetime) -> None:
    return None


async def drive(
    moments: Iterable[datetime],
    *,
    store: Store,
    config: Config,
    clock: SimulatedClock,
    uptime_gap_s: float,
    owner: str,
    progress: Progress = _no_progress,
) -> Drive:
    """Set the clock to each moment in turn and poll every enabled feed once.

    Args:
        moments: Aware datetimes, oldest first.
        uptime_gap_s: A longer pause between two moments counts as an outage of ours.
        progress: Told each moment when its cycle is over.
    """
    sync_feeds(store, config, now=clock())
    told = Drive()
    async with (
        Fetcher(fetch_settings(config)) as fetcher,
        ParsePool(workers=config.collect.workers) as pool,
    ):
        collector = Collector(
            store,
            fetcher=fetcher,
            pool=pool,
            clock=clock,
            owner=owner,
            uptime_gap_s=uptime_gap_s,
        )
        for moment in moments:
            clock.set(moment)
            told.add(await collector.collect(all_enabled=True))
            progress(moment)
    return told
