"""Validators, freshness and waits as servers state them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.errors import FetchError
from feeds.fetch import Fetcher, FetchRequest
from feeds.headers import MAX_FRESHNESS_S, charset, max_age_s
from tests.feeds.asking import FEED, OK, fetch, fetched, refusal, settings
from tests.feeds.hostile_server import HostileServer, plain, raw

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Cache-Control": "public, max-age=900"}, 900.0),
        ({"Cache-Control": 'max-age="60"'}, 60.0),
        ({"Cache-Control": "s-maxage=5, max-age=7"}, 7.0),
        ({"Cache-Control": "no-cache, max-age=900"}, None),
        ({"Cache-Control": "no-store"}, None),
        ({"Cache-Control": "max-age=31536000"}, 31_536_000.0),
        ({"Cache-Control": "max-age=999999999999"}, MAX_FRESHNESS_S),
        ({"Cache-Control": "max-age=-1"}, None),
        ({"Cache-Control": "max-age=soon"}, None),
        ({"Expires": "Thu, 01 Jan 2026 01:00:00 GMT", "Date": DATE}, 3600.0),
        ({"Expires": "Thu, 01 Jan 2026 01:00:00 GMT"}, 3600.0),
        ({"Expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, None),
        ({"Expires": "0"}, None),
        ({"Expires": "-1", "Cache-Control": "max-age=5"}, 5.0),
    ],
)
def test_freshness_is_read_or_left_unsaid(headers: dict[str, str], seconds: float | None) -> None:
    assert max_age_s(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("text/xml; charset=UTF-8", "utf-8"),
        ('application/rss+xml;charset="windows-1251"', "windows-1251"),
        ("text/xml", ""),
        ("", ""),
    ],
)
def test_the_charset_is_taken_from_the_content_type(value: str, name: str) -> None:
    assert charset(value) == name


@pytest.mark.parametrize(
    "etag", ['W/"x"', "unquoted", '"šđ-кирилица"', '"' + "a" * 1000 + '"', '"a, b"', "''"]
)
async def test_validators_come_back_byte_for_byte(etag: str) -> None:
    future = "Sat, 01 Jun 2041 00:00:00 GMT"
    head = f"ETag: {etag}\r\nLast-Modified: {future}\r\nContent-Length: 1\r\n\r\na"
    async with HostileServer({"/feed": raw(OK + head.encode())}) as server:
        first = await fetched(server)
        async with Fetcher(settings(server.place)) as fetcher:
            await fetcher.fetch(
                FetchRequest(
                    feed="f",
                    url=server.url(),
                    etag=first.etag,
                    last_modified=first.last_modified,
                )
            )

    assert server.asked[1].headers["if-none-match"] == etag
    assert server.asked[1].headers["if-modified-since"] == future


async def test_a_validator_that_is_too_long_or_cannot_be_sent_back_is_dropped() -> None:
    head = b"Last-Modified: \xe9\xe8\r\nETag: " + b"a" * 8000 + b"\r\nContent-Length: 1\r\n\r\na"
    async with HostileServer({"/feed": raw(OK + head)}) as server:
        answer = await fetched(server)

    assert (answer.etag, answer.last_modified) == (None, None)


async def test_a_stored_validator_with_a_line_break_is_never_sent() -> None:
    async with HostileServer({"/feed": plain(FEED)}) as server:
        await fetch(server, etag='"a"\r\nX-Injected: 1')

    assert "if-none-match" not in server.asked[0].headers
    assert "x-injected" not in server.asked[0].headers


@pytest.mark.parametrize("status", ["429 Slow Down", "503 Unavailable"])
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("Thu, 01 Jan 2026 00:02:00 GMT", 120.0),
        ("1000000000000", 86_400.0),
        ("-5", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_what_a_server_asks_for_is_read(
    status: str, value: str, seconds: float | None
) -> None:
    headers = (("Retry-After", value), ("Date", "Thu, 01 Jan 2026 00:00:00 GMT"))
    async with HostileServer({"/feed": plain(status=status, headers=headers)}) as server:
        error = await refusal(server)

    assert error.retry_after_s == seconds


async def test_a_retry_date_without_the_servers_time_is_measured_on_our_clock() -> None:
    headers = (("Retry-After", "Thu, 01 Jan 2026 00:05:00 GMT"),)
    answer = plain(status="503 Unavailable", headers=headers)
    async with HostileServer({"/feed": answer}) as server:
        clock = datetime(2026, 1, 1, tzinfo=UTC)
        async with Fetcher(settings(server.place), clock=lambda: clock) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(FetchRequest(feed="f", url=server.url()))

    assert caught.value.retry_after_s == 300.0
