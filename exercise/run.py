"""Play the exercise: serve the invented outlets, let the real poller read them, evaluate."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from config import Config, load_config
from db.store import Store
from domain.errors import StoreError
from domain.feed import Feed
from exercise.beat import ALLIANCE, LOCAL
from exercise.drive import Drive, Progress, drive
from exercise.outlets import MARK, OUTLETS
from exercise.serve import FeedServer, SimulatedClock
from exercise.timeline import decisive_day, timeline
from pipeline.evaluate import Evaluator

DAYS = 90
STEP_HOURS = 6.0
CLOSE_DAYS = 14
SEED = 20
CONFIG_NAME = "exercise.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """When to poll: every `step_hours` up to `until`, twice as often in the last two weeks."""

    until: datetime
    days: int
    step_hours: float
    seed: int

    def moments(self) -> list[datetime]:
        """The times of the polls, oldest first, the last one `until`."""
        close_days = min(CLOSE_DAYS, self.days)
        close = int(close_days * 24 / (self.step_hours / 2))
        wide = int((self.days - close_days) * 24 / self.step_hours)
        turn = self.until - timedelta(days=close_days)
        return [
            *(turn - timedelta(hours=self.step_hours * n) for n in range(wide, 0, -1)),
            *(self.until - timedelta(hours=self.step_hours / 2 * n) for n in range(close, -1, -1)),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaySummary:
    """What a play came to. `config_path` is the file a dashboard shows the exercise with."""

    since: datetime
    until: datetime
    decisive_day: str
    outlets: int
    drive: Drive
    items: int
    config_path: Path
    collect_s: float
    evaluate_s: float

    def as_document(self) -> dict[str, Any]:
        """The summary as one JSON-ready document."""
        return {
            **asdict(self),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "config_path": str(self.config_path),
            "collect_s": round(self.collect_s, 1),
            "evaluate_s": round(self.evaluate_s, 1),
        }


async def play(
    store_url: str,
    folder: Path,
    *,
    until: datetime,
    base: Config | None = None,
    days: int = DAYS,
    step_hours: float = STEP_HOURS,
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> PlaySummary:
    """Play the exercise into an empty database of its own.

    Args:
        store_url: The exercise's database. One left by an earlier play is replaced.
        folder: Where the exercise's own configuration file is written.
        until: The simulated present, aware UTC.
        base: Where warning problems, definitions and calendar come from; the configuration in
            force where it is None.
        days: How many days to play, ending at `until`.
        step_hours: Simulated hours between two polls; half of it in the last two weeks.
        progress: Told each simulated time once it has been polled.

    Raises:
        StoreError: The database holds anything but an earlier play.
    """
    plan = Plan(until=until, days=days, step_hours=step_hours, seed=seed)
    base = base or load_config()
    clear_earlier_play(store_url)
    store = Store(store_url)
    try:
        store.upgrade()
        store.claim(is_exercise=True)
        return await _play(plan, store, store_url, folder, base, progress)
    finally:
        store.close()


async def _play(
    plan: Plan, store: Store, store_url: str, folder: Path, base: Config, progress: Progress
) -> PlaySummary:
    moments = plan.moments()
    clock = SimulatedClock(moments[0])
    channels = timeline(until=plan.until, days=plan.days, seed=plan.seed)
    started = time.perf_counter()
    async with FeedServer(channels, clock=clock) as server:
        config = exercise_config(base, server, store_url)
        driven = await drive(
            moments,
            store=store,
            config=config,
            clock=clock,
            uptime_gap_s=plan.step_hours * 3600 * 1.5,
            owner="exercise",
            progress=progress,
        )
    collected = time.perf_counter()
    Evaluator(store, config, clock=clock).run()
    with store.read() as tx:
        items = tx.items.count()
    return PlaySummary(
        since=moments[0],
        until=moments[-1],
        decisive_day=decisive_day(plan.until).isoformat(),
        outlets=len(OUTLETS),
        drive=driven,
        items=items,
        config_path=write_config(config, folder),
        collect_s=collected - started,
        evaluate_s=time.perf_counter() - collected,
    )


def exercise_config(base: Config, server: FeedServer, store_url: str) -> Config:
    """The exercise's own configuration: its outlets, its database, marked as an exercise."""
    return Config.model_validate(
        {
            "name": f"EXERCISE {base.name}",
            "is_exercise": True,
            "database": {"url": store_url},
            "collect": {"per_host": 16, "per_host_gap_s": 0},
            "security": {"allow_private_addresses": [server.host]},
            "catalogue": base.catalogue,
            "problems": base.problems,
            "calendar": base.calendar,
            "dashboard": base.dashboard,
            "report": {"folder": "exercise-reports"},
            "sources": [outlet.source() for outlet in OUTLETS],
            "feeds": [
                Feed(
                    id=outlet.id,
                    source=outlet.id,
                    url=server.url(outlet.id),
                    lang=outlet.lang,
                    critical=outlet.id in (LOCAL, ALLIANCE),
                    note=f"{MARK} served by this machine while the exercise was played",
                )
                for outlet in OUTLETS
            ],
        }
    )


def write_config(config: Config, folder: Path) -> Path:
    """Lay the configuration down as JSON, which is YAML too, for the dashboard to open."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CONFIG_NAME
    document = config.model_dump(mode="json", exclude_defaults=True, exclude={"folder"})
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def clear_earlier_play(store_url: str) -> None:
    """Remove the SQLite database of an earlier play; never one that holds anything else.

    Raises:
        StoreError: The database is live, or a play stands in a database that is no file.
    """
    path = _sqlite_path(store_url)
    if path is not None and not path.exists():
        return
    store = Store(store_url)
    try:
        store.upgrade()
        store.claim(is_exercise=True)
        with store.read() as tx:
            is_empty = tx.items.count() == 0
    finally:
        store.close()
    if is_empty:
        return
    if path is None:
        raise StoreError(
            "holds an earlier play",
            where=store.where,
            hint="name an empty database for the exercise",
        )
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _sqlite_path(store_url: str) -> Path | None:
    scheme, _, name = store_url.partition(":///")
    return Path(name) if scheme.startswith("sqlite") and name else None
