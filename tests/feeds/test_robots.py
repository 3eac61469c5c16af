"""What robots.txt allows, and how its absence is read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.fetch import Fetched, Fetcher, FetchRequest, FetchSettings
from feeds.robots import Robots, RobotsAnswer, RobotsCache, product_token
from tests.feeds.hostile_server import Answer, HostileServer, plain, redirect

POLITE = FetchSettings(
    user_agent="Vedette/0.1",
    total_deadline_s=2.0,
    per_host_gap_s=0.0,
    allow_private=("127.0.0.0/8",),
    polite_to_private=True,
)
SITE = "https://example.org"


@pytest.mark.parametrize(
    ("text", "path", "is_allowed"),
    [
        ("", "/feed", True),
        ("User-agent: *\nDisallow: /feed", "/feed", False),
        ("User-agent: *\nDisallow: /feed", "/feeds/x", False),
        ("User-agent: *\nDisallow: /feed$", "/feeds", True),
        ("User-agent: *\nDisallow:", "/feed", True),
        ("User-agent: *\nDisallow: /\nAllow: /feed", "/feed", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.xml$", "/news/feed.xml", False),
        ("User-agent: *\nDisallow: /*.xml$", "/news/feed.xml?x=1", True),
        ("User-agent: other\nDisallow: /", "/feed", True),
        ("User-agent: VEDETTE\nDisallow: /\n\nUser-agent: *\nAllow: /", "/feed", False),
        ("User-agent: vedette\nAllow: /\n\nUser-agent: *\nDisallow: /", "/feed", True),
        ("User-agent: a\nUser-agent: vedette\nDisallow: /x # why", "/x", False),
        ("Disallow: /\nUser-agent: *\nDisallow: /b", "/a", True),
        (
            "User-agent: *\nCrawl-delay: 5\nDisallow: /вести",
            "/%D0%B2%D0%B5%D1%81%D1%82%D0%B8",
            False,
        ),
        ("<html>not found</html>", "/feed", True),
    ],
)
def test_the_longest_rule_that_fits_decides(text: str, path: str, is_allowed: bool) -> None:
    assert Robots(text, token="vedette").allows(SITE + path) is is_allowed


def test_a_rule_full_of_stars_costs_no_time() -> None:
    robots = Robots("User-agent: *\nDisallow: /" + "*a" * 500, token="vedette")

    assert robots.allows(SITE + "/" + "b" * 2000)


def test_we_are_addressed_by_the_name_before_the_slash() -> None:
    assert product_token("Vedette/0.1 (+mailto:x)") == "vedette"


class Host:
    """A robots.txt whose answer can be changed, and a clock that can be moved."""

    def __init__(self, answer: RobotsAnswer) -> None:
        self.answer, self.asked, self.time = answer, 0, 0.0

    async def ask(self, url: str) -> RobotsAnswer:
        self.asked += 1
        return self.answer

    def cache(self) -> RobotsCache:
        return RobotsCache(self.ask, token="vedette", monotonic=lambda: self.time)


async def test_rules_are_asked_for_once_a_day() -> None:
    host = Host(RobotsAnswer(200, "User-agent: *\nDisallow: /a"))
    cache = host.cache()

    answers = [await cache.refusal(SITE + path) for path in ("/a", "/b", "/a")]
    host.time = 86_401.0
    await cache.refusal(SITE + "/b")

    assert [bool(answer) for answer in answers] == [True, False, True]
    assert host.asked == 2


@pytest.mark.parametrize(
    ("status", "is_refused"), [(404, False), (403, False), (0, False), (503, True)]
)
async def test_an_absent_file_allows_and_a_failing_host_is_left_alone(
    status: int, is_refused: bool
) -> None:
    refusal = await Host(RobotsAnswer(status)).cache().refusal(SITE + "/feed")

    assert bool(refusal) is is_refused


async def test_a_failing_host_is_held_to_the_last_rules_seen() -> None:
    host = Host(RobotsAnswer(200, "User-agent: *\nDisallow: /a"))
    cache = host.cache()
    await cache.refusal(SITE + "/a")
    host.answer, host.time = RobotsAnswer(500), 90_000.0

    assert await cache.refusal(SITE + "/a")
    assert not await cache.refusal(SITE + "/b")


@pytest.mark.parametrize(
    ("robots", "is_refused"),
    [
        (plain(b"User-agent: vedette\nDisallow: /feed"), True),
        (plain(b"User-agent: *\nAllow: /"), False),
        (redirect("/elsewhere"), True),
        (plain(status="404 No"), False),
        (plain(status="500 Oops"), True),
        (plain(b"\xff\xfe\x00junk"), False),
    ],
)
async def test_the_fetcher_asks_before_it_fetches(robots: Answer, is_refused: bool) -> None:
    routes = {
        "/robots.txt": robots,
        "/elsewhere": plain(b"User-agent: *\nDisallow: /"),
        "/feed": plain(b"<rss/>"),
    }
    async with HostileServer(routes) as server, Fetcher(POLITE) as fetcher:
        request = FetchRequest(feed="f", url=server.url())
        if is_refused:
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch(request)
            assert caught.value.reason is FailureReason.ROBOTS_DISALLOWED
        else:
            assert isinstance(await fetcher.fetch(request), Fetched)

        assert server.hits["/feed"] == (0 if is_refused else 1)


@pytest.mark.parametrize(
    "changed", [{"respect_robots": False}, {"polite_to_private": False}], ids=["off", "own host"]
)
async def test_robots_is_not_asked_where_it_does_not_apply(changed: dict[str, bool]) -> None:
    routes = {"/robots.txt": plain(b"User-agent: *\nDisallow: /"), "/feed": plain(b"<rss/>")}
    async with HostileServer(routes) as server:
        async with Fetcher(replace(POLITE, **changed)) as fetcher:  # type: ignore[arg-type]
            await fetcher.fetch(FetchRequest(feed="f", url=server.url()))

        assert server.hits["/robots.txt"] == 0
