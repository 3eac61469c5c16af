"""A real poller in a process of its own, that can be killed before any statement it sends.

It forks once for each line of JSON on its input: the child opens the database, polls what is
due, and ends; or is killed by itself with SIGKILL when it is about to send its n-th statement
(commits count as statements). The answer is a line of JSON: how the child ended.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import structlog
from sqlalchemy import event

from db.store import Store
from feeds.fetch import Fetcher, FetchSettings
from feeds.parse import ParsePool
from pipeline.collect import Collector

SETTINGS = FetchSettings(
    user_agent="tests",
    allow_private=("127.0.0.1",),
    per_host=8,
    per_host_gap_s=0.0,
    total_deadline_s=10.0,
    respect_robots=False,
)


class Fuse:
    """Kills this process before its n-th statement; never where n is 0."""

    def __init__(self, store: Store, blow_at: int) -> None:
        self.sent = 0
        self._blow_at = blow_at
        event.listen(store._engine, "before_cursor_execute", self._count)
        event.listen(store._engine, "commit", self._count)

    def _count(self, *_: Any) -> None:
        self.sent += 1
        if self.sent == self._blow_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def poll(asked: dict[str, Any]) -> int:
    store = Store(asked["database"])
    fuse = Fuse(store, asked.get("kill_at", 0))
    now = datetime.fromisoformat(asked["now"])
    async with Fetcher(SETTINGS) as fetcher, ParsePool(workers=1) as pool:
        collector = Collector(
            store, fetcher=fetcher, pool=pool, clock=lambda: now, owner=f"child:{os.getpid()}"
        )
        await collector.collect()
    return fuse.sent


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main() -> None:
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            sent = asyncio.run(poll(json.loads(line)))
            os.write(writing, str(sent).encode())
            os._exit(0)
        os.close(writing)
        say({"pid": child})
        with os.fdopen(reading) as told:
            sent = int(told.read() or 0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        answer = {"sent": sent, "killed": killed, "code": os.waitstatus_to_exitcode(status)}
        say(answer)


if __name__ == "__main__":
    main()
