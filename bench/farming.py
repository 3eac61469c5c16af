"""Starting the farm as a process, configuring its feeds, and watching our own memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.farm import BAD
from bench.farm_documents import language_of
from db.store import Store
from domain.feed import Feed
from domain.source import Source
from feeds.fetch import FetchSettings
from feeds.schedule import first_state

ROOT = Path(__file__).resolve().parent.parent
_SAMPLE_S = 0.02


@dataclass(frozen=True, slots=True)
class FarmProcess:
    """A running farm."""

    port: int

    def good(self, number: int) -> Feed:
        """A well-behaved feed, at an address of its own."""
        url = f"http://{_host(number)}:{self.port}/feed/{number}"
        return Feed(id=f"farm-{number}", source="farm", url=url, lang=language_of(number))

    def bad(self, number: int) -> Feed:
        """A feed that misbehaves; the kind is in its id."""
        kind = tuple(BAD)[number % len(BAD)]
        url = f"http://{_host(1000 + number)}:{self.port}/bad/{kind}/{number}"
        return Feed(id=f"bad-{kind}-{number}", source="farm", url=url)

    def step(self) -> None:
        """Let every good feed publish one entry more."""
        self._ask("step")

    def told(self) -> dict[str, Any]:
        """What the farm was asked so far."""
        told: dict[str, Any] = self._ask("told")
        return told

    def _ask(self, what: str) -> Any:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{what}", timeout=30) as answer:
            return json.load(answer)


def _host(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


@contextmanager
def farm(
    *, latency_ms: tuple[float, float], feeds: int, entries: int = 20
) -> Iterator[FarmProcess]:
    """Run a farm of so many good feeds for the length of the block."""
    low, high = (str(value) for value in latency_ms)
    asked = ["--latency-ms", low, high, "--entries", str(entries), "--feeds", str(feeds)]
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.farm", *asked],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield FarmProcess(int(process.stdout.readline()))
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait(timeout=30)


def farm_settings(**changed: Any) -> FetchSettings:
    """The shipped limits, with loopback opened and strangers' courtesy kept off it."""
    given: dict[str, Any] = {"user_agent": "Vedette bench", "allow_private": ("127.0.0.0/8",)}
    return FetchSettings(**(given | changed))


def put_feeds(store: Store, feeds: Sequence[Feed], *, now: datetime) -> None:
    """Make these the feeds of a fresh database, all of them due."""
    with store.write() as tx:
        tx.feeds.sync(
            [Source(id="farm", name="Farm")],
            feeds,
            first_states={feed.id: first_state(feed, now=now, spread=0.0) for feed in feeds},
            now=now,
        )


@dataclass
class MemoryWatch:
    """The memory of this process and its children, but for the farm: MiB, sampled."""

    peak_mib: float = 0.0
    _children: list[int] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> MemoryWatch:
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(_SAMPLE_S):
            self.peak_mib = max(self.peak_mib, resident_mib())


def resident_mib() -> float:
    """Resident memory of this process and its parsing workers now, in MiB."""
    return sum(_resident(pid) for pid in (os.getpid(), *parsing_workers())) / 2**20


def parsing_workers() -> list[int]:
    """The process ids of our own parsing workers."""
    found: list[int] = []
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # threads come and go
            children = (task / "children").read_text().split()
            found += [int(pid) for pid in children if _is_worker(int(pid))]
    return found


def _is_worker(pid: int) -> bool:
    try:
        return b"feeds.parse_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
