"""Collect: due feeds in, items stored, one transaction a feed; the world's side of the spine."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from db.store import Store
from domain.clock import Clock
from domain.errors import FeedError, StoreError
from domain.feed import FailureReason, Feed, FeedState, Poll, PollOutcome
from domain.item import FeedDocument
from feeds.fetch import Fetched, Fetcher, FetchRequest, NotModified
from feeds.normalize import normalize
from feeds.parse import ParsePool
from feeds.schedule import after_failure, after_success
from pipeline.prepare import Prepared, prepare

log = structlog.get_logger(__name__)

LEASE_S = 300.0
UPTIME_GAP_S = 300.0
NOTHING = Prepared(items=(), story_keys=())


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLine:
    """What one poll came to, as the command line prints it."""

    feed: str
    outcome: PollOutcome
    reason: FailureReason | None = None
    new: int = 0
    revised: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arrived:
    """A poll that was answered: the answer, and what was read from it where it was new."""

    answer: Fetched | NotModified
    document: FeedDocument | None
    prepared: Prepared


class Collector:
    """Polls whatever is due, with as many feeds in the air as the fetcher allows.

    A tick leases and starts polls and returns; a slow feed never holds up the next tick.
    Each finished poll tops the waiting line up, so a backlog drains without waiting for a tick.
    """

    def __init__(
        self,
        store: Store,
        *,
        fetcher: Fetcher,
        pool: ParsePool,
        clock: Clock,
        owner: str,
        waiting_line: int = 64,
        uptime_gap_s: float = UPTIME_GAP_S,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._pool = pool
        self._clock = clock
        self._owner = owner
        self._waiting_line = waiting_line
        self._uptime_gap_s = uptime_gap_s
        self._running: dict[str, asyncio.Task[PollLine]] = {}
        self._finished: list[PollLine] = []
        self._writing = asyncio.Lock()
        self._has_more_due = False
        self._topping_up: asyncio.Task[int] | None = None

    async def tick(self) -> int:
        """Beat, lease what is due, and start polling it. Returns how many polls were started."""
        async with self._writing:
            await asyncio.to_thread(self._beat)
        return await self._top_up()

    async def collect(
        self, *, only: Collection[str] | None = None, all_enabled: bool = False
    ) -> tuple[PollLine, ...]:
        """Poll everything due (or all, or the named feeds) once, and wait for the last of it."""
        async with self._writing:
            await asyncio.to_thread(self._beat)
        asked: set[str] = set()
        while True:
            left = None if only is None else set(only) - asked
            before = set(self._running)
            started = 0
            if left is None or left:
                started = await self._start(only=left, all_enabled=all_enabled, but=asked)
            asked |= set(self._running) - before
            if not self._running and not started:
                return self.take_finished()
            if self._running:
                await asyncio.wait(self._running.values(), return_when=asyncio.FIRST_COMPLETED)

    async def _top_up(self) -> int:
        started = await self._start(only=None, all_enabled=False)
        self._has_more_due = started > 0
        return started

    def take_finished(self) -> tuple[PollLine, ...]:
        """Hand over the lines of the polls finished since the last call."""
        lines, self._finished = tuple(self._finished), []
        return lines

    async def drain(self) -> tuple[PollLine, ...]:
        """Wait for the polls under way and those that follow them at once."""
        while self._running:
            await asyncio.wait(self._running.values())
            if self._topping_up is not None:
                await self._topping_up
        return self.take_finished()

    async def stop(self) -> None:
        """Give the polls under way up; what they hold leased comes due again by itself."""
        self._has_more_due = False
        for task in list(self._running.values()):
            task.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _beat(self) -> None:
        with self._store.write() as tx:
            tx.uptime.beat(self._clock(), gap_s=self._uptime_gap_s, owner=self._owner)

    async def _start(
        self,
        *,
        only: Collection[str] | None,
        all_enabled: bool,
        but: Collection[str] = (),
    ) -> int:
        room = self._waiting_line - len(self._running)
        if room <= 0:
            return 0
        async with self._writing:
            leased = await asyncio.to_thread(self._lease, room, only, all_enabled, but)
        for feed, state in leased:
            task = asyncio.create_task(self._poll(feed, state), name=f"poll {feed.id}")
            self._running[feed.id] = task
            task.add_done_callback(partial(self._finish, feed.id))
        return len(leased)

    def _lease(
        self,
        room: int,
        only: Collection[str] | None,
        all_enabled: bool,
        but: Collection[str],
    ) -> tuple[tuple[Feed, FeedState], ...]:
        with self._store.write() as tx:
            if all_enabled and only is None:
                only = [feed.id for feed in tx.feeds.all() if feed.enabled]
            if only is not None:
                only = [name for name in only if name not in but]
            return tx.feeds.lease_due(
                now=self._clock(),
                limit=room,
                lease_s=LEASE_S,
                owner=self._owner,
                only=only,
                all_enabled=all_enabled or only is not None,
            )

    def _finish(self, name: str, task: asyncio.Task[PollLine]) -> None:
        self._running.pop(name, None)
        self._wake()
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            log.error("feed.poll_broke", feed=name, exc_info=error)
            return
        self._finished.append(task.result())

    def _wake(self) -> None:
        """Lease more once half the waiting line is free, if the last look found any due."""
        is_topping_up = self._topping_up is not None and not self._topping_up.done()
        if self._has_more_due and not is_topping_up and len(self._running) * 2 < self._waiting_line:
            self._topping_up = asyncio.create_task(self._top_up())

    async def _poll(self, feed: Feed, state: FeedState) -> PollLine:
        started_at = self._clock()
        try:
            arrived = await self._arrive(feed, state)
        except FeedError as error:
            failure = error
            record = partial(self._record_failure, feed, state, failure, started_at)
        else:
            record = partial(self._record_arrival, feed, state, arrived, started_at)
        return await self._write(feed, record)

    async def _write(self, feed: Feed, record: Callable[[], PollLine]) -> PollLine:
        """Run one transaction; a refusal leaves feed and validators as they were."""
        try:
            async with self._writing:
                line = await asyncio.to_thread(record)
        except StoreError as error:
            log.error("feed.store_failed", feed=feed.id, error=str(error))
            return PollLine(
                feed=feed.id, outcome=PollOutcome.FAILED, reason=FailureReason.STORE_ERROR
            )
        return line

    async def _arrive(self, feed: Feed, state: FeedState) -> _Arrived:
        answer = await self._fetcher.fetch(
            FetchRequest(
                feed=feed.id,
                url=state.adopted_url or feed.url,
                etag=state.etag,
                last_modified=state.last_modified,
            )
        )
        if isinstance(answer, NotModified) or answer.body_hash == state.body_hash:
            return _Arrived(answer=answer, document=None, prepared=NOTHING)
        document = await self._pool.parse(
            answer.body,
            url=answer.url,
            content_type=answer.content_type,
            encoding_hint=feed.encoding_hint,
            kind=feed.kind,
            lang=feed.lang,
        )
        # A large document takes seconds to make plain; the other feeds go on meanwhile.
        prepared = await asyncio.to_thread(_made_plain, document, feed, self._clock())
        return _Arrived(answer=answer, document=document, prepared=prepared)

    def _record_arrival(
        self, feed: Feed, state: FeedState, arrived: _Arrived, started_at: datetime
    ) -> PollLine:
        now = self._clock()
        items = arrived.prepared.items
        with self._store.write() as tx:
            known = tx.items.known_share(feed.id, [item.identity for item in items])
            stored = tx.items.store(
                feed, items, seen_at=now, story_keys=arrived.prepared.story_keys
            )
            tx.feeds.save_state(
                after_success(
                    state,
                    feed,
                    fetched=arrived.answer,
                    document=arrived.document,
                    new=stored.new,
                    recent_item_times=tx.items.recent_times(feed.id),
                    now=now,
                    jitter=random.uniform(-1, 1),  # noqa: S311 - spreads load, guards nothing
                    overlaps=known > 0,
                )
            )
            tx.polls.add(
                Poll(
                    feed=feed.id,
                    started_at=started_at,
                    finished_at=now,
                    outcome=PollOutcome.STORED if arrived.document else PollOutcome.UNCHANGED,
                    http_status=_status(arrived.answer),
                    body_bytes=_size(arrived.answer),
                    entries=len(items),
                    new=stored.new,
                    revised=stored.revised,
                    window_overrun=bool(items) and known == 0 and state.last_success_at is not None,
                    flags=arrived.document.flags if arrived.document else (),
                )
            )
        if stored.new or stored.revised:
            log.info("feed.collected", feed=feed.id, new=stored.new, revised=stored.revised)
        return PollLine(
            feed=feed.id,
            outcome=PollOutcome.STORED if arrived.document else PollOutcome.UNCHANGED,
            new=stored.new,
            revised=stored.revised,
        )

    def _record_failure(
        self, feed: Feed, state: FeedState, error: FeedError, started_at: datetime
    ) -> PollLine:
        now = self._clock()
        next_state = after_failure(
            state,
            feed,
            error,
            now=now,
            jitter=random.uniform(-1, 1),  # noqa: S311 - spreads load, guards nothing
        )
        with self._store.write() as tx:
            tx.feeds.save_state(next_state)
            tx.polls.add(
                Poll(
                    feed=feed.id,
                    started_at=started_at,
                    finished_at=now,
                    outcome=PollOutcome.FAILED,
                    reason=error.reason,
                    detail=error.what,
                    http_status=error.http_status,
                )
            )
        log.warning(
            "feed.failed",
            feed=feed.id,
            reason=error.reason.value,
            detail=error.what,
            next_try=next_state.next_check_at.isoformat(timespec="seconds"),
        )
        return PollLine(feed=feed.id, outcome=PollOutcome.FAILED, reason=error.reason)


async def collect_due(
    store: Store,
    *,
    fetcher: Fetcher,
    pool: ParsePool,
    clock: Clock,
    owner: str,
    only: Collection[str] | None = None,
    all_enabled: bool = False,
) -> tuple[PollLine, ...]:
    """One whole cycle: poll what is due (or all enabled, or `only` these), and wait for it."""
    collector = Collector(store, fetcher=fetcher, pool=pool, clock=clock, owner=owner)
    return await collector.collect(only=only, all_enabled=all_enabled)


def _made_plain(document: FeedDocument, feed: Feed, now: datetime) -> Prepared:
    return prepare(normalize(document, feed, now=now), feed)


def _status(answer: Fetched | NotModified) -> int:
    return answer.status if isinstance(answer, Fetched) else 304


def _size(answer: Fetched | NotModified) -> int:
    return len(answer.body) if isinstance(answer, Fetched) else 0
