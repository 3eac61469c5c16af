"""Bounded decompression of what arrives on the wire: gzip and deflate, once, never stacked."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from domain.errors import FetchError
from domain.feed import FailureReason

_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_BITS = 31
_ZLIB_BITS = 15
_RAW_BITS = -15
_STEP = 64 * 1024
_NAMES = {"gzip": "gzip", "x-gzip": "gzip", "deflate": "deflate"}


def wire_encoding(values: Sequence[str]) -> str:
    """Name the one encoding of a body: ``gzip``, ``deflate``, or empty for none.

    Args:
        values: Every Content-Encoding header that came, in order.

    Raises:
        FetchError: Encodings are stacked, or one was never asked for.
    """
    names = [name.strip().lower() for value in values for name in value.split(",")]
    named = [name for name in names if name not in ("", "identity")]
    if len(named) > 1:
        raise FetchError(FailureReason.BAD_ENCODING, f"stacked encodings {', '.join(named)!r}")
    if not named:
        return ""
    if named[0] not in _NAMES:
        raise FetchError(FailureReason.BAD_ENCODING, f"encoding {named[0][:40]!r} was not accepted")
    return _NAMES[named[0]]


class BodyReader:
    """Takes a body piece by piece, decompresses it, and stops at its limits.

    Args:
        encoding: What `wire_encoding` gave. Gzip is recognised without it, and a body that
            is plain text in spite of it is taken as it is.
        max_wire_bytes: Most bytes taken from the wire.
        max_decoded_bytes: Most bytes given back.
    """

    def __init__(self, encoding: str, *, max_wire_bytes: int, max_decoded_bytes: int) -> None:
        self._encoding = encoding
        self._max_wire_bytes = max_wire_bytes
        self._max_decoded_bytes = max_decoded_bytes
        self._stream: zlib._Decompress | None = None
        self._head = b""
        self._is_sniffed = False
        self._body = bytearray()
        self.wire_bytes = 0

    def feed(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            FetchError: A limit is reached or the compression is broken.
        """
        self.wire_bytes += len(piece)
        if self.wire_bytes > self._max_wire_bytes:
            self._body.clear()
            raise FetchError(
                FailureReason.BODY_TOO_LARGE, f"more than {self._max_wire_bytes} bytes on the wire"
            )
        if not self._is_sniffed:
            self._head += piece
            if len(self._head) < 2:
                return
            piece, self._head = self._head, b""
            self._sniff(piece)
        self._take(piece)

    def finish(self) -> bytes:
        """Give the whole body once the last piece was taken.

        Raises:
            FetchError: The compressed body ends early, or was compressed twice.
        """
        if self._head:
            self._take(self._head)
        if self._stream is not None and not self._stream.eof:
            raise FetchError(FailureReason.BAD_ENCODING, "the compressed body ends early")
        if self._stream is not None and self._body.startswith(_GZIP_MAGIC):
            raise FetchError(FailureReason.BAD_ENCODING, "compressed more than once")
        return bytes(self._body)

    def _sniff(self, head: bytes) -> None:
        self._is_sniffed = True
        if head.startswith(_GZIP_MAGIC):
            self._stream = zlib.decompressobj(_GZIP_BITS)
        elif self._encoding == "deflate" and not _looks_like_text(head):
            is_wrapped = head[0] & 0x0F == 8 and int.from_bytes(head[:2], "big") % 31 == 0
            self._stream = zlib.decompressobj(_ZLIB_BITS if is_wrapped else _RAW_BITS)
        elif self._encoding == "gzip" and not _looks_like_text(head):
            raise FetchError(FailureReason.BAD_ENCODING, "declared gzip and is not")

    def _take(self, piece: bytes) -> None:
        if self._stream is None:
            self._keep(piece)
            return
        try:
            self._inflate(piece)
        except zlib.error as error:
            raise FetchError(FailureReason.BAD_ENCODING, "broken compression") from error

    def _inflate(self, piece: bytes) -> None:
        while piece:
            stream = self._stream
            assert stream is not None
            if stream.eof:
                if not piece.startswith(_GZIP_MAGIC):
                    return
                stream = self._stream = zlib.decompressobj(_GZIP_BITS)
            self._keep(stream.decompress(piece, _STEP))
            piece = stream.unconsumed_tail or stream.unused_data

    def _keep(self, plain: bytes) -> None:
        self._body += plain
        if len(self._body) > self._max_decoded_bytes:
            # The error outlives this reader for a while; the bytes must not.
            self._body.clear()
            raise FetchError(
                FailureReason.BODY_TOO_LARGE, f"more than {self._max_decoded_bytes} bytes decoded"
            )


def _looks_like_text(head: bytes) -> bool:
    return head[:1] in b"<{[ \t\r\n" or head.startswith((b"\xef\xbb", b"\xff\xfe", b"\xfe\xff"))
