"""The simulated publishers: conditional answers, and none at all during an outage."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from exercise.documents import Document
from exercise.serve import FeedServer, SimulatedClock

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


class Hourly:
    """A channel that tells the hour, and cannot be reached at 13."""

    def document_at(self, now: datetime) -> Document | None:
        if now.hour == 13:
            return None
        return Document(f"<hour>{now.hour}</hour>".encode(), "application/xml")


async def ask(url: str, etag: str | None = None) -> tuple[int, bytes, str]:
    headers = {"If-None-Match": etag} if etag else {}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.read(), answer.headers.get("ETag", "")


async def test_a_document_is_served_as_of_the_simulated_time() -> None:
    clock = SimulatedClock(NOON)
    async with FeedServer({"a": Hourly()}, clock=clock) as server:
        before = await ask(server.url("a"))
        clock.set(NOON + timedelta(hours=3))
        after = await ask(server.url("a"))

    assert before[:2] == (200, b"<hour>12</hour>")
    assert after[:2] == (200, b"<hour>15</hour>")


async def test_an_unchanged_document_is_not_sent_again() -> None:
    async with FeedServer({"a": Hourly()}, clock=SimulatedClock(NOON)) as server:
        _, _, etag = await ask(server.url("a"))
        status, body, again = await ask(server.url("a"), etag)

    assert (status, body, again) == (304, b"", etag)
    assert server.answers == {"document": 1, "unchanged": 1}


async def test_a_publisher_out_of_reach_drops_the_connection() -> None:
    clock = SimulatedClock(NOON + timedelta(hours=1))
    async with FeedServer({"a": Hourly()}, clock=clock) as server:
        with pytest.raises(aiohttp.ClientError):
            await ask(server.url("a"))

    assert server.answers["dropped"] >= 1


async def test_an_address_nobody_has_is_not_found() -> None:
    async with FeedServer({}, clock=SimulatedClock(NOON)) as server:
        status, _, _ = await ask(server.url("b"))

    assert status == 404


def test_the_clock_never_goes_back() -> None:
    clock = SimulatedClock(NOON)

    with pytest.raises(ValueError, match="cannot go back"):
        clock.set(NOON - timedelta(seconds=1))
