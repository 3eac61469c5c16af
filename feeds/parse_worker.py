"""The parsing worker: a small process that reads documents from stdin and answers on stdout.

Frames are a four-byte length and as many bytes. A request is a frame of JSON (`known`: what
`read_document` takes; `reader` and `now` where the entries are to be made plain as well) and a
frame of the document; an answer is one frame of JSON. The worker may be killed at any moment,
and ends by itself when its parent is gone.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import struct
import sys
from dataclasses import replace
from datetime import datetime
from typing import Any, BinaryIO

from feeds.normalize import normalize
from feeds.packing import READY, Reader, pack_document, pack_items
from feeds.read import read_document
from feeds.unreadable import PARSE_ERROR, UnreadableError


def main() -> None:
    """Serve until stdin ends. Arguments: most bytes of memory, most seconds for a document."""
    memory_bytes, limit_s = int(sys.argv[1]), float(sys.argv[2])
    _limit_memory(memory_bytes)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not end up between two frames.
    os.dup2(2, 1)
    sink.write(READY)
    sink.flush()
    while (head := _read_frame(source)) is not None:
        body = _read_frame(source) or b""
        # Backstop for a parent that died before it could kill: the default action ends us.
        signal.setitimer(signal.ITIMER_REAL, limit_s + 1.0)
        answer = _answer(json.loads(head), body)
        signal.setitimer(signal.ITIMER_REAL, 0)
        sink.write(struct.pack(">I", len(answer)) + answer)
        sink.flush()


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _read_frame(source: BinaryIO) -> bytes | None:
    length = source.read(4)
    if len(length) < 4:
        return None
    return source.read(struct.unpack(">I", length)[0])


def _answer(request: dict[str, Any], body: bytes) -> bytes:
    answer: dict[str, object]
    try:
        answer = _read(request, body)
    except UnreadableError as error:
        answer = {"reason": error.reason, "what": error.what}
    except MemoryError:
        answer = {"reason": PARSE_ERROR, "what": "more memory needed than a document may take"}
    except Exception as error:  # one bad document must never take the worker with it
        answer = {"reason": PARSE_ERROR, "what": f"{type(error).__name__}: {error}"[:200]}
    return json.dumps(answer).encode("utf-8")


def _read(request: dict[str, Any], body: bytes) -> dict[str, object]:
    document = read_document(body, **request["known"])
    if "reader" not in request:
        return {"document": pack_document(document)}
    now = datetime.fromisoformat(request["now"])
    items = normalize(document, Reader(**request["reader"]), now=now)
    # The entries stay here: what is needed of them is in the items.
    return {"document": pack_document(replace(document, entries=())), "items": pack_items(items)}


if __name__ == "__main__":
    main()
