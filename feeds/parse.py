"""Parse: a document's bytes to its entries, in worker processes that can be killed."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from domain.errors import ParseError
from domain.feed import FailureReason, Feed, FeedKind
from domain.item import CollectedItem, FeedDocument
from feeds.packing import READY, Reader, unpack_document, unpack_items
from feeds.unreadable import UnreadableError

_ROOT = Path(__file__).resolve().parent.parent
_START_S = 30.0


def parse_document(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    encoding_hint: str = "",
    kind: FeedKind = FeedKind.AUTO,
    lang: str = "",
) -> FeedDocument:
    """Read a document in this process, with no limit on time: for trusted input only.

    Raises:
        ParseError: The document is no usable feed.
    """
    # Imported here: the poller reads in its workers, and goes without the parser itself.
    from feeds.read import read_document

    try:
        return read_document(
            body,
            url=url,
            content_type=content_type,
            encoding_hint=encoding_hint,
            kind=kind.value,
            lang=lang,
        )
    except UnreadableError as error:
        raise ParseError(FailureReason(error.reason), error.what, where=url) from error
    except Exception as error:
        what = f"{type(error).__name__}: {error}"[:200]
        raise ParseError(FailureReason.PARSE_ERROR, what, where=url) from error


class _Worker:
    """One worker process and the pipe to it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, *, memory_bytes: int, limit_s: float) -> _Worker:
        environment = {
            name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "feeds.parse_worker",
            str(memory_bytes),
            str(limit_s),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_ROOT,
            env={**environment, "PYTHONPATH": str(_ROOT), "MALLOC_ARENA_MAX": "1"},
            start_new_session=True,
        )
        worker = cls(process)
        try:
            async with asyncio.timeout(_START_S):
                ready = await worker._out.readexactly(1)
            if ready != READY:
                raise EOFError("the worker said something else")
        except BaseException:
            await worker.kill()
            raise
        return worker

    @property
    def _out(self) -> asyncio.StreamReader:
        assert self._process.stdout is not None
        return self._process.stdout

    async def ask(self, head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        stdin = self._process.stdin
        assert stdin is not None
        frames = (json.dumps(head).encode(), body)
        stdin.write(b"".join(struct.pack(">I", len(one)) + one for one in frames))
        await stdin.drain()
        (length,) = struct.unpack(">I", await self._out.readexactly(4))
        answer: dict[str, Any] = json.loads(await self._out.readexactly(length))
        return answer

    async def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.wait()
        # The transport keeps the pipe open until it has seen its end.
        with suppress(Exception):
            await self._out.read()


class ParsePool:
    """Parses documents in `workers` processes, each document within time and memory limits.

    A document that takes longer than `limit_s` costs its worker the life: it is killed and
    another takes its place. Use as an async context manager.

    Args:
        workers: Processes kept ready, at least 1.
        limit_s: Most seconds for one document.
        memory_bytes: Most address space of one worker.
    """

    def __init__(
        self, *, workers: int = 2, limit_s: float = 5.0, memory_bytes: int = 2**30
    ) -> None:
        self._workers = workers
        self._limit_s = limit_s
        self._memory_bytes = memory_bytes
        self._idle: asyncio.Queue[_Worker | None] = asyncio.Queue()
        self._replacing: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await asyncio.gather(*(self._add() for _ in range(self._workers)))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, return_exceptions=True)
        while not self._idle.empty():
            worker = self._idle.get_nowait()
            if worker is not None:
                await worker.kill()

    async def parse(
        self,
        body: bytes,
        *,
        url: str,
        content_type: str = "",
        encoding_hint: str = "",
        kind: FeedKind = FeedKind.AUTO,
        lang: str = "",
    ) -> FeedDocument:
        """Read one document in a worker.

        Args:
            body: The document, decompressed.
            url: Where it was found; relative links are resolved against it.
            content_type: The header as it came.
            encoding_hint: The encoding this source is known to use.
            kind: How to read it; AUTO looks at the document.
            lang: The language of the feed, where it has one.

        Raises:
            ParseError: It is no usable feed, or took too long (``parse_timeout``).
        """
        known = {
            "url": url,
            "content_type": content_type,
            "encoding_hint": encoding_hint,
            "kind": kind.value,
            "lang": lang,
        }
        answer = await self._ask({"known": known}, body)
        return unpack_document(answer["document"])

    async def read(
        self, body: bytes, feed: Feed, *, url: str, content_type: str, now: datetime
    ) -> tuple[FeedDocument, tuple[CollectedItem, ...]]:
        """Read one document of a feed in a worker, and make its entries plain there as well.

        Returns:
            The document without its entries, and its items as `normalize` gives them.

        Raises:
            ParseError: As `parse`.
        """
        known = {
            "url": url,
            "content_type": content_type,
            "encoding_hint": feed.encoding_hint,
            "kind": feed.kind.value,
            "lang": feed.lang,
        }
        reader = Reader(lang=feed.lang, time_zone=feed.time_zone, is_search=feed.is_search)
        head = {"known": known, "reader": asdict(reader), "now": now.isoformat()}
        answer = await self._ask(head, body)
        return unpack_document(answer["document"]), unpack_items(answer["items"])

    async def _ask(self, head: Mapping[str, Any], body: bytes) -> dict[str, Any]:
        url = head["known"]["url"]
        worker = await self._idle.get() or await self._start()
        try:
            async with asyncio.timeout(self._limit_s):
                answer = await worker.ask(head, body)
        except TimeoutError as error:
            await self._replace(worker)
            what = f"not parsed within {self._limit_s:g} s"
            raise ParseError(FailureReason.PARSE_TIMEOUT, what, where=url) from error
        except (OSError, EOFError, ValueError) as error:
            await self._replace(worker)
            raise ParseError(FailureReason.PARSE_ERROR, "the parser died", where=url) from error
        except BaseException:
            await self._replace(worker)
            raise
        self._idle.put_nowait(worker)
        if "document" not in answer:
            raise ParseError(FailureReason(answer["reason"]), answer["what"], where=url)
        return answer

    async def _start(self) -> _Worker:
        try:
            return await _Worker.start(memory_bytes=self._memory_bytes, limit_s=self._limit_s)
        except (OSError, EOFError, TimeoutError) as error:
            self._idle.put_nowait(None)
            raise ParseError(FailureReason.PARSE_ERROR, "no parser could be started") from error
        except BaseException:
            self._idle.put_nowait(None)
            raise

    async def _add(self) -> None:
        # A place that could not be filled stays as None; the next document tries again.
        with suppress(ParseError):
            self._idle.put_nowait(await self._start())

    async def _replace(self, worker: _Worker) -> None:
        task = asyncio.create_task(self._add())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)
        await asyncio.shield(worker.kill())
