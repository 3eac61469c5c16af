"""Where a fetch may be led, and what goes along."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.fetch import Fetched, Fetcher, FetchRequest
from tests.feeds.asking import FEED, fetched, refusal, settings, trusting
from tests.feeds.hostile_server import HostileServer, plain, redirect


async def test_redirects_end_after_five() -> None:
    routes = {f"/loop/{n}": redirect(f"/loop/{n + 1}") for n in range(20)}
    async with HostileServer(routes) as server:
        error = await refusal(server, "/loop/0")

    assert error.reason is FailureReason.TOO_MANY_REDIRECTS
    assert len(server.asked) == 6


async def test_two_addresses_that_lead_to_each_other_end_too() -> None:
    async with HostileServer({"/a": redirect("/b"), "/b": redirect("/a")}) as server:
        error = await refusal(server, "/a")

    assert error.reason is FailureReason.TOO_MANY_REDIRECTS


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/hostname",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/feed",
    ],
)
async def test_a_redirect_to_another_scheme_is_refused(location: str) -> None:
    async with HostileServer({"/feed": redirect(location)}) as server:
        error = await refusal(server)

    assert error.reason is FailureReason.REFUSED_SCHEME


@pytest.mark.parametrize(
    ("statuses", "is_permanent"),
    [((301,), True), ((308, 301), True), ((301, 302), False), ((302,), False), ((307,), False)],
)
async def test_only_wholly_permanent_redirects_name_a_new_address(
    statuses: tuple[int, ...], is_permanent: bool
) -> None:
    routes = {f"/{n}": redirect(f"/{n + 1}", status) for n, status in enumerate(statuses)}
    last = f"/{len(statuses)}"
    async with HostileServer(routes | {last: plain(FEED)}) as server:
        answer = await fetched(server, "/0")

        assert answer.url == server.url(last)
        assert answer.permanent_url == (server.url(last) if is_permanent else None)


async def test_credentials_stay_with_the_host_they_were_given_for() -> None:
    async with HostileServer({"/feed": plain(FEED)}) as other:
        routes = {"/feed": redirect("/here"), "/here": redirect(other.url())}
        async with HostileServer(routes) as server:
            url = server.url().replace("http://", "http://reader:s%20cret@")
            async with Fetcher(settings("127.0.0.0/8")) as fetcher:
                answer = await fetcher.fetch(FetchRequest(feed="f", url=url))

        assert [bool(asked.headers.get("authorization")) for asked in server.asked] == [True, True]
        assert "authorization" not in other.asked[0].headers
        assert isinstance(answer, Fetched)
        assert "cret" not in answer.url


async def test_a_redirect_from_https_to_http_needs_leave() -> None:
    async with HostileServer({"/feed": plain(FEED)}) as open_server:
        routes = {"/feed": redirect(open_server.url())}
        async with HostileServer(routes, certificate="good") as server:
            opened = settings("127.0.0.0/8")
            async with Fetcher(opened, ssl_context=trusting()) as fetcher:
                request = FetchRequest(feed="f", url=server.url())
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch(request)
                allowed = await fetcher.fetch(replace(request, allow_downgrade=True))

    assert caught.value.reason is FailureReason.REFUSED_SCHEME
    assert isinstance(allowed, Fetched)
    assert allowed.redirects == (open_server.url(),)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/feed",
        "file:///etc/passwd",
        "http://",
        "http://[::1",
        "nonsense",
        "http://exa mple/",
    ],
)
async def test_an_address_that_cannot_be_asked_is_refused(url: str) -> None:
    async with Fetcher(settings()) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(feed="f", url=url))

    assert caught.value.reason in (FailureReason.REFUSED_SCHEME, FailureReason.INVALID_URL)
