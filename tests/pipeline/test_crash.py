"""A poller killed at any moment loses nothing, doubles nothing, and never claims unseen news."""

from __future__ import annotations

import asyncio
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.store import Store
from domain.feed import Feed
from domain.source import Source
from feeds.schedule import first_state

CHILD = Path(__file__).with_name("poller_child.py")
Archive = dict[tuple[str, str], tuple[str, ...]]


@dataclass
class Child:
    """A process that polls when told, each time in a fork of its own."""

    process: asyncio.subprocess.Process

    async def begin(self, **asked: Any) -> int:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked).encode() + b"\n")
        await self.process.stdin.drain()
        pid: int = (await self._line())["pid"]
        return pid

    async def ended(self) -> dict[str, Any]:
        return await self._line()

    async def poll(self, **asked: Any) -> dict[str, Any]:
        await self.begin(**asked)
        return await self.ended()

    async def _line(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        told: dict[str, Any] = json.loads(await self.process.stdout.readline())
        return told


@asynccontextmanager
async def child() -> AsyncIterator[Child]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CHILD),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield Child(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


def made(path: Path, publisher: Any, *names: str, now: datetime) -> str:
    """A new database with these feeds, all due."""
    url = f"sqlite:///{path}"
    store = Store(url)
    store.upgrade()
    feeds = [Feed(id=name, source="s", url=f"{publisher.url}/{name}", lang="sr") for name in names]
    with store.write() as tx:
        tx.feeds.sync(
            [Source(id="s", name="s")],
            feeds,
            first_states={feed.id: first_state(feed, now=now, spread=0.0) for feed in feeds},
            now=now,
        )
    store.close()
    return url


def archive(url: str) -> Archive:
    """Every item by feed and guid with the titles of its revisions; asserts that all is whole."""
    store = Store(url)
    with store.read() as tx:
        items = tx.items.recent(100_000)
        found = {
            (item.feed, str(item.guid)): tuple(one.title for one in tx.items.revisions(item.id))
            for item in items
        }
        waiting = len(tx.work.take(100_000))
    assert store.verify() == ()
    assert len(found) == len(items), "an item is stored twice"
    assert waiting == sum(map(len, found.values())), "a revision is not on the work list"
    store.close()
    return found


def assert_validators_behind(url: str, publisher: Any) -> None:
    """A stored validator vouches for a document; all of that must be in the archive."""
    store = Store(url)
    with store.read() as tx:
        for name, state in tx.feeds.states().items():
            if state.etag and state.etag == publisher.etag(f"/{name}"):
                titles = {item.title for item in tx.items.recent(100_000, feed=name)}
                assert publisher.titles[f"/{name}"] <= titles, "validators ahead of items"
    store.close()


@pytest.mark.parametrize("which", ["the first cycle", "a cycle with an edit and a new entry"])
async def test_killed_before_any_statement_a_cycle_is_made_up_for_by_the_next(
    tmp_path: Path, publisher: Any, clock: Any, which: str
) -> None:
    later, much_later = clock.now + timedelta(days=1), clock.now + timedelta(days=2)
    first = made(tmp_path / "first.db", publisher, "one", now=clock.now)
    publisher.publish(
        "/one", "а: Прелаз је затворен, ћути се", "б: Ноћ је била мирна", at=clock.now
    )
    async with child() as poller:
        after_first = tmp_path / "second.db"
        shutil.copy(tmp_path / "first.db", after_first)
        second = f"sqlite:///{after_first}"
        in_first = (await poller.poll(database=second, now=clock.now.isoformat()))["sent"]
        publisher.publish(
            "/one", "в: Мост ће бити отворен", "а: Прелаз је отворен, ћути се", "б: Ноћ је била мирна",
            at=clock.now,
        )  # fmt: skip
        whole = tmp_path / "whole.db"
        shutil.copy(after_first, whole)
        in_second = (await poller.poll(database=f"sqlite:///{whole}", now=later.isoformat()))[
            "sent"
        ]
        told_twice = archive(f"sqlite:///{whole}")
        told_once = {key: (titles[-1],) for key, titles in told_twice.items()}

        start, statements, expected = (
            (first, in_first, told_once)
            if which == "the first cycle"
            else (second, in_second, told_twice)
        )
        for point in range(1, statements + 1):
            file = tmp_path / f"killed-{point}.db"
            shutil.copy(start.removeprefix("sqlite:///"), file)
            url = f"sqlite:///{file}"
            told = await poller.poll(database=url, now=later.isoformat(), kill_at=point)
            assert told["killed"]
            assert_validators_behind(url, publisher)
            assert (await poller.poll(database=url, now=much_later.isoformat()))["code"] == 0
            assert archive(url) == expected, f"killed before statement {point} of {statements}"
            file.unlink()

    assert statements > 15


@pytest.mark.bench
async def test_killed_at_two_hundred_random_moments_nothing_is_lost_or_doubled(
    tmp_path: Path, publisher: Any, clock: Any
) -> None:
    names = ("one", "two", "three", "four")
    url = made(tmp_path / "watch.db", publisher, *names, now=clock.now)
    published: dict[str, list[str]] = {name: [] for name in names}
    dice, killed = random.Random(7), 0
    async with child() as poller:
        for turn in range(400):
            if killed == 200:
                break
            for name in names:
                published[name].append(f"{name}{turn}: Вест број {turn} је ћутљива")
                publisher.publish(f"/{name}", *reversed(published[name]), at=clock.now)
            clock.turn(hours=7)
            pid = await poller.begin(database=url, now=clock.now.isoformat())
            await asyncio.sleep(dice.uniform(0.05, 0.9))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            killed += (await poller.ended())["killed"]
            assert_validators_behind(url, publisher)
        clock.turn(hours=30)
        await poller.poll(database=url, now=clock.now.isoformat())

    assert killed == 200
    assert archive(url) == {
        (name, title.split(":")[0]): (title,) for name in names for title in published[name]
    }


async def test_two_pollers_on_one_database_poll_each_feed_once_an_interval(
    tmp_path: Path, publisher: Any, clock: Any
) -> None:
    names = [f"feed-{number}" for number in range(150)]
    for name in names:
        publisher.publish(f"/{name}", f"{name}: Ноћ је била мирна", at=clock.now)
    url = made(tmp_path / "watch.db", publisher, *names, now=clock.now)
    async with child() as one, child() as other:
        for _ in range(3):
            publisher.asked.clear()
            asked = {"database": url, "now": clock.now.isoformat()}
            answers = await asyncio.gather(one.poll(**asked), other.poll(**asked))
            assert [answer["code"] for answer in answers] == [0, 0]
            assert sorted(publisher.asked) == sorted(f"/{name}" for name in names)
            clock.turn(hours=7)

    assert len(archive(url)) == 150
