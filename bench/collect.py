"""Measure collecting: 500 feeds over loopback, a farm of which 60 misbehave, and storing.

Run as ``python -m bench.collect [ROUNDS]`` from the root of the tree. Servers run in a process
of their own; memory is that of the poller and its parsing workers together.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bench.farm import BAD_REASONS
from bench.farming import FarmProcess, MemoryWatch, farm, farm_settings, put_feeds, resident_mib
from bench.report import write_section
from db.store import Store
from domain.feed import Feed
from domain.item import CollectedItem
from feeds.fetch import Fetcher, FetchSettings
from feeds.identity import digest
from feeds.parse import ParsePool
from pipeline.collect import Collector, PollLine

FEEDS, GOOD, BAD = 500, 440, 60
LATENCY_MS = (50.0, 300.0)
HOSTILE_DEADLINE_S = 10.0
BATCH, BATCHES = 50, 200
START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)


@dataclass
class Clock:
    """A clock that is turned by hand."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycles:
    """Seconds of each cycle over all feeds; most memory over all processes in MiB."""

    first_s: float
    unchanged_s: float
    one_new_s: float
    peak_mib: float
    most_busy: int
    most_busy_host: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """A cycle over good and bad feeds: what was kept, and every wrong or missing reason."""

    seconds: float
    deadline_s: float
    growth_mib: float
    good_stored: int
    wrong: tuple[str, ...]


@dataclass
class _Bench:
    """A collector over a fresh database, and its clock."""

    folder: Path
    settings: FetchSettings
    clock: Clock = field(default_factory=Clock)

    def store(self) -> Store:
        store = Store(f"sqlite:///{self.folder}/watch.db")
        store.upgrade()
        return store

    async def run(
        self, feeds: Sequence[Feed], steps: Sequence[tuple[str, Callable[[], None], str]]
    ) -> tuple[dict[str, float], dict[str, tuple[PollLine, ...]]]:
        """Poll once for each step, all feeds or those whose id begins so.

        Gives seconds and lines by the name of the step.
        """
        seconds: dict[str, float] = {}
        lines: dict[str, tuple[PollLine, ...]] = {}
        store = self.store()
        put_feeds(store, feeds, now=self.clock())
        async with Fetcher(self.settings) as fetcher, ParsePool(workers=2) as pool:
            collector = Collector(
                store, fetcher=fetcher, pool=pool, clock=self.clock, owner="bench"
            )
            for name, before, beginning in steps:
                before()
                self.clock.now += timedelta(hours=8)
                only = [feed.id for feed in feeds if feed.id.startswith(beginning)]
                started = time.perf_counter()
                lines[name] = await collector.collect(only=only)
                seconds[name] = time.perf_counter() - started
        store.close()
        return seconds, lines


def measure_cycles(served: FarmProcess, feeds: int = FEEDS) -> Cycles:
    """Collect a fresh database's first cycle, an unchanged one, and one with one entry new each."""
    with tempfile.TemporaryDirectory() as folder, MemoryWatch() as memory:
        bench = _Bench(Path(folder), farm_settings())
        seconds, lines = asyncio.run(
            bench.run(
                [served.good(number) for number in range(feeds)],
                [
                    ("first", _nothing, ""),
                    ("unchanged", _nothing, ""),
                    ("one_new", served.step, ""),
                ],
            )
        )
    assert Counter(line.outcome.value for line in lines["unchanged"]) == {"unchanged": feeds}
    assert sum(line.new for line in lines["one_new"]) == feeds
    told = served.told()
    return Cycles(
        first_s=seconds["first"],
        unchanged_s=seconds["unchanged"],
        one_new_s=seconds["one_new"],
        peak_mib=memory.peak_mib,
        most_busy=told["most_busy"],
        most_busy_host=told["most_busy_host"],
    )


def measure_hostile(
    served: FarmProcess, *, good: int = GOOD, bad: int = BAD, deadline_s: float = HOSTILE_DEADLINE_S
) -> Hostile:
    """Collect good and bad feeds mixed, once to warm up with good ones and then all of them."""
    mixed = [served.good(number) for number in range(good)]
    mixed += [served.bad(number) for number in range(bad)]
    mixed.sort(key=lambda feed: digest(feed.id))
    at_rest: list[float] = []
    with tempfile.TemporaryDirectory() as folder, MemoryWatch() as memory:
        bench = _Bench(Path(folder), farm_settings(total_deadline_s=deadline_s))

        def rest() -> None:
            served.step()
            at_rest.append(resident_mib())
            memory.peak_mib = 0.0

        steps = [("warm", _nothing, "farm-"), ("mixed", rest, "")]
        seconds, lines = asyncio.run(bench.run(mixed, steps))
    reasons = {line.feed: line.reason.value if line.reason else "" for line in lines["mixed"]}
    wanted = {feed.id: _wanted(feed) for feed in mixed}
    return Hostile(
        seconds=seconds["mixed"],
        deadline_s=deadline_s,
        growth_mib=memory.peak_mib - at_rest[0],
        good_stored=sum(line.new > 0 for line in lines["mixed"]),
        wrong=tuple(
            f"{name}: {reasons.get(name, 'not polled')!r}, not {reason!r}"
            for name, reason in wanted.items()
            if reasons.get(name) != reason
        ),
    )


def _wanted(feed: Feed) -> str:
    kind = feed.id.removeprefix("bad-").rpartition("-")[0]
    return BAD_REASONS[kind] if feed.id.startswith("bad-") else ""


def _nothing() -> None:
    return None


def measure_storing(batches: int = BATCHES) -> float:
    """Store new items, 50 a transaction; gives items per second."""
    with tempfile.TemporaryDirectory() as folder:
        store = _Bench(Path(folder), farm_settings()).store()
        feed = Feed(id="one", source="farm", url="http://one.example/")
        put_feeds(store, [feed], now=START)
        ready = [
            [_item(batch * BATCH + place) for place in range(BATCH)] for batch in range(batches)
        ]
        started = time.perf_counter()
        for items in ready:
            with store.write() as tx:
                keys = [item.content_hash for item in items]
                tx.items.store(feed, items, seen_at=START, story_keys=keys)
        seconds = time.perf_counter() - started
        store.close()
    return batches * BATCH / seconds


def _item(number: int) -> CollectedItem:
    title, summary = (
        f"Most ostaje otvoren za vozila {number}",
        f"Opština je saopštila {number}. " * 6,
    )
    return CollectedItem(
        identity=digest("guid", str(number)),
        aliases=(f"link:{digest('link', str(number))}", f"title:{digest('title', title)}"),
        guid=str(number),
        link=f"https://one.example/{number}",
        title=title,
        summary=summary,
        published_at=START,
        content_hash=digest("content", str(number)),
        raw="{}" * 100,
        lang="sr",
        folded_title=title.lower(),
        folded_summary=summary.lower(),
    )


def main(rounds: int) -> None:
    """Measure everything, print it, and write the section of docs/benchmarks.md."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    load = os.getloadavg()[0]
    cycles, hostile, storing = [], [], []
    for _ in range(rounds):
        with farm(latency_ms=LATENCY_MS, feeds=FEEDS) as served:
            cycles.append(measure_cycles(served))
        with farm(latency_ms=LATENCY_MS, feeds=FEEDS) as served:
            hostile.append(measure_hostile(served))
        storing.append(measure_storing())
        print(cycles[-1], hostile[-1], f"{storing[-1]:.0f} items/s", sep="\n", flush=True)
    write_section("Collection", _told(cycles, hostile, max(storing), load))
    sys.exit(1 if any(one.wrong for one in hostile) else 0)


def _told(
    cycles: Sequence[Cycles], hostile: Sequence[Hostile], storing: float, load: float
) -> list[str]:
    best = min(cycles, key=lambda one: one.first_s)
    mixed = min(hostile, key=lambda one: one.seconds)
    return [
        f"{FEEDS} feeds of 20 entries over loopback, each answer {LATENCY_MS[0]:.0f}–"
        f"{LATENCY_MS[1]:.0f} ms late, every feed a host of its own; SQLite with"
        " `synchronous=FULL`, one transaction a feed; two parsing workers. Best of"
        f" {len(cycles)}; load of the machine before it began {load:.1f}.",
        "",
        "| what | bar | measured |",
        "|---|---|---|",
        f"| first cycle, all entries new | 10 s | {best.first_s:.1f} s |",
        f"| all answer 304 | 4 s | {min(one.unchanged_s for one in cycles):.1f} s |",
        f"| one new entry in every feed | | {min(one.one_new_s for one in cycles):.1f} s |",
        f"| memory, poller and workers | 200 MiB | {min(one.peak_mib for one in cycles):.0f} MiB |",
        f"| most requests in flight | 32 | {best.most_busy} |",
        f"| most to one host | 2 | {best.most_busy_host} |",
        f"| {GOOD} good feeds among {BAD} hostile: stored | {GOOD} | {mixed.good_stored} |",
        f"| … wrong or missing reasons | 0 | {len(mixed.wrong)} |",
        f"| … time, with a deadline of {mixed.deadline_s:.0f} s | {2 * mixed.deadline_s:.0f} s "
        f"| {mixed.seconds:.1f} s |",
        f"| … memory growth | 60 MiB | {mixed.growth_mib:.0f} MiB |",
        f"| new items stored a second, {BATCH} a transaction | 7,000 | {storing:,.0f} |",
    ]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
