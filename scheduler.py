"""When things happen: APScheduler jobs, one line each; what they do lives in the pipeline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from config import Config

Job = Callable[[], Awaitable[None]]

# A late tick still runs, once: with the library's defaults most feeds due at once are dropped.
NEVER_DROPPED = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}


def build_scheduler(config: Config, *, tick: Job, evaluate: Job, weekly: Job) -> AsyncIOScheduler:
    """Give the schedule of the poller process, not yet started. All times are UTC."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    report = config.report
    weekly_at = CronTrigger(
        day_of_week=report.weekday[:3], hour=report.hour, minute=report.minute, timezone="UTC"
    )
    every_tick = IntervalTrigger(seconds=int(config.collect.tick_s), timezone="UTC")
    every_minute = IntervalTrigger(seconds=60, timezone="UTC")
    scheduler.add_job(tick, every_tick, id="collect", **NEVER_DROPPED)
    scheduler.add_job(evaluate, every_minute, id="evaluate", **NEVER_DROPPED)
    scheduler.add_job(weekly, weekly_at, id="weekly", **NEVER_DROPPED)
    return scheduler
