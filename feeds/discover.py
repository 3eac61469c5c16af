"""Discover: the feeds that a web page names in its head."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from feeds.decode import decode
from feeds.links import is_refused_scheme

FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
MAX_CHARACTERS = 500_000
MAX_FOUND = 20


class _Head(HTMLParser):
    """Collects ``<link rel="alternate">`` of feed types, and the address they count from."""

    def __init__(self, url: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = url
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: (value or "").strip() for name, value in attrs}
        if tag == "base" and given.get("href"):
            self.base = _joined(self.base, given["href"])
        is_alternate = "alternate" in given.get("rel", "").lower().split()
        kind = given.get("type", "").partition(";")[0].strip().lower()
        if tag == "link" and is_alternate and kind in FEED_TYPES and given.get("href"):
            address = _joined(self.base, given["href"])
            if not is_refused_scheme(address) and len(self.found) < MAX_FOUND:
                self.found[address] = None


def discover(body: bytes, *, url: str, content_type: str = "") -> tuple[str, ...]:
    """Give the addresses of the feeds that a page names, in its order, each once.

    Args:
        body: The page as it came.
        url: Where it was found; relative addresses count from it.
        content_type: The header it came with.
    """
    text = decode(body, content_type=content_type, hint="", lang="").text
    head = _Head(url)
    head.feed(text[:MAX_CHARACTERS])
    return tuple(head.found)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return base
