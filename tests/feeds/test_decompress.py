"""Compressed bodies, honest and hostile."""

from __future__ import annotations

import gzip
import zlib

import psutil
import pytest

from domain.feed import FailureReason
from tests.feeds.asking import FEED, fetched, refusal
from tests.feeds.hostile_server import HostileServer, plain

MIB = 2**20


def gzipped_zeros(mebibytes: int) -> bytes:
    packer = zlib.compressobj(1, wbits=31)
    return b"".join([packer.compress(bytes(MIB)) for _ in range(mebibytes)]) + packer.flush()


async def test_a_gzip_bomb_is_stopped_at_the_cap_without_filling_memory() -> None:
    bomb = gzipped_zeros(256)
    process = psutil.Process()
    headers = (("Content-Encoding", "gzip"),)
    async with HostileServer({"/feed": plain(bomb, headers=headers)}) as server:
        before = process.memory_info().rss
        error = await refusal(server, total_deadline_s=10.0)
        growth = process.memory_info().rss - before

    assert error.reason is FailureReason.BODY_TOO_LARGE
    assert growth < 40 * MIB


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "zstd", "gzip, deflate", "compress"])
async def test_an_encoding_that_is_stacked_or_was_not_accepted_is_refused(encoding: str) -> None:
    body = gzip.compress(gzip.compress(FEED))
    headers = (("Content-Encoding", encoding),)
    async with HostileServer({"/feed": plain(body, headers=headers)}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.BAD_ENCODING


async def test_gzip_hidden_inside_gzip_is_refused() -> None:
    body = gzip.compress(gzip.compress(FEED))
    headers = (("Content-Encoding", "gzip"),)
    async with HostileServer({"/feed": plain(body, headers=headers)}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.BAD_ENCODING


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(FEED), "gzip"),
        (gzip.compress(FEED), ""),
        (FEED, "gzip"),
        (gzip.compress(FEED[:20]) + gzip.compress(FEED[20:]), "gzip"),
        (zlib.compress(FEED), "deflate"),
        (zlib.compress(FEED)[2:-4], "deflate"),
        (FEED, "identity"),
    ],
    ids=["gzip", "gzip unsaid", "gzip untrue", "two members", "zlib", "raw deflate", "identity"],
)
async def test_a_body_is_read_as_what_it_is(body: bytes, encoding: str) -> None:
    headers = (("Content-Encoding", encoding),) if encoding else ()
    async with HostileServer({"/feed": plain(body, headers=headers)}) as server:
        answer = await fetched(server)

    assert answer.body == FEED


@pytest.mark.parametrize(
    ("body", "encoding"),
    [(b"\x00\x01binary", "gzip"), (gzip.compress(FEED)[:-20], "gzip")],
    ids=["not gzip", "gzip cut short"],
)
async def test_broken_compression_is_a_bad_encoding(body: bytes, encoding: str) -> None:
    headers = (("Content-Encoding", encoding),)
    async with HostileServer({"/feed": plain(body, headers=headers)}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.BAD_ENCODING
