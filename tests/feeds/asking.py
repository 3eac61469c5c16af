"""Asking the hostile server the way the collector does, with short deadlines."""

from __future__ import annotations

import ssl
from dataclasses import replace
from typing import Any

import pytest

from domain.errors import FetchError
from feeds.fetch import Fetched, Fetcher, FetchRequest, FetchSettings, NotModified
from tests.feeds.hostile_server import CERTIFICATES, HostileServer

FEED = b'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title></channel></rss>'
OK = b"HTTP/1.1 200 OK\r\n"


def settings(*opened: str, **changed: Any) -> FetchSettings:
    quick = FetchSettings(
        user_agent="Vedette/0.1 (+mailto:watch@example.org)",
        total_deadline_s=0.8,
        connect_s=0.5,
        allow_private=opened,
        per_host=8,
    )
    return replace(quick, **changed)


async def fetch(
    server: HostileServer, path: str = "/feed", *, etag: str | None = None, **changed: Any
) -> Fetched | NotModified:
    async with Fetcher(settings(server.place, **changed)) as fetcher:
        return await fetcher.fetch(FetchRequest(feed="f", url=server.url(path), etag=etag))


async def fetched(server: HostileServer, path: str = "/feed", **changed: Any) -> Fetched:
    answer = await fetch(server, path, **changed)
    assert isinstance(answer, Fetched)
    return answer


async def refusal(server: HostileServer, path: str = "/feed", **changed: Any) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetch(server, path, **changed)
    return caught.value


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATES / "authority.pem"))
