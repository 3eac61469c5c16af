"""Coverage of every feed and day, worked out from the fetch log and our own uptime."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from db.store import Store, Transaction
from domain.feed import FailureReason, Feed, Poll, PollOutcome
from domain.reading import CoverageReason, CoverageState, FeedDay
from trends.coverage import feed_day, reach_s
from trends.silence import HISTORY_DAYS, is_silent

# A poll after midnight still vouches for the evening before, so recent days are judged again.
DAYS_BACK = 3
CADENCE_POLLS = 60
# So long an absence of ours is shown even where the next poll still found all it had missed.
SHOWN_OUTAGE = timedelta(hours=6)


Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the days of one feed are judged by; all of it first seen by `now`."""

    feed: Feed
    first_polled_at: datetime
    polls: tuple[Poll, ...]
    uptime: tuple[Span, ...]
    outages: frozenset[date]
    counts: Mapping[date, tuple[int, int]]
    now: datetime


def refresh_coverage(store: Store, *, now: datetime, rebuild: bool) -> int:
    """Judge the days since the last time again and store them. Returns how many rows."""
    with store.read() as tx:
        since = None if rebuild else _resume_from(tx, now)
        rows = feed_days(tx, since=since, now=now)
    with store.write() as tx:
        tx.rollups.save_feed_days(rows)
    return len(rows)


def feed_days(tx: Transaction, *, since: date | None, now: datetime) -> tuple[FeedDay, ...]:
    """Judge every feed and day from `since` (the first poll where None) to `now`."""
    first_polled = {name: at for name, at in tx.feeds.first_polled_at().items() if at <= now}
    if not first_polled:
        return ()
    start = since or min(first_polled.values()).date()
    history = _history(tx, start)
    counts = _counts(tx, start, now)
    uptime = _known_by(tx.uptime.periods(_midnight(start) - timedelta(days=1)), now)
    rows: list[FeedDay] = []
    for feed in tx.feeds.all():
        if feed.id not in first_polled:
            continue
        from_day = max(start, first_polled[feed.id].date())
        facts = _Facts(
            feed=feed,
            first_polled_at=first_polled[feed.id],
            polls=_polls(tx, feed.id, from_day, now),
            uptime=uptime,
            outages=_days_of_outages(uptime, since=first_polled[feed.id]),
            counts=counts.get(feed.id, {}),
            now=now,
        )
        rows += _judge(facts, from_day, history.get(feed.id, ()))
    return tuple(rows)


def _resume_from(tx: Transaction, now: datetime) -> date | None:
    newest = tx.rollups.newest_feed_day()
    return None if newest is None else min(newest, now.date()) - timedelta(days=DAYS_BACK - 1)


def _history(tx: Transaction, start: date) -> dict[str, list[FeedDay]]:
    by_feed: dict[str, list[FeedDay]] = defaultdict(list)
    before = start - timedelta(days=1)
    for row in tx.rollups.feed_days(since=start - timedelta(days=HISTORY_DAYS), until=before):
        by_feed[row.feed].append(row)
    return by_feed


def _counts(tx: Transaction, start: date, now: datetime) -> dict[str, dict[date, tuple[int, int]]]:
    by_feed: dict[str, dict[date, tuple[int, int]]] = defaultdict(dict)
    for (feed, day), pair in tx.rollups.item_counts(start, now.date()).items():
        by_feed[feed][day] = pair
    return by_feed


def _known_by(periods: Sequence[Span], now: datetime) -> tuple[Span, ...]:
    return tuple((start, min(end, now)) for start, end in periods if start <= now)


def _days_of_outages(uptime: Sequence[Span], *, since: datetime) -> frozenset[date]:
    """Give the days that long absences of ours fell on: where most of one lay, or a whole one."""
    days: set[date] = set()
    for (_, stopped), (started, _) in pairwise(uptime):
        begin = max(stopped, since)
        if started - begin < SHOWN_OUTAGE:
            continue
        parts = {
            day: min(started, _midnight(day) + timedelta(days=1)) - max(begin, _midnight(day))
            for day in _days(begin.date(), started.date())
        }
        longest = max(parts.values())
        days |= {day for day, part in parts.items() if part >= min(longest, SHOWN_OUTAGE)}
    return frozenset(days)


def _polls(tx: Transaction, feed: str, from_day: date, now: datetime) -> tuple[Poll, ...]:
    start = _midnight(from_day) - timedelta(days=2)
    return tuple(
        poll
        for poll in tx.polls.between(start, now + timedelta(microseconds=1), feed)
        # What our own database refused says nothing about the feed: it counts as not polled.
        if poll.finished_at <= now and poll.reason is not FailureReason.STORE_ERROR
    )


def _judge(facts: _Facts, from_day: date, history: Sequence[FeedDay]) -> Iterator[FeedDay]:
    past = list(history)
    successes = [one.finished_at for one in facts.polls if one.outcome is not PollOutcome.FAILED]
    for day in _days(from_day, facts.now.date()):
        row = _one_day(facts, day, successes, past)
        past.append(row)
        yield row


def _one_day(
    facts: _Facts, day: date, successes: Sequence[datetime], past: Sequence[FeedDay]
) -> FeedDay:
    midnight = _midnight(day)
    recent = [at for at in successes if at < midnight + timedelta(days=1)][-CADENCE_POLLS:]
    reach = reach_s(recent)
    near = [
        one
        for one in facts.polls
        if midnight <= one.finished_at < midnight + timedelta(days=1, seconds=reach)
    ]
    new, backlog = facts.counts.get(day, (0, 0))

    def judged(*, is_silent: bool) -> FeedDay:
        return feed_day(
            near,
            facts.uptime,
            feed=facts.feed.id,
            day=day,
            now=facts.now,
            first_polled_at=facts.first_polled_at,
            previous_success_at=max((at for at in successes if at < midnight), default=None),
            reach_s=reach,
            new_items=new,
            backlog_items=backlog,
            enabled=facts.feed.enabled or bool(near),
            is_silent=is_silent,
        )

    row = judged(is_silent=False)
    silent = is_silent(
        past,
        day=day,
        new_items=new + backlog,
        polls_ok=row.polls_ok,
        seen_share=row.seen_share * _over(day, facts.now),
    )
    if silent:
        return judged(is_silent=True)
    if row.state is CoverageState.SEEN and day in facts.outages:
        return replace(row, state=CoverageState.PARTLY_SEEN, reason=CoverageReason.OUTAGE_HERE)
    return row


def _over(day: date, now: datetime) -> float:
    """How much of the day is over, 0…1."""
    return min(1.0, (now - _midnight(day)).total_seconds() / 86400)


def _days(first: date, last: date) -> Iterator[date]:
    for step in range((last - first).days + 1):
        yield first + timedelta(days=step)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
