"""The feeds a web page names in its head."""

from __future__ import annotations

import pytest

from feeds.discover import discover

URL = "https://outlet.example/news/"


def page(*links: str, head: str = "") -> bytes:
    return f"<!doctype html><html><head>{head}{''.join(links)}</head><body></body></html>".encode()


def link(href: str, kind: str = "application/rss+xml", rel: str = "alternate") -> str:
    return f'<link rel="{rel}" type="{kind}" href="{href}">'


@pytest.mark.parametrize(
    ("href", "found"),
    [
        ("/feed", "https://outlet.example/feed"),
        ("feed.xml", "https://outlet.example/news/feed.xml"),
        ("//cdn.example/feed", "https://cdn.example/feed"),
        ("https://other.example/?a=1&amp;b=2", "https://other.example/?a=1&b=2"),
    ],
)
def test_an_address_counts_from_the_page(href: str, found: str) -> None:
    assert discover(page(link(href)), url=URL) == (found,)


def test_every_kind_of_feed_is_found_once_and_in_order() -> None:
    kinds = ("application/rss+xml", "application/atom+xml; charset=utf-8", "application/feed+json")
    links = [link(f"/{number}", kind) for number, kind in enumerate(kinds)]

    found = discover(page(*links, *links), url=URL)

    assert found == tuple(f"https://outlet.example/{number}" for number in range(3))


def test_a_base_address_is_heeded() -> None:
    body = page(link("feed"), head='<base href="https://base.example/x/">')

    assert discover(body, url=URL) == ("https://base.example/x/feed",)


@pytest.mark.parametrize(
    "other",
    [
        link("/style.css", "text/css", "stylesheet"),
        link("/en", "text/html"),
        link("javascript:alert(1)"),
        link("file:///etc/passwd"),
        link(""),
        link("http://[broken"),
        "<link rel=alternate",
    ],
)
def test_what_is_no_feed_is_passed_over(other: str) -> None:
    found = discover(page(other), url=URL)

    assert all(address.startswith("http") for address in found)
    assert "javascript" not in str(found)


def test_a_page_of_garbage_names_nothing() -> None:
    assert discover(bytes(range(256)) * 100, url=URL) == ()
    assert discover(b"", url=URL) == ()
