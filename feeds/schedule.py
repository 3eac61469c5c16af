"""Schedule: when a feed is due next, and what its state is after a poll. Decisions only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from domain.errors import FeedError
from domain.feed import FailureReason, Feed, FeedState
from domain.item import FeedDocument
from feeds.answers import Fetched, NotModified

MIN_INTERVAL_S = 600.0
MIN_CRITICAL_INTERVAL_S = 300.0
MAX_INTERVAL_S = 6 * 3600.0
DEFAULT_INTERVAL_S = 1800.0
RECENT_ITEMS = 20
MAX_BACKOFF_S = 24 * 3600.0
MAX_CRITICAL_BACKOFF_S = 6 * 3600.0
BACKOFF_JITTER = 0.25
INTERVAL_JITTER = 0.05
FIRST_SPREAD_S = 10.0
MAX_VALIDATOR_AGE = timedelta(days=8)
MAX_NOT_MODIFIED = 24
GONE_BEFORE_MUTED = 2
REDIRECTS_BEFORE_ADOPTED = 3
REDIRECT_AGE_BEFORE_ADOPTED = timedelta(hours=24)


def first_state(feed: Feed, *, now: datetime, spread: float) -> FeedState:
    """Give the state of a feed never polled; `spread` 0…1 places it in the first ten seconds."""
    start = now + timedelta(seconds=FIRST_SPREAD_S * min(max(spread, 0.0), 1.0))
    interval_s = MIN_INTERVAL_S if feed.critical else DEFAULT_INTERVAL_S
    return FeedState(feed=feed.id, next_check_at=start, interval_s=interval_s)


def after_success(
    state: FeedState,
    feed: Feed,
    *,
    fetched: Fetched | NotModified,
    document: FeedDocument | None,
    new: int,
    recent_item_times: Sequence[datetime] | None,
    now: datetime,
    jitter: float,
    overlaps: bool = False,
) -> FeedState:
    """Give the state after an answer that could be used.

    Args:
        state: Before the poll.
        feed: As configured.
        fetched: What came.
        document: What was parsed; None when nothing changed or the body was the same.
        new: Items stored for the first time.
        recent_item_times: Published or first-seen times of the feed, newest first; None where
            they are what they were at the last poll.
        now: The present; aware.
        jitter: -1 … 1, moves the next check by a twentieth.
        overlaps: Whether the document holds items already known; only such a document can
            speak for a permanent redirect.
    """
    asked_s = _asked_s(fetched, document)
    if recent_item_times is None:
        interval_s = min(max(asked_s or 0.0, _floor_s(feed)), MAX_INTERVAL_S)
    else:
        interval_s = next_interval_s(feed, recent_item_times, asked_s=asked_s)
    if document is None:
        # What the document asked for is not repeated by an unchanged one: it still holds.
        interval_s = max(interval_s, min(state.interval_s, MAX_INTERVAL_S))
    wait_s = max(interval_s * (1 + INTERVAL_JITTER * jitter), _floor_s(feed))
    healthy = replace(
        state,
        next_check_at=now + timedelta(seconds=wait_s),
        interval_s=interval_s,
        failures=0,
        failing_since=None,
        last_reason=None,
        gone_streak=0,
        last_polled_at=now,
        last_success_at=now,
        last_new_item_at=now if new else state.last_new_item_at,
    )
    if isinstance(fetched, NotModified):
        return _with_confirmed_validators(healthy, fetched, now)
    renewed = _with_new_validators(healthy, fetched, now)
    # The same body as before overlaps wholly.
    return _with_redirect(renewed, fetched, now, overlaps or document is None)


def after_failure(
    state: FeedState, feed: Feed, error: FeedError, *, now: datetime, jitter: float
) -> FeedState:
    """Give the state after a poll that brought nothing.

    The wait doubles with each failure in a row up to a day (six hours for a critical feed)
    and never ends. What a server asked for with 429 or 503 is honoured up to a day. A feed
    that is gone twice in a row is muted, never removed. Validators stay as they are, unless
    the server answered "not modified" without having been asked.

    Args:
        state: Before the poll.
        feed: As configured.
        error: Why nothing came.
        now: The present; aware.
        jitter: -1 … 1, moves the wait by up to a quarter.
    """
    failures = state.failures + 1
    is_gone = error.reason is FailureReason.GONE
    gone_streak = state.gone_streak + 1 if is_gone else 0
    is_muted = gone_streak >= GONE_BEFORE_MUTED
    wait_s = _backoff_s(state, feed, failures, jitter)
    if error.retry_after_s is not None and _may_ask_us_back(error):
        wait_s = max(wait_s, min(error.retry_after_s, MAX_BACKOFF_S))
    failed = replace(
        state,
        next_check_at=now + timedelta(seconds=wait_s),
        failures=failures,
        failing_since=state.failing_since or now,
        last_reason=error.reason,
        last_polled_at=now,
        gone_streak=gone_streak,
        muted_at=(state.muted_at or now) if is_muted else state.muted_at,
    )
    return _without_validators(failed) if error.reason is FailureReason.UNASKED_304 else failed


def next_interval_s(
    feed: Feed, recent_item_times: Sequence[datetime], *, asked_s: float | None = None
) -> float:
    """Give the seconds between polls: half the median gap between the newest 20 items.

    Between ten minutes (five for a critical feed) and six hours; raised within these bounds
    to what the publisher asks for. With fewer than three items the default counts.
    """
    newest = sorted(recent_item_times, reverse=True)[:RECENT_ITEMS]
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(newest)]
    wanted = median(gaps) / 2 if len(gaps) >= 2 else DEFAULT_INTERVAL_S
    return min(max(wanted, asked_s or 0.0, _floor_s(feed)), MAX_INTERVAL_S)


def rebased(state: FeedState, *, now: datetime) -> FeedState:
    """Mend a state after the clock was set back: the wait that was left is kept.

    Without this a feed polled "in the future" would wait for the clock to catch up.
    """
    if state.last_polled_at is None or state.last_polled_at <= now:
        return state
    left = max(state.next_check_at - state.last_polled_at, timedelta(0))
    return replace(state, last_polled_at=now, next_check_at=now + left)


def _floor_s(feed: Feed) -> float:
    return MIN_CRITICAL_INTERVAL_S if feed.critical else MIN_INTERVAL_S


def _asked_s(fetched: Fetched | NotModified, document: FeedDocument | None) -> float | None:
    asked = [fetched.cache_max_age_s, document.ttl_s if document else None]
    return max((value for value in asked if value is not None), default=None)


def _backoff_s(state: FeedState, feed: Feed, failures: int, jitter: float) -> float:
    cap_s = MAX_CRITICAL_BACKOFF_S if feed.critical else MAX_BACKOFF_S
    doubled = max(state.interval_s, _floor_s(feed)) * 2.0 ** min(failures - 1, 16)
    return max(min(doubled * (1 + BACKOFF_JITTER * jitter), cap_s), _floor_s(feed))


def _may_ask_us_back(error: FeedError) -> bool:
    return error.reason in (FailureReason.RATE_LIMITED, FailureReason.UNAVAILABLE)


def _without_validators(state: FeedState) -> FeedState:
    return replace(
        state, etag=None, last_modified=None, validators_since=None, not_modified_streak=0
    )


def _with_confirmed_validators(state: FeedState, answer: NotModified, now: datetime) -> FeedState:
    streak = state.not_modified_streak + 1
    since = state.validators_since or now
    if streak >= MAX_NOT_MODIFIED or now - since >= MAX_VALIDATOR_AGE:
        # A server that answers 304 for ever would hide its news: ask for the whole once.
        return _without_validators(state)
    return replace(
        state,
        etag=answer.etag or state.etag,
        last_modified=answer.last_modified or state.last_modified,
        validators_since=since,
        not_modified_streak=streak,
    )


def _with_new_validators(state: FeedState, answer: Fetched, now: datetime) -> FeedState:
    has_any = bool(answer.etag or answer.last_modified)
    return replace(
        state,
        etag=answer.etag,
        last_modified=answer.last_modified,
        validators_since=now if has_any else None,
        not_modified_streak=0,
        body_hash=answer.body_hash,
    )


def _with_redirect(state: FeedState, answer: Fetched, now: datetime, overlaps: bool) -> FeedState:
    target = answer.permanent_url
    if target is None:
        return replace(state, redirect_url=None, redirect_streak=0, redirect_since=None)
    if not overlaps:
        return state
    is_same = target == state.redirect_url and state.redirect_since is not None
    streak = state.redirect_streak + 1 if is_same else 1
    since = state.redirect_since if is_same and state.redirect_since else now
    is_adopted = streak >= REDIRECTS_BEFORE_ADOPTED and now - since >= REDIRECT_AGE_BEFORE_ADOPTED
    if is_adopted:
        return replace(
            state, adopted_url=target, redirect_url=None, redirect_streak=0, redirect_since=None
        )
    return replace(state, redirect_url=target, redirect_streak=streak, redirect_since=since)
