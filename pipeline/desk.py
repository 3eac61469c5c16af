"""The desk: the one thread that prepares texts and writes, so that no two writers ever meet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")


class Desk:
    """Runs jobs one after the other, off the event loop, in the order they were handed in.

    A job that was begun is finished even when whoever waits for it has given up, so that a
    transaction is never left half-way by a cancelled poll. SQLite lets one writer in at a
    time anyway, and texts are prepared here too: the tables that tell languages apart are
    large, and two threads that first need them at once would both load them.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    async def do(self, job: Callable[[], Given]) -> Given:
        """Run one job and give what it returns, or raise what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, job)
