"""Courtesy to hosts: how many requests at once, how far apart, and when to leave one alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from domain.errors import FetchError
from domain.feed import FailureReason

_FORGET_ABOVE = 2000


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    next_start: float = 0.0
    waiting: int = 0
    rate_limited: dict[str, float] = field(default_factory=dict)


class HostPacer:
    """Keeps every host to `per_host` requests at once, starts `gap_s` apart, `in_flight` in all.

    A host that told two or more different feeds to slow down is left alone as a whole until
    the time it asked for has passed; one feed told so concerns that feed only.
    """

    def __init__(self, *, in_flight: int, per_host: int, gap_s: float) -> None:
        self._all = asyncio.Semaphore(in_flight)
        self._per_host = per_host
        self._gap_s = gap_s
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, is_gap_kept: bool = True) -> AsyncIterator[None]:
        """Wait for a place, then hold it for the length of the block.

        Raises:
            FetchError: The host as a whole asked to be left alone.
        """
        place = self._place(host)
        self._refuse_if_paused(host, place)
        place.waiting += 1
        try:
            async with place.slots:
                if is_gap_kept:
                    await self._keep_gap(place)
                async with self._all:
                    yield
        finally:
            place.waiting -= 1

    def note_rate_limited(self, host: str, feed: str, *, for_s: float) -> None:
        """Remember that `host` told `feed` to come back later."""
        self._place(host).rate_limited[feed] = _now() + for_s

    def _place(self, host: str) -> _Host:
        if host not in self._hosts:
            if len(self._hosts) > _FORGET_ABOVE:
                self._forget_idle()
            self._hosts[host] = _Host(asyncio.Semaphore(self._per_host))
        return self._hosts[host]

    def _forget_idle(self) -> None:
        now = _now()
        self._hosts = {
            name: place
            for name, place in self._hosts.items()
            if place.waiting
            or place.next_start > now
            or any(until > now for until in place.rate_limited.values())
        }

    def _refuse_if_paused(self, host: str, place: _Host) -> None:
        now = _now()
        waits = {feed: until for feed, until in place.rate_limited.items() if until > now}
        place.rate_limited = waits
        if len(waits) >= 2:
            raise FetchError(
                FailureReason.RATE_LIMITED,
                f"{host} told {len(waits)} feeds to slow down",
                retry_after_s=max(waits.values()) - now,
            )

    async def _keep_gap(self, place: _Host) -> None:
        start = max(_now(), place.next_start)
        place.next_start = start + self._gap_s
        await asyncio.sleep(start - _now())


def _now() -> float:
    return asyncio.get_running_loop().time()
