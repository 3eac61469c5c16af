"""Fetching from servers that misbehave, over loopback."""

from __future__ import annotations

import asyncio
import time

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.fetch import Fetched, Fetcher, FetchRequest, NotModified
from tests.feeds.asking import FEED, OK, fetch, fetched, refusal, settings, trusting
from tests.feeds.hostile_server import HostileServer, hang, plain, raw, reset


async def test_a_document_comes_with_its_headers_and_hash() -> None:
    headers = (("Content-Type", "text/xml; charset=UTF-8"), ("Cache-Control", "max-age=600"))
    async with HostileServer({"/feed": plain(FEED, headers=headers)}) as server:
        answer = await fetched(server)

    assert answer.body == FEED
    assert (answer.status, answer.charset, answer.cache_max_age_s) == (200, "utf-8", 600.0)
    assert len(answer.body_hash) == 64
    assert answer.permanent_url is None
    assert server.asked[0].headers["user-agent"].startswith("Vedette/")


async def test_an_announced_hundred_megabytes_are_refused_before_reading() -> None:
    headers = (("Content-Length", "104857600"),)
    async with HostileServer({"/feed": plain(b"a" * 1000, headers=headers)}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.BODY_TOO_LARGE


async def test_a_body_without_end_is_stopped_at_the_cap() -> None:
    chunk = b"10000\r\n" + b"a" * 65536 + b"\r\n"
    endless = raw(OK + b"Transfer-Encoding: chunked\r\n\r\n", chunk, is_endless=True)
    async with HostileServer({"/feed": endless}) as server:
        error = await refusal(server, total_deadline_s=20.0)

    assert error.reason is FailureReason.BODY_TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        raw(OK + b"\r\n", b"a", every_s=0.1, is_endless=True),
        raw(OK, b"X", every_s=0.1, is_endless=True),
        hang,
    ],
    ids=["a byte at a time", "headers a byte at a time", "silence"],
)
async def test_the_deadline_covers_the_whole_answer(answer: object) -> None:
    async with HostileServer({"/feed": answer}) as server:  # type: ignore[dict-item]
        started = time.monotonic()
        error = await refusal(server)
        took = time.monotonic() - started

    assert error.reason is FailureReason.DEADLINE
    assert took < 0.8 + 1.0


async def test_an_address_that_swallows_everything_costs_the_connect_limit_only() -> None:
    request = FetchRequest(feed="f", url="http://192.0.2.1/feed")
    started = time.monotonic()
    async with Fetcher(settings("192.0.2.0/24", total_deadline_s=20.0)) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(request)

    # A machine without a route answers at once.
    assert caught.value.reason in (FailureReason.CONNECT_TIMEOUT, FailureReason.NETWORK_ERROR)
    assert time.monotonic() - started < 5


async def test_a_flood_of_headers_is_refused_at_once() -> None:
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 4000) for number in range(5000))
    async with HostileServer({"/feed": raw(OK + lines + b"\r\n")}) as server:
        started = time.monotonic()
        error = await refusal(server, total_deadline_s=10.0)

    assert error.reason is FailureReason.HEADERS_TOO_LARGE
    assert time.monotonic() - started < 3


async def test_one_enormous_header_is_refused() -> None:
    answer = raw(OK + b"X-Big: " + b"a" * 200_000 + b"\r\n\r\n")
    async with HostileServer({"/feed": answer}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.HEADERS_TOO_LARGE


async def test_a_name_nobody_knows_is_a_dns_error() -> None:
    def unknown(host: str, port: int) -> list[str]:
        raise OSError("Name or service not known")

    async with Fetcher(settings(), look_up=unknown) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(feed="f", url="http://nobody.test/feed"))

    assert caught.value.reason is FailureReason.DNS_ERROR


async def test_a_refused_connection_is_a_network_error() -> None:
    async with HostileServer() as server:
        pass
    error = await refusal(server)

    assert error.reason is FailureReason.NETWORK_ERROR


@pytest.mark.parametrize("certificate", ["expired", "self_signed", "wrong_host"])
async def test_a_bad_certificate_is_its_own_reason_and_never_tried_without(
    certificate: str,
) -> None:
    async with (
        HostileServer({"/feed": plain(FEED)}, certificate=certificate) as server,
        Fetcher(settings("127.0.0.0/8", respect_robots=False), ssl_context=trusting()) as fetcher,
    ):
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(feed="f", url=server.url()))

    assert caught.value.reason is FailureReason.TLS_ERROR
    assert not server.asked


@pytest.mark.parametrize(
    "answer",
    [
        reset,
        raw(OK + b"Content-Length: 50000\r\n\r\n" + b"a" * 1000),
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\n400\r\n" + b"a" * 100),
        raw(b"not http at all\r\n\r\n"),
        raw(b""),
    ],
    ids=["reset", "shorter than said", "cut inside a chunk", "not http", "nothing"],
)
async def test_an_answer_that_breaks_off_is_a_network_error(answer: object) -> None:
    async with HostileServer({"/feed": answer}) as server:  # type: ignore[dict-item]
        error = await refusal(server)

    assert error.reason is FailureReason.NETWORK_ERROR


async def test_not_modified_is_a_value_when_it_was_asked_for() -> None:
    unchanged = plain(status="304 Not Modified", headers=(("ETag", '"b"'),))
    async with HostileServer({"/feed": unchanged}) as server:
        answer = await fetch(server, etag='"a"')

    assert isinstance(answer, NotModified)
    assert answer.etag == '"b"'


async def test_not_modified_without_having_been_asked_is_an_error() -> None:
    async with HostileServer({"/feed": plain(status="304 Not Modified")}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.UNASKED_304


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", FailureReason.HTTP_ERROR),
        ("500 Oops", FailureReason.HTTP_ERROR),
        ("401 Unauthorized", FailureReason.FORBIDDEN),
        ("403 Forbidden", FailureReason.FORBIDDEN),
        ("410 Gone", FailureReason.GONE),
        ("429 Slow Down", FailureReason.RATE_LIMITED),
        ("503 Unavailable", FailureReason.UNAVAILABLE),
        ("206 Partial Content", FailureReason.HTTP_ERROR),
    ],
)
async def test_every_status_has_its_reason(status: str, reason: FailureReason) -> None:
    async with HostileServer({"/feed": plain(FEED, status=status)}) as server:
        error = await refusal(server)

    assert error.reason is reason
    assert error.http_status == int(status[:3])


async def test_cancelling_leaves_the_fetcher_usable() -> None:
    routes = {"/hang": hang, "/feed": plain(FEED)}
    opened = settings("127.0.0.1", per_host=1)
    async with HostileServer(routes) as server, Fetcher(opened) as fetcher:
        task = asyncio.create_task(fetcher.fetch(FetchRequest(feed="f", url=server.url("/hang"))))
        await asyncio.sleep(0.05)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        answer = await fetcher.fetch(FetchRequest(feed="g", url=server.url()))

    assert isinstance(answer, Fetched)
