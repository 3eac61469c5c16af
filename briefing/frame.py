"""What every page and report says first: whose data, as of when, and whether anyone is looking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from config import Config
from db.store import Transaction
from domain.feed import Feed, FeedState
from domain.reading import CoverageReason, FeedDay, Reading

STALE_AFTER = timedelta(minutes=10)
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Polling(StrEnum):
    """Whether the poller can be trusted to have looked."""

    NEVER = "never"
    RUNNING = "running"
    STALE = "stale"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameView:
    """The frame around every page.

    `data_as_of` is when indicators were last evaluated; None before the first time.
    `heartbeat_at` is the poller's last sign of life; None where it never ran.
    """

    name: str
    is_exercise: bool
    data_as_of: datetime | None
    heartbeat_at: datetime | None
    polling: Polling
    feeds_enabled: int
    failing: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def is_stale(self) -> bool:
        """Whether what is shown may have been overtaken."""
        return self.polling is Polling.STALE


def frame_view(
    tx: Transaction, config: Config, *, now: datetime, latest: dict[str, Reading] | None = None
) -> FrameView:
    """Gather the frame; `latest` spares reading the newest readings twice."""
    readings = tx.readings.latest(until=now.date()) if latest is None else latest
    heartbeat_at = last_beat(tx, now=now)
    feeds = tx.feeds.all()
    states = tx.feeds.states()
    return FrameView(
        name=config.name,
        is_exercise=config.is_exercise,
        data_as_of=max((r.computed_at for r in readings.values() if r.computed_at), default=None),
        heartbeat_at=heartbeat_at,
        polling=polling(heartbeat_at, now=now),
        feeds_enabled=sum(feed.enabled for feed in feeds),
        failing=tuple(feed.id for feed in feeds if is_failing(feed, states.get(feed.id))),
        silent=silent_feeds(tx, feeds, now=now),
    )


def empty_frame(config: Config) -> FrameView:
    """The frame where there is no database to ask."""
    return FrameView(
        name=config.name,
        is_exercise=config.is_exercise,
        data_as_of=None,
        heartbeat_at=None,
        polling=Polling.NEVER,
        feeds_enabled=sum(feed.enabled for feed in config.feeds),
        failing=(),
        silent=(),
    )


def polling(heartbeat_at: datetime | None, *, now: datetime) -> Polling:
    """Judge the poller by its last beat."""
    if heartbeat_at is None:
        return Polling.NEVER
    return Polling.STALE if now - heartbeat_at > STALE_AFTER else Polling.RUNNING


def last_beat(tx: Transaction, *, now: datetime) -> datetime | None:
    """The poller's last sign of life, None where it never ran."""
    periods = tx.uptime.periods(now - timedelta(days=2)) or tx.uptime.periods(BEGINNING)
    return max((end for _, end in periods), default=None)


def is_failing(feed: Feed, state: FeedState | None) -> bool:
    """Whether the newest poll of a feed that should be read failed, or the feed is muted."""
    if state is None or not feed.enabled:
        return False
    return state.failures > 0 or state.muted_at is not None


def silent_feeds(tx: Transaction, feeds: tuple[Feed, ...], *, now: datetime) -> tuple[str, ...]:
    """Feeds whose polls work and bring nothing, unusually long, by their newest coverage day."""
    today = now.date()
    enabled = {feed.id for feed in feeds if feed.enabled}
    newest: dict[str, FeedDay] = {}
    for one in tx.rollups.feed_days(since=today - timedelta(days=1), until=today):
        if one.feed in enabled and (one.feed not in newest or one.day > newest[one.feed].day):
            newest[one.feed] = one
    return tuple(
        sorted(feed for feed, one in newest.items() if one.reason is CoverageReason.SILENT_FEED)
    )
