"""Serve a recording over loopback, poll it as it was polled, evaluate, and count."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.replay.compare import Tally, tally
from bench.replay.crises import crises
from bench.replay.recordings import Recording, albanian, english
from config import Config, load_config
from db.store import Store
from domain.feed import Feed
from domain.source import Source
from exercise.drive import Drive, Progress, drive
from exercise.serve import FeedServer, SimulatedClock
from pipeline.evaluate import Evaluator

RECORDINGS: dict[str, Callable[[Path], Recording]] = {
    "albanian": albanian,
    "english": english,
    "crises": crises,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySummary:
    """What a replay came to. Seconds are wall time on the machine at hand."""

    recording: str
    since: datetime
    until: datetime
    drive: Drive
    collect_s: float
    evaluate_s: float
    tallies: tuple[Tally, ...]

    @property
    def lost(self) -> int:
        """Entries that were served and are nowhere in the database."""
        return sum(one.lost for one in self.tallies)

    @property
    def doubled(self) -> int:
        """Items stored more than once."""
        return sum(one.doubled for one in self.tallies)

    def as_document(self) -> dict[str, Any]:
        """The summary as one JSON-ready document."""
        return {
            "recording": self.recording,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "served": sum(one.served for one in self.tallies),
            "stored": sum(one.stored for one in self.tallies),
            "joined": sum(one.joined for one in self.tallies),
            "lost": self.lost,
            "doubled": self.doubled,
            "edited": sum(one.edited for one in self.tallies),
            "revised": sum(one.revised for one in self.tallies),
            "drive": asdict(self.drive),
            "collect_s": round(self.collect_s, 1),
            "evaluate_s": round(self.evaluate_s, 1),
            "feeds": [one.as_document() for one in self.tallies],
        }


async def replay(
    recording: Recording,
    store_url: str,
    *,
    is_evaluated: bool = True,
    progress: Progress = lambda _: None,
) -> ReplaySummary:
    """Replay a recording into a database, which is created where it is not there.

    Raises:
        ValueError: The recording has no moments left to poll.
    """
    if not recording.moments:
        raise ValueError(f'recording "{recording.name}" has no polls in that period')
    store = Store(store_url)
    try:
        store.upgrade()
        return await _replay(recording, store, store_url, is_evaluated, progress)
    finally:
        store.close()


async def _replay(
    recording: Recording, store: Store, url: str, is_evaluated: bool, progress: Progress
) -> ReplaySummary:
    clock = SimulatedClock(recording.moments[0])
    channels = {feed.id: feed for feed in recording.feeds}
    async with FeedServer(channels, clock=clock) as server:
        config = replay_config(recording, server, url)
        started = time.perf_counter()
        driven = await drive(
            recording.moments,
            store=store,
            config=config,
            clock=clock,
            uptime_gap_s=recording.gap_s,
            owner="replay",
            progress=progress,
        )
        collect_s = time.perf_counter() - started
    started = time.perf_counter()
    if is_evaluated:
        Evaluator(store, config, clock=clock).run()
    return ReplaySummary(
        recording=recording.name,
        since=recording.moments[0],
        until=recording.moments[-1],
        drive=driven,
        collect_s=collect_s,
        evaluate_s=time.perf_counter() - started,
        tallies=tuple(tally(feed, store, recording.moments) for feed in recording.feeds),
    )


def replay_config(recording: Recording, server: FeedServer, database: str) -> Config:
    """A configuration whose feeds are the recording's, served on this machine."""
    shipped = load_config()
    return Config.model_validate(
        {
            "name": f"Replay of {recording.name}",
            "database": {"url": database},
            "collect": {"per_host": 16, "per_host_gap_s": 0},
            "security": {"allow_private_addresses": [server.host]},
            "catalogue": shipped.catalogue,
            "problems": shipped.problems,
            "sources": [Source(id=feed.id, name=feed.id) for feed in recording.feeds],
            "feeds": [
                Feed(id=feed.id, source=feed.id, url=server.url(feed.id), lang=feed.lang)
                for feed in recording.feeds
            ],
        }
    )
