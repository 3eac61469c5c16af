"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from html import escape
from typing import Any
from urllib.parse import urljoin

from domain.item import Entry, FeedDocument
from feeds.decode import REFUSED
from feeds.kinds.limits import MAX_ADDRESS, MAX_DATE, MAX_NAME, MAX_SUMMARY, MAX_TITLE, taken
from feeds.mend import MAX_ENTRIES
from feeds.unreadable import NOT_A_FEED, UnreadableError

_VERSION = "jsonfeed.org/version/"


def read(text: str, url: str) -> FeedDocument:
    """Read one JSON Feed document.

    Args:
        text: The document, decoded.
        url: Where it was found; relative links are resolved against it.

    Raises:
        UnreadableError: It is not JSON, or not a JSON Feed.
    """
    flags: list[str] = []
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document, flags = _salvaged(text), ["truncated"]
    if not isinstance(document, dict) or _VERSION not in str(document.get("version", "")):
        raise UnreadableError(NOT_A_FEED, "JSON, and not a JSON Feed")
    items = document.get("items")
    rows = [row for row in items if isinstance(row, dict)] if isinstance(items, list) else []
    if len(rows) > MAX_ENTRIES:
        flags.append(f"entries_capped:{len(rows)}")
    return FeedDocument(
        kind="json_feed",
        title=_text(document.get("title"), MAX_NAME),
        lang=_text(document.get("language"), 20).lower(),
        entries=tuple(_entry(row, url) for row in rows[:MAX_ENTRIES]),
        flags=tuple(flags),
    )


def _salvaged(text: str) -> dict[str, Any]:
    """Give the whole items before a cut; the partial one is left out."""
    _, found, rest = text.partition('"items"')
    if not found or _VERSION not in text:
        raise UnreadableError(NOT_A_FEED, "broken JSON")
    decoder, items = json.JSONDecoder(), []
    position = rest.find("[") + 1
    while position > 0:
        position += len(rest[position : position + 100]) - len(
            rest[position : position + 100].lstrip(" \t\r\n,")
        )
        try:
            item, position = decoder.raw_decode(rest, position)
        except (ValueError, RecursionError):
            break
        items.append(item)
    return {"version": f"https://{_VERSION}1.1", "items": items}


def _entry(row: dict[str, Any], url: str) -> Entry:
    link = _text(row.get("url") or row.get("external_url"), MAX_ADDRESS).strip()
    plain = _text(row.get("content_text"), MAX_SUMMARY)
    html = _text(row.get("content_html"), MAX_SUMMARY)
    summary = _text(row.get("summary"), MAX_SUMMARY)
    dates = (_text(row.get(key), MAX_DATE).strip() for key in ("date_published", "date_modified"))
    return Entry(
        guid=_text(row.get("id"), MAX_ADDRESS) or None,
        link=_joined(url, link) if link else None,
        title=escape(_text(row.get("title"), MAX_TITLE), quote=False),
        summary=escape(summary or plain, quote=False) if summary or not html else html,
        dates=tuple(date for date in dates if date),
        author=_author(row),
        lang=_text(row.get("language"), 20).lower(),
    )


def _joined(url: str, link: str) -> str:
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _author(row: dict[str, Any]) -> str:
    authors = row.get("authors") or [row.get("author")]
    if not isinstance(authors, list):
        return ""
    names = [_text(author.get("name"), 200) for author in authors if isinstance(author, dict)]
    return ", ".join(name for name in names if name)[:MAX_NAME]


def _text(value: object, most: int) -> str:
    return REFUSED.sub("", taken(value, most))
