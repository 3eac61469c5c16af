"""Items: one published thing as collected, its edits, and the entry it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ItemFlag(StrEnum):
    """What a reader of an item must know about how it was collected."""

    DATE_MISSING = "date_missing"
    DATE_UNREADABLE = "date_unreadable"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    DATE_FUTURE = "date_future"
    TIME_ZONE_ASSUMED = "time_zone_assumed"
    BACKLOG = "backlog"
    TITLE_MISSING = "title_missing"
    LINK_MISSING = "link_missing"
    LINK_REFUSED = "link_refused"
    MIXED_SCRIPT = "mixed_script"
    TEXT_TRUNCATED = "text_truncated"
    CHARACTERS_REPLACED = "characters_replaced"
    GUID_REUSED = "guid_reused"
    GUID_REPEATED = "guid_repeated"
    REVISIONS_CAPPED = "revisions_capped"
    MANUAL = "manual"
    EXERCISE = "exercise"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed document as its format gave it, before any judgement.

    Text is still as published (HTML allowed). `dates` holds raw strings, best first.
    """

    guid: str | None = None
    link: str | None = None
    title: str = ""
    summary: str = ""
    dates: tuple[str, ...] = ()
    author: str = ""
    outlet_name: str = ""
    outlet_url: str = ""
    lang: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One parsed feed document. `flags` names what had to be mended, such as ``truncated``."""

    kind: str
    title: str = ""
    lang: str = ""
    entries: tuple[Entry, ...] = ()
    ttl_s: float | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedItem:
    """One entry made plain, ready to be stored.

    `identity` is 64 hex digits and unique within a feed; `aliases` are further keys (64 hex
    digits each, prefixed with their kind) under which an earlier poll may have stored it.
    `title` and `summary` are plain text; `raw` is the entry as JSON text. `content_hash`
    changes whenever title, summary or link change. `lang`, `folded_title` and
    `folded_summary` stay empty until the text has been folded.
    """

    identity: str
    aliases: tuple[str, ...] = ()
    guid: str | None = None
    link: str | None = None
    title: str
    summary: str = ""
    published_at: datetime | None = None
    published_raw: str | None = None
    outlet_name: str = ""
    outlet_url: str = ""
    flags: tuple[ItemFlag, ...] = ()
    content_hash: str
    raw: str = "{}"
    lang: str = ""
    folded_title: str = ""
    folded_summary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stored item with its newest revision; `first_seen_at` is our clock, never theirs."""

    id: int
    feed: str
    source: str
    identity: str
    guid: str | None
    link: str | None
    title: str
    summary: str
    lang: str
    published_at: datetime | None
    published_raw: str | None
    first_seen_at: datetime
    revision_id: int
    revision: int
    outlet_name: str = ""
    flags: tuple[str, ...] = ()
    story: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an item's text; matches hang on revisions."""

    id: int
    item: int
    number: int
    seen_at: datetime
    title: str
    summary: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCounts:
    """What storing one document did; `quarantined` items were refused by the database."""

    new: int = 0
    revised: int = 0
    unchanged: int = 0
    quarantined: int = 0
