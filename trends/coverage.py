"""Coverage of a feed and day: the time that working polls vouch for, and why the rest is lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

from domain.feed import Poll, PollOutcome
from domain.reading import CoverageReason, CoverageState, FeedDay
from trends.spans import Span, intersect, length_s, subtract

SEEN_FROM, PARTLY_FROM = 0.9, 0.3
ROUNDING = 1e-9

LEAST_REACH_S, MOST_REACH_S = 30 * 60.0, 6 * 3600.0
REACH_IN_GAPS = 2.5
STARTING_REACH_S = 75 * 60.0

# An overrun poll is known to have missed entries, but not how many: half its time is credited.
OVERRUN_CREDIT = 0.5


def reach_s(successes: Sequence[datetime]) -> float:
    """How far back one working poll of a feed vouches, in seconds.

    Args:
        successes: Times of the feed's recent working polls, oldest first.

    Returns:
        Two and a half usual gaps between them, so that one missed poll loses nothing; never
        under 30 minutes nor over 6 hours; 75 minutes before there are two polls.
    """
    gap = typical_gap_s(successes)
    if gap is None:
        return STARTING_REACH_S
    return min(MOST_REACH_S, max(LEAST_REACH_S, REACH_IN_GAPS * gap))


def typical_gap_s(times: Sequence[datetime]) -> float | None:
    """The median gap in seconds: a feed's cadence, of its items or of its polls.

    Returns:
        None for fewer than two times; order does not matter.
    """
    gaps = [(late - early).total_seconds() for early, late in pairwise(sorted(times))]
    return median(gaps) if gaps else None


def feed_day(
    polls: Sequence[Poll],
    uptime: Sequence[tuple[datetime, datetime]],
    *,
    feed: str,
    day: date,
    now: datetime,
    first_polled_at: datetime | None,
    previous_success_at: datetime | None,
    reach_s: float,
    new_items: int,
    backlog_items: int,
    enabled: bool,
    is_silent: bool,
) -> FeedDay:
    """Judge how much of one UTC day of one feed was seen.

    A working poll at t vouches for the time since the working poll before it, at most
    `reach_s` back. What nothing vouches for is lost: while we were not running, to an outage
    here; while polls failed, to the feed; while the feed was switched off, to that.

    Args:
        polls: Polls of the day; better also those up to `reach_s` after its end, as the first
            of them vouches for the day's last hours. Other feeds' polls are ignored.
        uptime: Periods during which the poller ran.
        feed: The feed.
        day: The UTC day.
        now: The present; on the running day only the time so far counts, and time a next
            poll can still vouch for is not lost yet.
        first_polled_at: The feed's very first poll, None before it.
        previous_success_at: Its last working poll before these polls, None without one.
        reach_s: How far back one poll vouches, see `reach_s`.
        new_items: Items first seen that day without backlog.
        backlog_items: Items first seen that day that were published long before.
        enabled: Whether the feed was switched on.
        is_silent: Whether polls work and improbably nothing arrives, see `trends.silence`.

    Returns:
        SEEN from .9, PARTLY_SEEN from .3, else NOT_SEEN, with the reason that lost most
        time; NEVER_COLLECTED on days before the first poll, and on the day of the first
        poll while less than .3 of it was seen. A silent day vouches for nothing.
        The reason is None for a day seen, and where a day merely began before the first poll.

    Raises:
        ValueError: The day has not begun.
    """
    own = sorted((p for p in polls if p.feed == feed), key=lambda p: p.finished_at)
    so_far = _so_far(day, now)
    first = min(first_polled_at or so_far[1], so_far[1])
    history = _History(own, previous=previous_success_at, first=first, reach_s=reach_s)
    asked = so_far[0], history.settled_until(so_far, now) if enabled else so_far[1]
    share = 0.0 if is_silent else history.share_of(asked)
    state = _state(share, is_unasked=first >= so_far[1], began=max(first, so_far[0]) > so_far[0])
    reason = CoverageReason.SILENT_FEED if is_silent else None
    that_day = [p.outcome for p in own if so_far[0] <= p.finished_at < _end(day)]
    return FeedDay(
        feed=feed,
        day=day,
        state=state,
        reason=_shown(state, reason or history.main_loss(asked, uptime, enabled), enabled),
        seen_share=share,
        new_items=new_items,
        backlog_items=backlog_items,
        polls_ok=sum(outcome is not PollOutcome.FAILED for outcome in that_day),
        polls_failed=sum(outcome is PollOutcome.FAILED for outcome in that_day),
    )


class _History:
    """The polls of one feed, read as time vouched for and time lost."""

    def __init__(
        self, polls: Sequence[Poll], *, previous: datetime | None, first: datetime, reach_s: float
    ) -> None:
        self.first = first
        self.reach = timedelta(seconds=reach_s)
        self.failed = [p.finished_at for p in polls if p.outcome is PollOutcome.FAILED]
        worked = [p for p in polls if p.outcome is not PollOutcome.FAILED]
        self.worked = [p.finished_at for p in worked]
        if previous is not None:
            self.worked.insert(0, previous)
        self.vouched: list[Span] = []
        self.overrun: list[Span] = []
        before = previous or first
        for poll in worked:
            span = max(before, poll.finished_at - self.reach), poll.finished_at
            (self.overrun if poll.window_overrun else self.vouched).append(span)
            before = max(before, poll.finished_at)
        self.overrun = subtract(self.overrun, self.vouched)

    def settled_until(self, so_far: Span, now: datetime) -> datetime:
        """The end of the time that is seen or lost for good: the next poll may reach back."""
        latest = max((moment for moment in self.worked if moment <= now), default=None)
        if latest is None or now - latest > self.reach:
            return so_far[1]
        return min(so_far[1], max(so_far[0], latest))

    def share_of(self, asked: Span) -> float:
        """Share of a span that was seen, 0…1; all of it while nothing can be lost yet."""
        whole = length_s([asked])
        if whole == 0:
            return 1.0
        seen = length_s(intersect(self.vouched, [asked]))
        seen += OVERRUN_CREDIT * length_s(intersect(self.overrun, [asked]))
        return min(1.0, seen / whole)

    def main_loss(
        self, asked: Span, uptime: Sequence[Span], enabled: bool
    ) -> CoverageReason | None:
        """What took most of the lost time; None when none was lost since the first poll."""
        since_first = [(max(asked[0], self.first), asked[1])]
        lost = subtract(since_first, [*self.vouched, *self.overrun])
        overrun = length_s(intersect(self.overrun, [asked]))
        seconds = {CoverageReason.WINDOW_OVERRUN: (1 - OVERRUN_CREDIT) * overrun}
        for span in subtract(lost, uptime):
            _add(seconds, CoverageReason.OUTAGE_HERE, span)
        for span in intersect(lost, uptime):
            _add(seconds, self._why(span, enabled), span)
        most = max(seconds, key=lambda reason: seconds[reason])
        return most if seconds[most] > 0 else None

    def _why(self, span: Span, enabled: bool) -> CoverageReason:
        """Why a span was lost while the poller ran."""
        if not enabled:
            return CoverageReason.DISABLED
        after = max((t for t in self.worked if t <= span[0]), default=self.first)
        until = min((t for t in self.worked if t >= span[1]), default=span[1])
        if any(after <= moment <= until for moment in self.failed):
            return CoverageReason.FAILING_FEED
        return CoverageReason.OUTAGE_HERE


def _add(seconds: dict[CoverageReason, float], reason: CoverageReason, span: Span) -> None:
    seconds[reason] = seconds.get(reason, 0.0) + length_s([span])


def _so_far(day: date, now: datetime) -> Span:
    """The part of a UTC day that is over."""
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    if now < start:
        raise ValueError(f"the day has not begun: {day}")
    return start, min(now, _end(day))


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def _state(share: float, *, is_unasked: bool, began: bool) -> CoverageState:
    """`is_unasked`: no poll by the end of the day; `began`: the first poll fell on this day."""
    if is_unasked or (began and share < PARTLY_FROM - ROUNDING):
        return CoverageState.NEVER_COLLECTED
    if share >= SEEN_FROM - ROUNDING:
        return CoverageState.SEEN
    return CoverageState.PARTLY_SEEN if share >= PARTLY_FROM - ROUNDING else CoverageState.NOT_SEEN


def _shown(
    state: CoverageState, reason: CoverageReason | None, enabled: bool
) -> CoverageReason | None:
    """A reason only for a day not wholly seen; before the first poll only for one switched off."""
    if state is CoverageState.SEEN:
        return None
    if state is CoverageState.NEVER_COLLECTED:
        return None if enabled else CoverageReason.DISABLED
    return reason
