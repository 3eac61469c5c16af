"""Normalize: the entries of a document made plain, named and dated, ready to be stored."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Protocol

from domain.item import CollectedItem, Entry, FeedDocument, ItemFlag
from feeds.dates import ReadDate, read_date
from feeds.identity import Facts, Named, digest, name_all
from feeds.kinds.limits import MAX_SUMMARY as MAX_RAW_SUMMARY
from feeds.kinds.limits import MAX_TITLE as MAX_RAW_TITLE
from feeds.links import is_refused_scheme, safe_link
from feeds.plain import is_mixed_script, one_line, plain_text

MAX_TITLE = 500
MAX_SUMMARY = 20_000
MAX_GUID = 1_000
MAX_OUTLET = 200
_TITLE_FROM_TEXT = 100
_ENTRY = tuple(field.name for field in fields(Entry))


class Reader(Protocol):
    """What of a feed counts here: a configured feed has it, and a parsing worker is told it."""

    @property
    def lang(self) -> str:
        """Its language, empty when mixed."""

    @property
    def time_zone(self) -> str:
        """IANA name of the zone meant where a date names none."""

    @property
    def is_search(self) -> bool:
        """Whether its items name their own outlet."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """One entry with its text made plain and its date read, not yet named."""

    entry: Entry
    title: str
    summary: str
    link: str | None
    date: ReadDate
    date_raw: str | None
    flags: tuple[ItemFlag, ...]


def normalize(document: FeedDocument, feed: Reader, *, now: datetime) -> tuple[CollectedItem, ...]:
    """Make the entries of a document ready to be stored, in their order.

    Args:
        document: What was parsed.
        feed: Where it came from; its time zone counts where a date names none.
        now: The present; aware.

    Returns:
        An item for every entry that says anything at all. Exact repetitions within the
        document are left out, as are entries with neither text nor link.
    """
    entries = [plain for entry in document.entries if (plain := _plain(entry, feed, now))]
    named = name_all([_facts(plain) for plain in entries])
    return _without_twins(
        [_item(plain, name) for plain, name in zip(entries, named, strict=True) if name]
    )


def _without_twins(items: Sequence[CollectedItem]) -> tuple[CollectedItem, ...]:
    seen: dict[str, CollectedItem] = {}
    for item in items:
        seen.setdefault(item.identity, item)
    return tuple(seen.values())


def _plain(entry: Entry, feed: Reader, now: datetime) -> _Plain | None:
    link, flags = _link(entry)
    title, summary = one_line(plain_text(entry.title)), plain_text(entry.summary)
    outlet = one_line(plain_text(entry.outlet_name))
    if feed.is_search and outlet:
        title = title.removesuffix(f" - {outlet}").strip()
    if not title and not summary and not link:
        return None
    if not title:
        flags.append(ItemFlag.TITLE_MISSING)
        title = _shortened(one_line(summary), _TITLE_FROM_TEXT) or link or ""
    is_cut = len(title) > MAX_TITLE or len(summary) > MAX_SUMMARY
    if is_cut or len(entry.title) >= MAX_RAW_TITLE or len(entry.summary) >= MAX_RAW_SUMMARY:
        flags.append(ItemFlag.TEXT_TRUNCATED)
    title, summary = title[:MAX_TITLE].rstrip(), summary[:MAX_SUMMARY].rstrip()
    if is_mixed_script(title) or is_mixed_script(summary):
        flags.append(ItemFlag.MIXED_SCRIPT)
    if "\ufffd" in title or "\ufffd" in summary:
        flags.append(ItemFlag.CHARACTERS_REPLACED)
    date, raw = _date(entry, feed, now)
    return _Plain(entry, title, summary, link, date, raw, (*flags, *date.flags))


def _link(entry: Entry) -> tuple[str | None, list[ItemFlag]]:
    text = (entry.link or "").strip()
    if not text:
        return None, [ItemFlag.LINK_MISSING]
    link = None if is_refused_scheme(text) else safe_link("".join(text.split("\n")))
    return link, [] if link else [ItemFlag.LINK_REFUSED]


def _date(entry: Entry, feed: Reader, now: datetime) -> tuple[ReadDate, str | None]:
    lang = entry.lang or feed.lang
    read = [
        (read_date(raw, time_zone=feed.time_zone, now=now, lang=lang), raw) for raw in entry.dates
    ]
    for date, raw in read:
        if date.at is not None:
            return date, raw
    return read[0] if read else (ReadDate(at=None, flags=(ItemFlag.DATE_MISSING,)), None)


def _facts(plain: _Plain) -> Facts:
    return Facts(
        guid=(plain.entry.guid or "").strip(),
        link=plain.link or "",
        title=plain.title if ItemFlag.TITLE_MISSING not in plain.flags else "",
        summary=plain.summary,
        day=plain.date.at.date() if plain.date.at else None,
    )


def _item(plain: _Plain, named: Named) -> CollectedItem:
    entry, flags = plain.entry, list(plain.flags)
    if named.is_guid_repeated:
        flags.append(ItemFlag.GUID_REPEATED)
    return CollectedItem(
        identity=named.identity,
        aliases=named.aliases,
        guid=named.facts.guid[:MAX_GUID] or None,
        link=plain.link,
        title=plain.title,
        summary=plain.summary,
        published_at=plain.date.at,
        published_raw=plain.date_raw,
        outlet_name=one_line(plain_text(entry.outlet_name))[:MAX_OUTLET],
        outlet_url=safe_link(entry.outlet_url) or "",
        flags=tuple(dict.fromkeys(flags)),
        content_hash=digest("content", plain.title, plain.summary, plain.link or ""),
        raw=_raw(entry),
    )


def _raw(entry: Entry) -> str:
    told: dict[str, Any] = {name: value for name in _ENTRY if (value := getattr(entry, name))}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "replace").decode()


def _shortened(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    head = text[: most - 1]
    return (head.rpartition(" ")[0] or head) + "…"
