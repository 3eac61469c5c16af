"""Serve feeds over loopback as they would have stood at a simulated time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from aiohttp import web

from domain.clock import Clock, as_utc
from exercise.documents import Document


class SimulatedClock:
    """A clock that stands still until it is set, and is never set back."""

    def __init__(self, start: datetime) -> None:
        self._now = as_utc(start)

    def __call__(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        """Move to a moment.

        Raises:
            ValueError: The moment lies before the present one.
        """
        moment = as_utc(moment)
        if moment < self._now:
            raise ValueError(f"the clock stands at {self._now} and cannot go back to {moment}")
        self._now = moment


class Channel(Protocol):
    """One feed over time."""

    def document_at(self, now: datetime) -> Document | None:
        """The document as it stood then; None while the publisher could not be reached."""


class FeedServer:
    """Answers ``/feed-id`` with that channel's document; conditional requests get a 304.

    While a channel has no document the connection is dropped without an answer.
    `answers` counts what was answered: ``document``, ``unchanged`` and ``dropped``.
    """

    def __init__(self, channels: Mapping[str, Channel], *, clock: Clock) -> None:
        self._channels = dict(channels)
        self._clock = clock
        self._port = 0
        self._runner: web.AppRunner | None = None
        self.answers: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/{feed}", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def host(self) -> str:
        """``host:port`` while serving."""
        return f"127.0.0.1:{self._port}"

    def url(self, feed: str) -> str:
        """The address of a feed while serving."""
        return f"http://{self.host}/{feed}"

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        channel = self._channels.get(request.match_info["feed"])
        if channel is None:
            return web.Response(status=404)
        document = channel.document_at(self._clock())
        if document is None:
            self.answers["dropped"] += 1
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=503)
        if request.headers.get("If-None-Match") == document.etag:
            self.answers["unchanged"] += 1
            return web.Response(status=304, headers={"ETag": document.etag})
        self.answers["document"] += 1
        headers = {"ETag": document.etag, "Content-Type": document.content_type}
        return web.Response(body=document.body, headers=headers)
