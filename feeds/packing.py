"""How documents and their items cross the pipe between the poller and its parsing workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from domain.item import CollectedItem, Entry, FeedDocument, ItemFlag

READY = b"R"
_ITEM = tuple(field.name for field in fields(CollectedItem))
_PUBLISHED_AT = _ITEM.index("published_at")
_ENTRY = tuple(field.name for field in fields(Entry))
_DOCUMENT = tuple(field.name for field in fields(FeedDocument))
_FLAGS = {flag.value: flag for flag in ItemFlag}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What of a feed counts when its entries are made plain; a feed itself will do as well."""

    lang: str = ""
    time_zone: str = "UTC"
    is_search: bool = False


def pack_items(items: Sequence[CollectedItem]) -> list[list[Any]]:
    """Give items as rows that JSON can hold."""
    rows = []
    for item in items:
        row = [getattr(item, name) for name in _ITEM]
        at = item.published_at
        row[_PUBLISHED_AT] = at.isoformat() if at else None
        rows.append(row)
    return rows


def unpack_items(rows: Sequence[Sequence[Any]]) -> tuple[CollectedItem, ...]:
    """Give the items of packed rows."""
    return tuple(_item(dict(zip(_ITEM, row, strict=True))) for row in rows)


def pack_document(document: FeedDocument) -> dict[str, Any]:
    """Give a document as a mapping that JSON can hold."""
    packed = {name: getattr(document, name) for name in _DOCUMENT}
    packed["entries"] = [[getattr(entry, name) for name in _ENTRY] for entry in document.entries]
    return packed


def unpack_document(packed: dict[str, Any]) -> FeedDocument:
    """Give the document of a packed mapping."""
    entries = tuple(_entry(dict(zip(_ENTRY, row, strict=True))) for row in packed["entries"])
    return FeedDocument(**{**packed, "entries": entries, "flags": tuple(packed["flags"])})


def _item(values: dict[str, Any]) -> CollectedItem:
    at = values["published_at"]
    values["published_at"] = datetime.fromisoformat(at) if at else None
    values["aliases"] = tuple(values["aliases"])
    values["flags"] = tuple(_FLAGS[flag] for flag in values["flags"])
    return CollectedItem(**values)


def _entry(values: dict[str, Any]) -> Entry:
    values["dates"] = tuple(values["dates"])
    return Entry(**values)
