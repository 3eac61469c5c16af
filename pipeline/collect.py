"""Collect: due feeds in, items stored, one transaction a feed; the world's side of the spine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from functools import partial

import structlog

from db.store import Store, Transaction
from domain.clock import Clock
from domain.errors import FeedError, StoreError
from domain.feed import FailureReason, Feed, FeedState, Poll, PollOutcome
from feeds.answers import FetchRequest, NotModified
from feeds.fetch import Fetcher
from feeds.parse import ParsePool
from feeds.schedule import rebased
from pipeline.desk import Desk
from pipeline.record import Arrived, Held, PollLine, failed_poll, record_arrival, record_failure

__all__ = ["Collector", "PollLine"]

log = structlog.get_logger(__name__)

LEASE_S = 300.0
UPTIME_GAP_S = 300.0
Leased = tuple[tuple[Feed, FeedState], ...]


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
        self._desk = Desk()
        self._running: dict[str, asyncio.Task[PollLine]] = {}
        self._finished: list[PollLine] = []
        self._unwritten: dict[str, Poll] = {}
        self._has_more_due = False
        self._topping_up: asyncio.Task[int] | None = None

    async def tick(self) -> int:
        """Beat, lease what is due, and start polling it. Returns how many polls were started.

        A database that cannot be written is logged, and left to the next tick.
        """
        try:
            await self._open()
        except StoreError as error:
            log.error("collect.store_failed", error=str(error))
            return 0
        return await self._top_up()

    async def collect(
        self, *, only: Collection[str] | None = None, all_enabled: bool = False
    ) -> tuple[PollLine, ...]:
        """Poll everything due (or all, or the named feeds) once, and wait for the last of it.

        Raises:
            StoreError: The database cannot be written, so that no feed could be leased.
        """
        try:
            await self._open()
            await self._poll_each_once(only, all_enabled=all_enabled)
        except BaseException:
            await self.stop()
            raise
        if self._unwritten:
            await self._settle()
        return self.take_finished()

    async def _poll_each_once(self, only: Collection[str] | None, *, all_enabled: bool) -> None:
        asked: set[str] = set()
        if all_enabled and only is None:
            only = await self._desk.do(self._enabled)
        while True:
            left = None if only is None else set(only) - asked
            before = set(self._running)
            started = 0
            if left is None or left:
                started = await self._start(only=left, all_enabled=all_enabled, but=asked)
            asked |= set(self._running) - before
            if not self._running and not started:
                return
            if self._running:
                await asyncio.wait(self._running.values(), return_when=asyncio.FIRST_COMPLETED)

    def _enabled(self) -> frozenset[str]:
        with self._store.read() as tx:
            return frozenset(feed.id for feed in tx.feeds.all() if feed.enabled)

    async def _top_up(self) -> int:
        """Lease and start what is due; also runs by itself, so that its failure stays its own."""
        self._has_more_due = False
        try:
            started = await self._start(only=None, all_enabled=False)
        except StoreError as error:
            log.error("collect.store_failed", error=str(error))
            return 0
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
        """Give up the polls under way and every lease, so that whoever comes next polls at once.

        A poll whose transaction has begun is written all the same.
        """
        self._has_more_due = False
        if self._topping_up is not None:
            await asyncio.gather(self._topping_up, return_exceptions=True)
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._settle()

    async def _settle(self) -> None:
        """Let go of the leases and log what could not be; without effect on a lost database."""
        try:
            await self._take_up(lambda tx: tx.feeds.release(self._owner))
        except StoreError as error:
            log.error("collect.store_failed", error=str(error))

    async def _open(self) -> None:
        """Begin a tick: say that we run, and mend what a clock set back has left."""
        now = self._clock()

        def begin(tx: Transaction) -> None:
            tx.uptime.beat(now, gap_s=self._uptime_gap_s, owner=self._owner)
            for state in tx.feeds.ahead_of(now):
                tx.feeds.save_state(rebased(state, now=now), release=False)

        await self._take_up(begin)

    async def _take_up(self, also: Callable[[Transaction], None]) -> None:
        """Log the polls that could not be written before, and let their feeds come due again."""
        polls = dict(self._unwritten)

        def write() -> None:
            with self._store.write() as tx:
                also(tx)
                for poll in polls.values():
                    tx.polls.add(poll)
                if polls:
                    tx.feeds.release(self._owner, feeds=polls)

        await self._desk.do(write)
        for name in polls:
            self._unwritten.pop(name, None)

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
        leased = await self._desk.do(partial(self._lease, room, only, all_enabled, but))
        for feed, state in leased:
            task = asyncio.create_task(self._poll(feed, state), name=f"poll {feed.id}")
            self._running[feed.id] = task
            task.add_done_callback(partial(self._finish, feed.id))
        return len(leased)

    def _lease(
        self, room: int, only: Collection[str] | None, all_enabled: bool, but: Collection[str]
    ) -> Leased:
        with self._store.write() as tx:
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
        held = Held(feed=feed, state=state, started_at=self._clock())
        try:
            arrived = await self._arrive(held)
        except FeedError as error:
            return await self._write(held, partial(self._fail, held, error))
        return await self._write(held, partial(self._keep, held, arrived))

    async def _write(self, held: Held, record: Callable[[], PollLine]) -> PollLine:
        """Run one transaction; a refusal leaves feed and validators as they were."""
        try:
            return await self._desk.do(record)
        except StoreError as error:
            log.error("feed.store_failed", feed=held.feed.id, error=str(error))
            reason = FailureReason.STORE_ERROR
            self._unwritten[held.feed.id] = failed_poll(held, reason, error.what, self._clock())
            return PollLine(feed=held.feed.id, outcome=PollOutcome.FAILED, reason=reason)

    async def _arrive(self, held: Held) -> Arrived:
        feed, state = held.feed, held.state
        answer = await self._fetcher.fetch(
            FetchRequest(
                feed=feed.id,
                url=state.adopted_url or feed.url,
                etag=state.etag,
                last_modified=state.last_modified,
            )
        )
        if isinstance(answer, NotModified) or answer.body_hash == state.body_hash:
            return Arrived(answer=answer)
        document, items = await self._pool.read(
            answer.body, feed, url=answer.url, content_type=answer.content_type, now=self._clock()
        )
        return Arrived(answer=answer, document=document, items=items)

    def _keep(self, held: Held, arrived: Arrived) -> PollLine:
        line = record_arrival(self._store, held, arrived, now=self._clock())
        if line.new or line.revised:
            log.info("feed.collected", feed=line.feed, new=line.new, revised=line.revised)
        return line

    def _fail(self, held: Held, error: FeedError) -> PollLine:
        state = record_failure(self._store, held, error, now=self._clock())
        log.warning(
            "feed.failed",
            feed=held.feed.id,
            reason=error.reason.value,
            detail=error.what,
            next_try=state.next_check_at.isoformat(timespec="seconds"),
        )
        return PollLine(feed=held.feed.id, outcome=PollOutcome.FAILED, reason=error.reason)
