"""Collects and evaluates in a child process that is killed, and tells what was left behind.

Run as a script, so that it forks without threads: ``crash_cycles.py random FILE KILLS`` kills
at random moments, ``crash_cycles.py statements FILE`` at every statement of one cycle. Prints
one JSON document.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from sqlalchemy import Engine, event

from db.store import Store, Transaction
from tests.db.build import at, digest, feed, item, match, poll, put, register, state, sync

FEED = feed()
INDICATOR = "mil-movement"


def prepare(store: Store) -> None:
    with store.write() as tx:
        sync(tx, FEED)
        register(tx, INDICATOR)


def done(tx: Transaction) -> int:
    """How many cycles were collected."""
    return int(tx.meta.get("cycle") or 0)


def collect(store: Store) -> None:
    """Store three new items and an edit of an older one, as the poll of one document does."""
    with store.write() as tx:
        cycle = done(tx) + 1
        seen_at = at(minutes=cycle)
        document = [item(f"{cycle}-{number}") for number in range(3)]
        if cycle > 1:
            document.append(item(f"{cycle - 1}-0", f"Title of {cycle - 1}-0, edited"))
        keys = [digest(f"story {cycle} {number // 2}") for number in range(len(document))]
        counts = put(tx, *document, feed=FEED, seen_at=seen_at, story_keys=keys)
        tx.feeds.save_state(state(not_modified_streak=cycle, last_polled_at=seen_at))
        tx.polls.add(poll(started_at=seen_at, new=counts.new, revised=counts.revised))
        tx.uptime.beat(seen_at, gap_s=3600.0, owner="child")
        tx.meta.set("cycle", str(cycle))


def evaluate(store: Store) -> None:
    """Match everything on the work list."""
    while True:
        with store.write() as tx:
            versions = {name: one.id for name, one in tx.definitions.current().items()}
            taken = tx.work.take(50)
            if not taken:
                return
            batch = [(one.id, [match(INDICATOR)]) for one in taken]
            tx.matches.replace_many(batch, versions, now=at(1))


def complaints(store: Store, *, at_least: int) -> list[str]:
    """List what is lost, doubled or out of step, against a plain expectation."""
    evaluate(store)
    found = list(store.verify())
    with store.read() as tx:
        cycles = done(tx)
        expected = {
            f"{cycle}-{number}": 2 if number == 0 and cycle < cycles else 1
            for cycle in range(1, cycles + 1)
            for number in range(3)
        }
        stored = [(one.guid, one.revision) for one in tx.items.recent(100_000)]
        observed = [(one.stories, one.items) for one in tx.rollups.observations()]
        polls = len(tx.polls.between(at(), at(9)))
        streak = tx.feeds.states()[FEED.id].not_modified_streak
    if cycles < at_least:
        found.append(f"{at_least} cycles were committed and {cycles} are there")
    if sorted(stored) != sorted(expected.items()):
        found.append(f"items differ after {cycles} cycles")
    if (polls, streak) != (cycles, cycles):
        found.append(f"{polls} polls and streak {streak} after {cycles} cycles")
    if observed != ([(2 * cycles, 3 * cycles)] if cycles else []):
        found.append(f"observed {observed} after {cycles} cycles")
    return found


def run_killed(url: str, after_s: float) -> int:
    """Fork a child, kill it so long after it began to collect, and give the cycles it reported."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        store = Store(url)
        with store.read() as tx:
            done(tx)
        os.write(writer, b"!")
        while True:
            collect(store)
            os.write(writer, b".")
            evaluate(store)
    os.close(writer)
    os.read(reader, 1)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader, "rb") as reported:
        return len(reported.read())


def random_moments(path: Path, kills: int) -> dict[str, object]:
    url = f"sqlite:///{path}"
    store = Store(url)
    prepare(store)
    store.close()
    chance = random.Random(7)
    problems: list[str] = []
    cycles = 0
    for _ in range(kills):
        cycles += run_killed(url, chance.uniform(0.0, 0.25))
        store = Store(url)
        problems += complaints(store, at_least=cycles)
        with store.read() as tx:
            cycles = done(tx)
        store.close()
    return {"kills": kills, "cycles": cycles, "problems": problems}


def die_at(number: int) -> None:
    """Kill this process before its statement of that number, commits included."""
    count = iter(range(1, number + 1))

    def step(*_: object) -> None:
        if next(count) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", step)
    event.listen(Engine, "commit", step)


def every_statement(path: Path) -> dict[str, object]:
    url = f"sqlite:///{path}"
    store = Store(url)
    prepare(store)
    collect(store)
    store.close()
    before = shutil.copy(path, path.with_suffix(".before"))
    problems: list[str] = []
    number, killed = 0, True
    while killed:
        number += 1
        for leftover in path.parent.glob(f"{path.name}-*"):
            leftover.unlink()
        shutil.copy(before, path)
        child = os.fork()
        if child == 0:
            die_at(number)
            store = Store(url)
            collect(store)
            evaluate(store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        store = Store(url)
        problems += complaints(store, at_least=1)
        collect(store)
        problems += complaints(store, at_least=2)
        store.close()
    return {"statements": number - 1, "problems": problems}


if __name__ == "__main__":
    kind, file, *rest = sys.argv[1:]
    result = (
        random_moments(Path(file), int(rest[0]))
        if kind == "random"
        else every_statement(Path(file))
    )
    print(json.dumps(result))  # noqa: T201
