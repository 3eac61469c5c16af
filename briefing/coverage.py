"""Coverage: what was seen of each feed and day, what was not, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from briefing.frame import BEGINNING, STALE_AFTER, FrameView, frame_view
from briefing.words import COVERAGE_REASON, FAILURE
from config import Config
from db.store import Store
from domain.feed import Feed, FeedState, Poll
from domain.reading import CoverageReason, CoverageState, FeedDay
from domain.source import Source

LOG_LINES = 100
NEVER = CoverageState.NEVER_COLLECTED


class TroubleKind(StrEnum):
    """What is wrong with a feed, worst first."""

    MUTED = "muted"
    FAILING = "failing"
    SILENT = "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A feed that brings nothing now. `since` and `next_try_at` are None where unknown."""

    feed: str
    source: str
    kind: TroubleKind
    reason: str
    since: datetime | None
    next_try_at: datetime | None
    failures: int
    is_critical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One feed and day of the strip; `share` is the part of the day that was seen.

    `state` is None where the day has not been judged yet.
    """

    day: date
    state: CoverageState | None
    reason: CoverageReason | None
    share: float
    new_items: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One feed's row of the strip, oldest day first."""

    feed: str
    source: str
    lang: str
    is_enabled: bool
    disabled_reason: str
    is_critical: bool
    last_success_at: datetime | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A stretch in which our own poller was not running; `end` is None while it lasts."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """The coverage page. `has_polls` is false until the first poll ever."""

    frame: FrameView
    days: tuple[date, ...]
    troubles: tuple[Trouble, ...]
    strips: tuple[Strip, ...]
    outages: tuple[Outage, ...]
    has_polls: bool
    seen_share_today: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLog:
    """The fetch log of one feed, newest first, beside what is known of the feed."""

    feed: Feed
    source: Source | None
    state: FeedState | None
    polls: tuple[Poll, ...]


def coverage_view(store: Store, config: Config, *, now: datetime, days: int = 30) -> CoverageView:
    """Gather coverage of the last `days` days, today included."""
    last = now.date()
    span = tuple(last - timedelta(days=back) for back in range(days - 1, -1, -1))
    with store.read() as tx:
        frame = frame_view(tx, config, now=now)
        feeds = tx.feeds.all()
        sources = {one.id: one for one in tx.feeds.sources()}
        states = tx.feeds.states()
        feed_days = tx.rollups.feed_days(since=span[0], until=last)
        periods = tx.uptime.periods(BEGINNING)
        first_polled = tx.feeds.first_polled_at()
    by_feed = {(one.feed, one.day): one for one in feed_days}
    strips = tuple(
        _strip(feed, sources.get(feed.source), states.get(feed.id), by_feed, span) for feed in feeds
    )
    return CoverageView(
        frame=frame,
        days=span,
        troubles=_troubles(feeds, sources, states, frame, by_feed, span),
        strips=tuple(sorted(strips, key=lambda one: (not one.is_enabled, one.source, one.feed))),
        outages=own_outages(periods, since=datetime.combine(span[0], time(), UTC), now=now),
        has_polls=bool(first_polled),
        seen_share_today=_mean_share(by_feed, feeds, last),
    )


def feed_log(store: Store, feed: str) -> FeedLog | None:
    """The fetch log of one feed; None where there is no such feed."""
    with store.read() as tx:
        found = {one.id: one for one in tx.feeds.all()}.get(feed)
        if found is None:
            return None
        return FeedLog(
            feed=found,
            source={one.id: one for one in tx.feeds.sources()}.get(found.source),
            state=tx.feeds.states().get(feed),
            polls=tuple(tx.polls.recent(feed, LOG_LINES)),
        )


def own_outages(
    periods: Sequence[tuple[datetime, datetime]], *, since: datetime, now: datetime
) -> tuple[Outage, ...]:
    """Stretches between our running periods, newest first; restarts under ten minutes left out.

    Args:
        periods: All running periods ever: what lies before the first of them is no outage.
        since: Outages that were over by then are left out.
        now: Periods after it are not known yet.
    """
    ordered = sorted((start, min(end, now)) for start, end in periods if start <= now)
    gaps = []
    end_so_far = ordered[0][1] if ordered else now
    for start, end in ordered[1:]:
        if start - end_so_far > STALE_AFTER:
            gaps.append(Outage(start=end_so_far, end=start))
        end_so_far = max(end_so_far, end)
    if now - end_so_far > STALE_AFTER:
        gaps.append(Outage(start=end_so_far, end=None))
    return tuple(gap for gap in reversed(gaps) if gap.end is None or gap.end > since)


def _strip(
    feed: Feed,
    source: Source | None,
    state: FeedState | None,
    by_feed: Mapping[tuple[str, date], FeedDay],
    span: tuple[date, ...],
) -> Strip:
    return Strip(
        feed=feed.id,
        source=source.name if source else feed.source,
        lang=feed.lang,
        is_enabled=feed.enabled,
        disabled_reason=feed.disabled_reason,
        is_critical=feed.critical,
        last_success_at=state.last_success_at if state else None,
        cells=_cells(feed.id, by_feed, span),
    )


def _cells(
    feed: str, by_feed: Mapping[tuple[str, date], FeedDay], span: tuple[date, ...]
) -> tuple[Cell, ...]:
    judged = max((day for _, day in by_feed), default=span[0])
    return tuple(_cell(by_feed.get((feed, day)), day, is_judged=day <= judged) for day in span)


def _cell(found: FeedDay | None, day: date, *, is_judged: bool) -> Cell:
    if found is None:
        state = NEVER if is_judged else None
        return Cell(day=day, state=state, reason=None, share=0.0, new_items=0)
    return Cell(
        day=day,
        state=found.state,
        reason=found.reason,
        share=found.seen_share,
        new_items=found.new_items,
    )


def _troubles(
    feeds: tuple[Feed, ...],
    sources: Mapping[str, Source],
    states: Mapping[str, FeedState],
    frame: FrameView,
    by_feed: Mapping[tuple[str, date], FeedDay],
    span: tuple[date, ...],
) -> tuple[Trouble, ...]:
    found = []
    for feed in feeds:
        if feed.id not in frame.failing and feed.id not in frame.silent:
            continue
        state = states.get(feed.id)
        kind = _kind(feed, state, frame)
        found.append(
            Trouble(
                feed=feed.id,
                source=sources[feed.source].name if feed.source in sources else feed.source,
                kind=kind,
                reason=_reason(kind, state),
                since=_since(kind, state, _silent_since(feed.id, by_feed, span)),
                next_try_at=None
                if state is None or kind is TroubleKind.MUTED
                else state.next_check_at,
                failures=state.failures if state else 0,
                is_critical=feed.critical,
            )
        )
    order = list(TroubleKind)
    return tuple(
        sorted(found, key=lambda one: (not one.is_critical, order.index(one.kind), one.feed))
    )


def _kind(feed: Feed, state: FeedState | None, frame: FrameView) -> TroubleKind:
    if state is not None and state.muted_at is not None:
        return TroubleKind.MUTED
    return TroubleKind.FAILING if feed.id in frame.failing else TroubleKind.SILENT


def _reason(kind: TroubleKind, state: FeedState | None) -> str:
    if kind is TroubleKind.SILENT or state is None or state.last_reason is None:
        return COVERAGE_REASON[CoverageReason.SILENT_FEED]
    return FAILURE[state.last_reason]


def _since(
    kind: TroubleKind, state: FeedState | None, silent_since: datetime | None
) -> datetime | None:
    if state is None:
        return silent_since
    if kind is TroubleKind.SILENT:
        return state.last_new_item_at or silent_since
    return state.failing_since or state.muted_at


def _silent_since(
    feed: str, by_feed: Mapping[tuple[str, date], FeedDay], span: tuple[date, ...]
) -> datetime | None:
    first = None
    for day in reversed(span):
        one = by_feed.get((feed, day))
        if one is None or one.reason is not CoverageReason.SILENT_FEED:
            break
        first = day
    return None if first is None else datetime.combine(first, time(), UTC)


def _mean_share(
    by_feed: Mapping[tuple[str, date], FeedDay], feeds: tuple[Feed, ...], day: date
) -> float | None:
    shares = [by_feed[feed.id, day].seen_share for feed in feeds if (feed.id, day) in by_feed]
    return sum(shares) / len(shares) if shares else None
