"""A loopback server that misbehaves on purpose, one behaviour a path."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

CERTIFICATES = Path(__file__).parent / "certificates"


@dataclass
class Asked:
    """One request as it came."""

    path: str
    headers: dict[str, str]


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


def plain(
    body: bytes = b"", *, status: str = "200 OK", headers: tuple[tuple[str, str], ...] = ()
) -> Answer:
    """Answer properly, with the length stated unless `headers` do."""

    async def answer(_: Asked, out: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers)]
        if not any(name.lower() == "content-length" for name, _ in headers):
            lines.append(f"Content-Length: {len(body)}")
        out.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + body)
        await out.drain()

    return answer


def raw(*pieces: bytes, every_s: float = 0.0, is_endless: bool = False) -> Answer:
    """Write the pieces as they are; for ever when endless, the last one again and again."""

    async def answer(_: Asked, out: asyncio.StreamWriter) -> None:
        for piece in pieces:
            out.write(piece)
            await out.drain()
            await asyncio.sleep(every_s)
        while is_endless:
            out.write(pieces[-1])
            await out.drain()
            await asyncio.sleep(every_s)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return plain(status=f"{status} Moved", headers=(("Location", location),))


async def hang(_: Asked, out: asyncio.StreamWriter) -> None:
    """Accept and never answer."""
    await asyncio.sleep(3600)


async def reset(_: Asked, out: asyncio.StreamWriter) -> None:
    """Send a kilobyte of many and reset the connection."""
    out.write(b"HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + b"a" * 1000)
    await out.drain()
    out.transport.abort()


@dataclass
class HostileServer:
    """Serves the routes given; everything asked is kept in `asked`, connections are counted."""

    routes: dict[str, Answer] = field(default_factory=dict)
    certificate: str = ""
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    busy: int = 0
    most_busy: int = 0
    hits: Counter[str] = field(default_factory=Counter)

    async def __aenter__(self) -> Self:
        context = None
        if self.certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / f"{self.certificate}.pem")
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0, ssl=context)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/feed") -> str:
        return f"{'https' if self.certificate else 'http'}://{self.place}{path}"

    def _connected(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, out))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, out: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("utf-8", "surrogateescape")
            lines = head.split("\r\n")
            pairs = (line.partition(": ") for line in lines[1:] if line)
            path = lines[0].split(" ")[1]
            asked = Asked(path, {name.lower(): value for name, _, value in pairs})
            self.asked.append(asked)
            self.hits[path] += 1
            missing = plain(b"nothing here", status="404 Not Found")
            await self.routes.get(path, missing)(asked, out)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.busy -= 1
            out.close()
            with suppress(OSError, ssl.SSLError, asyncio.CancelledError):
                await out.wait_closed()
