"""RSS, RDF and Atom, read with feedparser."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin

import feedparser

from domain.item import Entry, FeedDocument
from feeds.kinds.limits import MAX_ADDRESS, MAX_DATE, MAX_NAME, MAX_SUMMARY, MAX_TITLE, taken
from feeds.mend import MAX_ENTRIES, Mended, mend, without_prefixes
from feeds.unreadable import NOT_A_FEED, PARSE_ERROR, UnreadableError

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_DATES = ("published", "updated", "created")
_PERIODS_S = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 604_800.0,
    "monthly": 2_592_000.0,
    "yearly": 31_536_000.0,
}


def read(text: str, url: str) -> FeedDocument:
    """Read one XML feed document.

    Args:
        text: The document, decoded and without characters that XML refuses.
        url: Where it was found; relative links are resolved against it.

    Raises:
        UnreadableError: It is no feed, or no entry of it could be understood.
    """
    mended = mend(text)
    parsed = _parse(mended.text)
    if mended.entries and not parsed["entries"]:
        parsed = _parse(without_prefixes(mended))
    entries = tuple(_entry(entry, url) for entry in parsed["entries"][:MAX_ENTRIES])
    if mended.entries and not entries:
        raise UnreadableError(NOT_A_FEED, f"none of {mended.entries} entries could be read")
    if not entries and not parsed["version"] and "truncated" not in mended.flags:
        raise UnreadableError(NOT_A_FEED, "no entries and no known format")
    head = parsed["feed"]
    return FeedDocument(
        kind=parsed["version"] or "xml",
        title=taken(head.get("title"), MAX_NAME),
        lang=taken(head.get("language"), 20).lower(),
        entries=entries,
        ttl_s=_ttl_s(head),
        flags=_flags(mended, len(entries)),
    )


def _parse(text: str) -> Mapping[str, Any]:
    # A stream, never text or bytes: feedparser opens a path and fetches an address. It is not
    # told the address either: it would resolve guids too, and they would change with a move.
    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO((_HEAD + text).encode("utf-8", "replace")),
            sanitize_html=False,
            resolve_relative_uris=False,
            response_headers={"content-type": "application/xml; charset=utf-8"},
        )
    except MemoryError:
        raise
    except Exception as error:  # feedparser lets many kinds of error out on broken input
        raise UnreadableError(PARSE_ERROR, f"{type(error).__name__}: {error}"[:200]) from error
    return parsed


def _flags(mended: Mended, read_entries: int) -> tuple[str, ...]:
    lost = mended.entries - read_entries
    return (*mended.flags, f"entries_unread:{lost}") if lost > 0 else mended.flags


def _ttl_s(head: Mapping[str, Any]) -> float | None:
    asked = [value for value in (_minutes_s(head), _update_s(head)) if value]
    return max(asked) if asked else None


def _minutes_s(head: Mapping[str, Any]) -> float | None:
    minutes = str(head.get("ttl", "")).strip()
    return float(minutes[:8]) * 60 if minutes.isascii() and minutes.isdigit() else None


def _update_s(head: Mapping[str, Any]) -> float | None:
    period_s = _PERIODS_S.get(str(head.get("sy_updateperiod", "")).strip().lower())
    times = str(head.get("sy_updatefrequency", "1")).strip()
    if period_s is None or not (times.isascii() and times.isdigit()):
        return None
    return period_s / max(int(times[:6]), 1)


def _entry(entry: Mapping[str, Any], url: str) -> Entry:
    source = entry.get("source")
    origin: Mapping[str, Any] = source if isinstance(source, Mapping) else {}
    return Entry(
        guid=taken(entry.get("id"), MAX_ADDRESS) or None,
        link=_link(entry, url),
        title=taken(entry.get("title"), MAX_TITLE),
        summary=_summary(entry),
        dates=tuple(_dates(entry)),
        author=taken(entry.get("author"), MAX_NAME),
        outlet_name=taken(origin.get("title"), MAX_NAME),
        outlet_url=taken(origin.get("href") or origin.get("link"), MAX_ADDRESS),
        lang=_lang(entry),
    )


def _link(entry: Mapping[str, Any], url: str) -> str | None:
    link = taken(entry.get("link"), MAX_ADDRESS).strip()
    is_bare_guid = link == taken(entry.get("id"), MAX_ADDRESS).strip() and ":" not in link
    if not link or is_bare_guid:
        return None
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _summary(entry: Mapping[str, Any]) -> str:
    summary = taken(entry.get("summary"), MAX_SUMMARY)
    if summary.strip():
        return summary
    for content in entry.get("content") or ():
        if value := taken(content.get("value"), MAX_SUMMARY):
            return value
    return ""


def _dates(entry: Mapping[str, Any]) -> Iterator[str]:
    for name in _DATES:
        # Plain dict access: the library's own `get` answers `updated` with `published`.
        value = dict.get(entry, name) if isinstance(entry, dict) else None
        if text := taken(value, MAX_DATE).strip():
            yield text


def _lang(entry: Mapping[str, Any]) -> str:
    detail = entry.get("title_detail") or {}
    return taken(entry.get("language") or detail.get("language"), 20).lower()
