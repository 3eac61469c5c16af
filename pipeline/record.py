"""Record: what one poll came to, written in one transaction with its items and validators."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.store import Store, Transaction
from domain.errors import FeedError
from domain.feed import FailureReason, Feed, FeedState, Poll, PollOutcome
from domain.item import CollectedItem, FeedDocument, StoredCounts
from feeds.answers import Fetched, NotModified
from feeds.schedule import RECENT_ITEMS, after_failure, after_success
from pipeline.prepare import prepare

NOTHING = StoredCounts()


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLine:
    """What one poll came to, as the command line prints it."""

    feed: str
    outcome: PollOutcome
    reason: FailureReason | None = None
    new: int = 0
    revised: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A feed held under our lease, its state before the poll, and when the poll began."""

    feed: Feed
    state: FeedState
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A poll that was answered; `document` is None where nothing had changed."""

    answer: Fetched | NotModified
    document: FeedDocument | None = None
    items: tuple[CollectedItem, ...] = ()


def record_arrival(store: Store, held: Held, arrived: Arrived, *, now: datetime) -> PollLine:
    """Store what came: items, revisions, fetch log, validators and next check, or none of it.

    Raises:
        StoreError: The database refused; it is as it was before.
    """
    # Before the transaction begins: others may write meanwhile.
    prepared = prepare(arrived.items, held.feed)
    with store.write() as tx:
        stored = NOTHING
        if prepared.items:
            stored = tx.items.store(
                held.feed, prepared.items, seen_at=now, story_keys=prepared.story_keys
            )
        tx.feeds.save_state(_state_after(tx, held, arrived, stored, now))
        poll = _poll(held, arrived, stored, now)
        tx.polls.add(poll)
    return PollLine(feed=held.feed.id, outcome=poll.outcome, new=stored.new, revised=stored.revised)


def record_failure(store: Store, held: Held, error: FeedError, *, now: datetime) -> FeedState:
    """Store that a poll failed and why; gives the state with the next try.

    Raises:
        StoreError: The database refused; it is as it was before.
    """
    state = after_failure(held.state, held.feed, error, now=now, jitter=_jitter())
    with store.write() as tx:
        tx.feeds.save_state(state)
        tx.polls.add(failed_poll(held, error.reason, error.what, now, error.http_status))
    return state


def failed_poll(
    held: Held, reason: FailureReason, detail: str, now: datetime, http_status: int | None = None
) -> Poll:
    """Give the line of the fetch log of a poll that brought nothing."""
    return Poll(
        feed=held.feed.id,
        started_at=held.started_at,
        finished_at=now,
        outcome=PollOutcome.FAILED,
        reason=reason,
        detail=detail,
        http_status=http_status,
    )


def _state_after(
    tx: Transaction, held: Held, arrived: Arrived, stored: StoredCounts, now: datetime
) -> FeedState:
    return after_success(
        held.state,
        held.feed,
        fetched=arrived.answer,
        document=arrived.document,
        new=stored.new,
        recent_item_times=_recent_times(tx, held.feed, arrived),
        now=now,
        jitter=_jitter(),
        overlaps=stored.unchanged + stored.revised > 0,
    )


def _recent_times(tx: Transaction, feed: Feed, arrived: Arrived) -> Sequence[datetime] | None:
    """Give the times of the feed's newest items; None where an unchanged document adds none."""
    if arrived.document is None:
        return None
    dated = [item.published_at for item in arrived.items if item.published_at is not None]
    # A document with so many of them holds the newest, and need not be looked up.
    return dated if len(dated) >= RECENT_ITEMS else tx.items.recent_times(feed.id)


def _poll(held: Held, arrived: Arrived, stored: StoredCounts, now: datetime) -> Poll:
    answer, document = arrived.answer, arrived.document
    status, size = (answer.status, len(answer.body)) if isinstance(answer, Fetched) else (304, 0)
    is_all_new = stored.new > 0 and stored.unchanged + stored.revised == 0
    return Poll(
        feed=held.feed.id,
        started_at=held.started_at,
        finished_at=now,
        outcome=PollOutcome.STORED if document else PollOutcome.UNCHANGED,
        http_status=status,
        body_bytes=size,
        entries=len(arrived.items),
        new=stored.new,
        revised=stored.revised,
        window_overrun=is_all_new and held.state.last_success_at is not None,
        flags=document.flags if document else (),
    )


def _jitter() -> float:
    return random.uniform(-1, 1)  # noqa: S311 - spreads load, guards nothing
