"""A small world for the pipeline: a real server on loopback, a real database, a clock to turn."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from db.store import Store
from feeds.fetch import Fetcher, FetchSettings
from feeds.parse import ParsePool
from pipeline.collect import Collector


@dataclass
class TurnedClock:
    """A clock that stands still until it is turned."""

    now: datetime = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Publisher:
    """A feed server: what each path answers can be changed between polls."""

    url: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    conditional: int = 0
    hangs: set[str] = field(default_factory=set)
    is_without_validators: bool = False
    titles: dict[str, set[str]] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path
        self.asked.append(path)
        if path in self.hangs:
            await asyncio.sleep(30)
        status = self.statuses.get(path, 200)
        body = self.bodies.get(path)
        if status != 200 or body is None:
            return web.Response(status=status if status != 200 else 404)
        etag = self.etag(path)
        if self.is_without_validators:
            return web.Response(body=body, content_type="application/rss+xml")
        if request.headers.get("If-None-Match") == etag:
            self.conditional += 1
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": etag})

    def etag(self, path: str) -> str:
        return f'"{hash(self.bodies[path])}"'

    def publish(self, path: str, *titles: str, at: datetime | None = None) -> None:
        self.titles[path] = set(titles)
        items = "".join(
            f"<item><title>{title}</title><link>https://outlet.example/{title.replace(' ', '-')}"
            f"</link><guid>{title.split(':')[0]}</guid>"
            + (f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate>" if at else "")
            + "</item>"
            for title in titles
        )
        self.bodies[path] = (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}'
            "</channel></rss>"
        ).encode()


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/watch.db")
    store.upgrade()
    yield store
    store.close()


@pytest_asyncio.fixture
async def publisher() -> AsyncIterator[Publisher]:
    publisher = Publisher()
    app = web.Application()
    app.router.add_get("/{path:.*}", publisher.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    publisher.url = f"http://{host}:{port}"
    yield publisher
    await runner.cleanup()


@pytest_asyncio.fixture
async def collector(store: Store, clock: TurnedClock) -> AsyncIterator[Collector]:
    settings = FetchSettings(
        user_agent="tests",
        allow_private=("127.0.0.1",),
        per_host=8,
        per_host_gap_s=0.0,
        total_deadline_s=2.0,
        connect_s=1.0,
        respect_robots=False,
    )
    async with Fetcher(settings) as fetcher, ParsePool(workers=1) as pool:
        yield Collector(
            store, fetcher=fetcher, pool=pool, clock=clock, owner="tests", uptime_gap_s=2 * 3600
        )
