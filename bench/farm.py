"""A farm of feeds on loopback, in its own process: many good publishers and some that misbehave.

Run as ``python -m bench.farm``; it prints its port and serves until its standard input closes.
Every feed has an address of its own in 127.0.0.0/8, so that limits per host count as they
would on the open internet. ``/feed/N`` is good; ``/bad/KIND/N`` misbehaves as KIND says;
``/step`` gives every feed one entry more; ``/told`` says what was asked, as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

from bench.farm_documents import bombs, document

SLOW_STEP_S = 0.5


@dataclass
class Farm:
    """What is served, how late, and what was asked so far."""

    latency_s: tuple[float, float]
    entries: int
    feeds: int
    step: int = 0
    documents: dict[int, bytes] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    answered: Counter[int] = field(default_factory=Counter)
    busy: Counter[str] = field(default_factory=Counter)
    most_busy: int = 0
    most_busy_host: int = 0

    def publish(self) -> None:
        """Make every document beforehand, so that serving costs those measured next to nothing."""
        self.documents = {one: document(one, self.entries, self.step) for one in range(self.feeds)}

    async def serve(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        host = out.get_extra_info("sockname")[0]
        self.busy[host] += 1
        self.most_busy = max(self.most_busy, self.busy.total())
        self.most_busy_host = max(self.most_busy_host, self.busy[host])
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            await self._answer(head, out)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.busy[host] -= 1
            out.close()
            with suppress(OSError):
                await out.wait_closed()

    async def _answer(self, head: str, out: asyncio.StreamWriter) -> None:
        path = head.split(" ", 2)[1]
        match path.split("/")[1:]:
            case ["feed", number]:
                self.asked[path] += 1
                await asyncio.sleep(random.uniform(*self.latency_s))
                await self._good(int(number), head, out)
            case ["bad", kind, _]:
                self.asked[path] += 1
                await BAD[kind](out)
            case ["step"]:
                self.step += 1
                self.publish()
                await _send(out, b"{}")
            case ["told"]:
                await _send(out, json.dumps(self._told()).encode())
            case _:
                await _send(out, b"", status="404 Not Found")

    async def _good(self, number: int, head: str, out: asyncio.StreamWriter) -> None:
        etag = f'"{number}-{self.step}"'
        if f"if-none-match: {etag}" in head.lower():
            self.answered[304] += 1
            await _send(out, b"", status="304 Not Modified", etag=etag)
        else:
            self.answered[200] += 1
            await _send(out, self.documents[number], etag=etag)

    def _told(self) -> dict[str, object]:
        return {
            "asked": dict(self.asked),
            "answered": {str(status): count for status, count in self.answered.items()},
            "most_busy": self.most_busy,
            "most_busy_host": self.most_busy_host,
        }


async def _send(
    out: asyncio.StreamWriter, body: bytes, *, status: str = "200 OK", etag: str = ""
) -> None:
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/rss+xml; charset=utf-8"]
    if etag:
        lines.append(f"ETag: {etag}")
    if not status.startswith("304"):
        lines.append(f"Content-Length: {len(body)}")
    out.write(("\r\n".join([*lines, "Connection: close"]) + "\r\n\r\n").encode() + body)
    await out.drain()


async def _hang(out: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def _slow_body(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n")
    while True:
        out.write(b"<")
        await out.drain()
        await asyncio.sleep(SLOW_STEP_S)


async def _dripped_head(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        out.write(b"x")
        await out.drain()
        await asyncio.sleep(SLOW_STEP_S)


async def _endless(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        out.write(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        await out.drain()


async def _reset(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + b"<rss>" * 200)
    await out.drain()
    out.transport.abort()


async def _large(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n")
    for _ in range(1600):
        out.write(b"x" * 65536)
        await out.drain()


async def _truncated(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + document(0, 2, 0)[:1000])
    await out.drain()


async def _cut_chunks(out: asyncio.StreamWriter) -> None:
    out.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n400\r\n" + b"<" * 500)
    await out.drain()


async def _bomb(out: asyncio.StreamWriter) -> None:
    await _packed(out, bombs()[0], "gzip")


async def _double_bomb(out: asyncio.StreamWriter) -> None:
    await _packed(out, bombs()[1], "gzip, gzip")


async def _packed(out: asyncio.StreamWriter, body: bytes, encoding: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: {len(body)}\r\n\r\n"
    out.write(head.encode() + body)
    await out.drain()


BAD: dict[str, Callable[[asyncio.StreamWriter], Awaitable[None]]] = {
    "hang": _hang,
    "slow-body": _slow_body,
    "dripped-head": _dripped_head,
    "endless": _endless,
    "reset": _reset,
    "large": _large,
    "truncated": _truncated,
    "cut-chunks": _cut_chunks,
    "bomb": _bomb,
    "double-bomb": _double_bomb,
}
# What the fetcher must make of each, as its closed reason.
BAD_REASONS = {
    "hang": "deadline",
    "slow-body": "deadline",
    "dripped-head": "deadline",
    "endless": "body_too_large",
    "reset": "network_error",
    "large": "body_too_large",
    "truncated": "network_error",
    "cut-chunks": "network_error",
    "bomb": "body_too_large",
    "double-bomb": "bad_encoding",
}


async def _main(farm: Farm) -> None:
    server = await asyncio.start_server(farm.serve, "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)  # those kept waiting on purpose are simply dropped


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--latency-ms", type=float, nargs=2, default=(50, 300))
    parser.add_argument("--entries", type=int, default=20)
    parser.add_argument("--feeds", type=int, default=500)
    asked = parser.parse_args()
    low, high = (milliseconds / 1000 for milliseconds in asked.latency_ms)
    bombs()
    grown = Farm(latency_s=(low, high), entries=asked.entries, feeds=asked.feeds)
    grown.publish()
    asyncio.run(_main(grown))
