"""Which addresses count as public, and what the operator may open."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.addresses import AddressGuard, Dial, PrivateAddressError, current_dial, is_public
from feeds.fetch import Fetched, Fetcher, FetchRequest
from tests.feeds.asking import FEED, fetched, refusal, settings
from tests.feeds.hostile_server import HostileServer, plain, redirect


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0.1.2.3",
        "192.0.0.8",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "192.88.99.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::1",
        "3fff::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "100::1",
        "5f00::1",
        "nonsense",
    ],
)
def test_an_address_off_the_public_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808"]
)
def test_an_address_on_the_public_internet_passes(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "is_open"),
    [
        ("127.0.0.1:8080", "127.0.0.1", "127.0.0.1", 8080, True),
        ("127.0.0.1:8080", "127.0.0.1", "127.0.0.1", 8081, False),
        ("127.0.0.1", "127.0.0.1", "127.0.0.1", 8081, True),
        ("10.0.0.0/8", "intranet", "10.2.3.4", 80, True),
        ("10.0.0.0/8", "intranet", "11.2.3.4", 80, True),
        ("10.0.0.0/8", "intranet", "192.168.1.1", 80, False),
        ("intranet", "intranet", "192.168.1.1", 80, True),
        ("intranet:80", "intranet", "192.168.1.1", 443, False),
        ("intranet", "other", "192.168.1.1", 80, False),
        ("localhost", "localhost.", "127.0.0.1", 80, True),
        ("[::1]:8080", "[::1]", "::1", 8080, True),
        ("::1", "::1", "::1", 8080, True),
    ],
)
def test_the_operators_entries_open_just_what_they_name(
    entry: str, host: str, address: str, port: int, is_open: bool
) -> None:
    assert AddressGuard([entry]).permits(host, address, port) is is_open


def test_a_socket_is_refused_for_the_address_really_dialled() -> None:
    guard, dial = AddressGuard([]), Dial("feed.test", 80)
    token = current_dial.set(dial)

    try:
        with pytest.raises(PrivateAddressError):
            guard.socket_factory((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    finally:
        current_dial.reset(token)

    assert dial.refused == "10.0.0.1"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "10.0.0.1",
        "100.64.0.1",
        "0.0.0.0",
        "192.168.1.1",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:0:1::1]",
        "224.0.0.1",
        "255.255.255.255",
        "[fe80::1]",
        "[fd00::1]",
        "[ff02::1]",
        "localhost",
    ],
)
async def test_a_redirect_to_a_private_address_opens_no_connection(host: str) -> None:
    async with HostileServer() as canary:
        routes = {"/feed": redirect(f"http://{host}:{canary.port}/feed")}
        async with HostileServer(routes) as server:
            error = await refusal(server)

        assert error.reason is FailureReason.PRIVATE_ADDRESS
        assert canary.connections == 0


async def test_a_redirect_without_a_scheme_is_guarded_too() -> None:
    async with HostileServer() as canary:
        async with HostileServer({"/feed": redirect(f"//{canary.place}/x")}) as server:
            error = await refusal(server)

        assert error.reason is FailureReason.PRIVATE_ADDRESS
        assert canary.connections == 0


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "[::]",
        "①②⑦.⓪.⓪.①",
        "１２７.0.0.1",
        "user@127.0.0.1",
        "example.com@127.0.0.1",
        "127.0.0.1\\@example.com",
        "127.0.0.1.",
        "127。0。0。1",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[fe80::1%25lo]",
        "a..b",
        ".",
    ],
)
async def test_no_spelling_of_a_private_address_gets_through(host: str) -> None:
    async with HostileServer() as canary, Fetcher(settings()) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(feed="f", url=f"http://{host}:{canary.port}/"))

        assert caught.value.reason in (FailureReason.PRIVATE_ADDRESS, FailureReason.INVALID_URL)
        assert canary.connections == 0


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["::ffff:127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["64:ff9b::a00:1"]],
    ids=["private", "mapped", "mixed", "nat64"],
)
@pytest.mark.parametrize("name", ["feed.test", "feed.test."])
async def test_a_name_with_any_private_address_is_refused(name: str, addresses: list[str]) -> None:
    async with Fetcher(settings(), look_up=lambda host, port: addresses) as fetcher:
        with pytest.raises(FetchError) as caught:
            await fetcher.fetch(FetchRequest(feed="f", url=f"http://{name}/feed"))

    assert caught.value.reason is FailureReason.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "fe80::1",
    ],
)
async def test_no_answer_of_the_name_service_leads_to_this_machine(address: str) -> None:
    async with HostileServer() as canary:
        url = f"http://feed.test:{canary.port}/feed"
        async with Fetcher(settings(), look_up=lambda host, port: [address]) as fetcher:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(FetchRequest(feed="f", url=url))

        assert caught.value.reason is FailureReason.PRIVATE_ADDRESS
        assert canary.connections == 0


async def test_a_name_rebound_between_two_hops_of_one_fetch_is_refused_at_the_second() -> None:
    async with HostileServer() as canary:
        routes = {"/feed": redirect(f"http://feed.test:{canary.port}/inner")}
        async with HostileServer(routes) as server:
            answers = iter([["127.0.0.1"], ["127.0.0.1"]])
            opened = settings(f"feed.test:{server.port}", respect_robots=False)
            async with Fetcher(opened, look_up=lambda host, port: next(answers)) as fetcher:
                request = FetchRequest(feed="f", url=f"http://feed.test:{server.port}/feed")
                with pytest.raises(FetchError) as caught:
                    await fetcher.fetch(request)

        assert caught.value.reason is FailureReason.PRIVATE_ADDRESS
        assert canary.connections == 0


async def test_a_name_that_changes_its_address_is_judged_each_time() -> None:
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    async with HostileServer({"/feed": plain(FEED)}) as server:
        opened = settings("127.0.0.0/8", respect_robots=False, per_host_gap_s=0.0)
        async with Fetcher(opened, look_up=lambda host, port: next(answers)) as fetcher:
            request = FetchRequest(feed="f", url=f"http://feed.test:{server.port}/feed")
            first = await fetcher.fetch(request)
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(replace(request, feed="g"))

    assert isinstance(first, Fetched)
    assert caught.value.reason is FailureReason.PRIVATE_ADDRESS


async def test_a_name_the_operator_opened_may_be_private() -> None:
    async with HostileServer({"/feed": plain(FEED)}) as server:
        opened = settings(f"feed.test:{server.port}")
        async with Fetcher(opened, look_up=lambda host, port: ["127.0.0.1"]) as fetcher:
            answer = await fetcher.fetch(
                FetchRequest(feed="f", url=f"http://feed.test:{server.port}/feed")
            )

    assert isinstance(answer, Fetched)


async def test_a_proxy_in_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    async with HostileServer() as proxy, HostileServer({"/feed": plain(FEED)}) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url(""))
        await fetched(server)

        assert proxy.connections == 0
