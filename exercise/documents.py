"""Write feed documents, RSS 2.0 and Atom 1.0, as publishers do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from domain.item import Entry

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
REFUSED_BY_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Document:
    """What a server answers with; the validator follows from the bytes."""

    body: bytes
    content_type: str
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.body).hexdigest()[:32]
        object.__setattr__(self, "etag", f'"{digest}"')


def rss(title: str, home: str, entries: Sequence[Entry]) -> Document:
    """An RSS 2.0 document; entries without a date get none."""
    items = "".join(_rss_item(entry) for entry in entries)
    text = (
        f'{HEAD}<rss version="2.0"><channel><title>{_text(title)}</title>'
        f"<link>{_text(home)}</link><description>{_text(title)}</description>\n{items}"
        "</channel></rss>\n"
    )
    return Document(text.encode(), "application/rss+xml; charset=utf-8")


def atom(title: str, home: str, entries: Sequence[Entry]) -> Document:
    """An Atom 1.0 document; the raw dates must be in the Atom form already."""
    newest = next((entry.dates[0] for entry in entries if entry.dates), "1970-01-01T00:00:00Z")
    items = "".join(_atom_entry(entry) for entry in entries)
    text = (
        f'{HEAD}<feed xmlns="http://www.w3.org/2005/Atom"><title>{_text(title)}</title>'
        f"<id>{_text(home)}</id><link href={_quoted(home)}/><updated>{_text(newest)}</updated>\n"
        f"{items}</feed>\n"
    )
    return Document(text.encode(), "application/atom+xml; charset=utf-8")


def _rss_item(entry: Entry) -> str:
    parts = [f"<title>{_text(entry.title)}</title>"]
    if entry.link:
        parts.append(f"<link>{_text(entry.link)}</link>")
    if entry.guid:
        parts.append(f'<guid isPermaLink="false">{_text(entry.guid)}</guid>')
    if entry.dates:
        parts.append(f"<pubDate>{_text(entry.dates[0])}</pubDate>")
    if entry.summary:
        parts.append(f"<description>{_text(entry.summary)}</description>")
    return f"<item>{''.join(parts)}</item>\n"


def _atom_entry(entry: Entry) -> str:
    parts = [f"<title>{_text(entry.title)}</title>"]
    if entry.link:
        parts.append(f"<link href={_quoted(entry.link)}/>")
    if entry.guid:
        parts.append(f"<id>{_text(entry.guid)}</id>")
    if entry.dates:
        date = _text(entry.dates[0])
        parts.append(f"<published>{date}</published><updated>{date}</updated>")
    if entry.summary:
        parts.append(f"<summary>{_text(entry.summary)}</summary>")
    return f"<entry>{''.join(parts)}</entry>\n"


def _text(value: str) -> str:
    return escape(REFUSED_BY_XML.sub("", value))


def _quoted(value: str) -> str:
    return quoteattr(REFUSED_BY_XML.sub("", value))
