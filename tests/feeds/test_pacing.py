"""Courtesy to hosts, seen from the server and in figures."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.fetch import Fetched, Fetcher, FetchRequest, FetchSettings
from feeds.pacing import HostPacer
from tests.feeds.hostile_server import Answer, Asked, HostileServer, hang, plain

POLITE = FetchSettings(
    user_agent="Vedette/0.1",
    total_deadline_s=5.0,
    allow_private=("127.0.0.0/8",),
    polite_to_private=True,
    respect_robots=False,
    per_host_gap_s=0.0,
)


def slow(seconds: float) -> Answer:
    async def answer(asked: Asked, out: asyncio.StreamWriter) -> None:
        await asyncio.sleep(seconds)
        await plain(b"<rss/>")(asked, out)

    return answer


async def test_five_hundred_feeds_due_at_once_all_run_within_the_limits() -> None:
    paths = {f"/{number}": slow(0.002) for number in range(50)}
    servers = [HostileServer(dict(paths)) for _ in range(10)]
    for server in servers:
        await server.__aenter__()
    async with Fetcher(replace(POLITE, in_flight=12)) as fetcher:
        running, most = 0, 0

        async def one(url: str) -> object:
            nonlocal running, most
            answer = await fetcher.fetch(FetchRequest(feed=url, url=url))
            most = max(most, sum(server.busy for server in servers))
            return answer

        answers = await asyncio.gather(
            *(one(server.url(path)) for server in servers for path in paths)
        )
    for server in servers:
        await server.__aexit__()

    assert len(answers) == 500
    assert all(isinstance(answer, Fetched) for answer in answers)
    assert max(server.most_busy for server in servers) <= 2
    assert most <= 12
    assert all(count == 1 for server in servers for count in server.hits.values())


async def test_requests_to_a_host_start_a_gap_apart() -> None:
    starts: list[float] = []

    async def answer(asked: Asked, out: asyncio.StreamWriter) -> None:
        starts.append(time.monotonic())
        await plain(b"<rss/>")(asked, out)

    spaced = Fetcher(replace(POLITE, per_host_gap_s=0.2))
    async with HostileServer({"/feed": answer}) as server, spaced as fetcher:
        requests = [FetchRequest(feed=f"f{n}", url=server.url()) for n in range(3)]
        await asyncio.gather(*map(fetcher.fetch, requests))

    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert all(gap > 0.15 for gap in gaps)


async def test_a_host_the_operator_opened_is_not_made_to_wait() -> None:
    own = replace(POLITE, polite_to_private=False, per_host_gap_s=5.0)
    async with HostileServer({"/feed": plain(b"<rss/>")}) as server:
        started = time.monotonic()
        async with Fetcher(own) as fetcher:
            requests = [FetchRequest(feed=f"f{n}", url=server.url()) for n in range(4)]
            await asyncio.gather(*map(fetcher.fetch, requests))

    assert time.monotonic() - started < 3


async def test_feeds_at_the_deadline_do_not_hold_up_the_others() -> None:
    stuck, well = HostileServer({"/feed": hang}), HostileServer({"/feed": plain(b"<rss/>")})
    async with stuck, well, Fetcher(replace(POLITE, total_deadline_s=2.0)) as fetcher:
        bad = [
            asyncio.create_task(fetcher.fetch(FetchRequest(feed=f"bad{n}", url=stuck.url())))
            for n in range(5)
        ]
        await asyncio.sleep(0.05)
        started = time.monotonic()
        await fetcher.fetch(FetchRequest(feed="good", url=well.url()))
        took = time.monotonic() - started
        for task in bad:
            task.cancel()
        await asyncio.gather(*bad, return_exceptions=True)

    assert took < 1.0


async def test_one_feed_told_to_slow_down_leaves_its_neighbours_alone() -> None:
    pacer = HostPacer(in_flight=4, per_host=2, gap_s=0.0)
    pacer.note_rate_limited("h", "a", for_s=60)

    async with pacer.turn("h"):
        pass


async def test_two_feeds_told_to_slow_down_slow_the_host() -> None:
    routes = {
        "/a": plain(status="429 Slow", headers=(("Retry-After", "60"),)),
        "/b": plain(status="429 Slow", headers=(("Retry-After", "90"),)),
        "/c": plain(b"<rss/>"),
    }
    errors = []
    async with HostileServer(routes) as server, Fetcher(POLITE) as fetcher:
        for name in ("a", "b", "c"):
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(FetchRequest(feed=name, url=server.url(f"/{name}")))
            errors.append(caught.value)

    assert [error.reason for error in errors] == [FailureReason.RATE_LIMITED] * 3
    assert server.hits["/c"] == 0
    assert 85 < (errors[2].retry_after_s or 0) <= 90


async def test_hosts_that_are_idle_are_forgotten() -> None:
    pacer = HostPacer(in_flight=4, per_host=2, gap_s=0.0)

    for number in range(5000):
        async with pacer.turn(f"host{number}"):
            pass

    assert len(pacer._hosts) < 2500
