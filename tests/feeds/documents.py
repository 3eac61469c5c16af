"""Small feed documents for the tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from domain.feed import Feed
from domain.item import CollectedItem, FeedDocument
from feeds.normalize import normalize
from feeds.parse import parse_document

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://example.org/feed"
FEED = Feed(id="f", source="s", url=URL, time_zone="Europe/Belgrade", lang="sr")


def rss(*items: str, head: str = "<title>t</title>") -> str:
    body = "".join(f"<item>{item}</item>" for item in items)
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{body}</channel></rss>'


def parsed(text: str | bytes, **known: Any) -> FeedDocument:
    body = text.encode() if isinstance(text, str) else text
    return parse_document(body, **{"url": URL, **known})


def items(text: str | bytes, feed: Feed = FEED) -> tuple[CollectedItem, ...]:
    return normalize(parsed(text), feed, now=NOW)


def item(inside: str) -> CollectedItem:
    (only,) = items(rss(inside))
    return only
