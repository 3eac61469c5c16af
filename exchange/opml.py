"""OPML in and out: lists of feeds as other readers keep them (https://opml.org/spec2.opml)."""

from __future__ import annotations

import io
import json
import re
import xml.sax
import xml.sax.handler
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

import defusedxml.sax
from defusedxml.common import DefusedXmlException
from pydantic import ValidationError

from domain.feed import Feed
from domain.source import IDENTIFIER, Source

MAX_BYTES = 10 * 2**20
MAX_OUTLINES = 20_000
NAMESPACE = "urn:vedette:opml"
_STRAY_AMPERSAND = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_NOT_IDENTIFIER = re.compile(r"[^a-z0-9]+")
_IDENTIFIER = re.compile(IDENTIFIER)
_LONGEST_ID = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An outline, or a whole list, that was not taken over, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedList:
    """What a list holds: sources with their feeds, and what was left out."""

    sources: tuple[Source, ...] = ()
    feeds: tuple[Feed, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(slots=True)
class _Outlines(xml.sax.handler.ContentHandler):
    """Collects outlines as they pass, with the nearest group around each; builds no tree."""

    groups: list[str] = field(default_factory=list)
    found: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    is_opml: bool = False
    is_cut: bool = False

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - the library's name
        if name.lower() == "opml":
            self.is_opml = True
        if name.lower() != "outline":
            return
        given = {key.lower(): value for key, value in attrs.items()}
        group = self.groups[-1] if self.groups else ""
        title = given.get("text") or given.get("title") or ""
        if given.get("xmlurl") is None:
            self.groups.append(title or group)
            return
        self.groups.append(group)
        if len(self.found) < MAX_OUTLINES:
            self.found.append((group, given))
        else:
            self.is_cut = True

    def endElement(self, name: str) -> None:  # noqa: N802 - the library's name
        if name.lower() == "outline" and self.groups:
            self.groups.pop()


def read_opml(
    body: bytes, *, known_urls: Collection[str] = (), known_ids: Collection[str] = ()
) -> FeedList:
    """Read a list of feeds.

    Args:
        body: The document. External entities are never read, nor declared ones expanded.
        known_urls: Addresses that are configured already; they are refused.
        known_ids: Ids of sources and feeds that are taken.

    Returns:
        Every usable feed once, in order, with a source for each group (for the feed itself
        where it stands in none); and what was refused with the reason.
    """
    if len(body) > MAX_BYTES:
        return _nothing(f"larger than {MAX_BYTES // 2**20} MiB")
    outlines, complaint = _outlines(body)
    if not outlines.is_opml:
        return _nothing(complaint or "not an OPML document")
    made = _Making(set(known_urls), set(known_ids))
    for group, given in outlines.found:
        made.add(group, given)
    if complaint:
        made.refused.append(Refused(what="the rest of the document", reason=complaint))
    if outlines.is_cut:
        reason = f"more than {MAX_OUTLINES} feeds in one list"
        made.refused.append(Refused(what="the rest of the list", reason=reason))
    return FeedList(
        sources=tuple(made.sources.values()),
        feeds=tuple(made.feeds),
        refused=tuple(made.refused),
    )


def _nothing(reason: str) -> FeedList:
    return FeedList(refused=(Refused(what="the document", reason=reason),))


def _outlines(body: bytes) -> tuple[_Outlines, str]:
    """Give the outlines, and what is wrong with the document where something is."""
    text = body.lstrip(b" \t\r\n")
    outlines, complaint = _parsed(text)
    if not complaint or b"<!ENTITY" in text[:100_000]:
        return outlines, complaint
    # Addresses are often written with bare ampersands.
    mended, still = _parsed(_STRAY_AMPERSAND.sub(b"&amp;", text))
    return (mended, still) if len(mended.found) >= len(outlines.found) else (outlines, complaint)


def _parsed(text: bytes) -> tuple[_Outlines, str]:
    outlines = _Outlines()
    try:
        defusedxml.sax.parse(io.BytesIO(text), outlines)
    except DefusedXmlException:
        return outlines, "it declares entities, which are never read"
    except xml.sax.SAXParseException as error:
        return outlines, f"broken XML in line {error.getLineNumber()}: {error.getMessage()}"
    except (xml.sax.SAXException, ValueError, LookupError) as error:
        return outlines, f"cannot be read: {error}"[:200]
    return outlines, ""


class _Making:
    """Turns outlines into sources and feeds, each address and each id once."""

    def __init__(self, urls: set[str], ids: set[str]) -> None:
        self._urls = urls
        self._feed_ids = _Ids(ids)
        self._source_ids = _Ids(())
        self._of_group: dict[str, str] = {}
        self.sources: dict[str, Source] = {}
        self.feeds: list[Feed] = []
        self.refused: list[Refused] = []

    def add(self, group: str, given: dict[str, str]) -> None:
        """Take one outline over, or note why not."""
        url = given["xmlurl"].strip()
        if reason := self._objection(url):
            self.refused.append(Refused(what=url[:200] or "(empty)", reason=reason))
            return
        host = urlsplit(url).hostname or "feed"
        title = (given.get("text") or given.get("title") or host).strip()
        try:
            source = self._source(group or title, given.get("v:source", ""))
            feed = Feed(**self._feed_values(url, title, source.id, given))
        except ValidationError as error:
            reason = str(error.errors()[0]["msg"])
            self.refused.append(Refused(what=url[:200], reason=reason))
            return
        self._urls.add(url)
        self.sources.setdefault(source.id, source)
        self.feeds.append(feed)

    def _objection(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError:
            return "not an address"
        if parts.scheme.lower() not in ("http", "https"):
            return f'"{parts.scheme[:20]}:" is not read, only http and https'
        if not parts.hostname:
            return "not an address"
        return "listed already" if url in self._urls else ""

    def _source(self, name: str, wanted: str) -> Source:
        key = wanted or name
        if key not in self._of_group:
            source = Source(id=self._source_ids.free(wanted or name), name=name[:200])
            self._of_group[key] = source.id
            return source
        return self.sources.get(self._of_group[key]) or Source(id=self._of_group[key], name=name)

    def _feed_values(
        self, url: str, title: str, source: str, given: dict[str, str]
    ) -> dict[str, Any]:
        off = given.get("v:disabled", "")
        name = self._feed_ids.free(given.get("v:feed") or title)
        return {
            "id": name,
            "source": source,
            "url": url,
            "lang": given.get("language", "")[:20].lower(),
            "note": "" if title == name else title[:500],
            "enabled": not off,
            "disabled_reason": off,
        }


class _Ids:
    """Gives ids that are free, counting on from the last where a name comes often."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken = set(taken)
        self._last: dict[str, int] = {}

    def free(self, name: str) -> str:
        stem = name if _IDENTIFIER.fullmatch(name) else _slug(name)
        candidate, number = stem, self._last.get(stem, 1)
        while candidate in self._taken:
            number += 1
            candidate = f"{stem[: _LONGEST_ID - 6]}-{number}"
        self._last[stem] = number
        self._taken.add(candidate)
        return candidate


def _slug(name: str) -> str:
    return _NOT_IDENTIFIER.sub("-", name.casefold()).strip("-")[:_LONGEST_ID].strip("-") or "feed"


def write_opml(title: str, sources: Sequence[Source], feeds: Iterable[Feed]) -> str:
    """Give feeds as OPML 2.0, a group for each source; disabled feeds say why they are."""
    by_source: dict[str, list[Feed]] = {source.id: [] for source in sources}
    for feed in feeds:
        by_source.setdefault(feed.source, []).append(feed)
    names = {source.id: source.name for source in sources}
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<opml version="2.0" xmlns:v="{NAMESPACE}">',
        f"<head><title>{escape(title)}</title></head>",
        "<body>",
    ]
    for source, of_source in by_source.items():
        if of_source:
            lines.append(f"<outline text={quoteattr(names.get(source, source))}>")
            lines += [f"  <outline {_attributes(feed)}/>" for feed in of_source]
            lines.append("</outline>")
    return "\n".join([*lines, "</body>", "</opml>"]) + "\n"


def _attributes(feed: Feed) -> str:
    given = {"type": "rss", "text": feed.note or feed.id, "xmlUrl": feed.url}
    given |= {"language": feed.lang} if feed.lang else {}
    given |= {"v:feed": feed.id, "v:source": feed.source}
    given |= {} if feed.enabled else {"v:disabled": feed.disabled_reason}
    return " ".join(f"{name}={quoteattr(value)}" for name, value in given.items())


def as_yaml(found: FeedList) -> str:
    """Give sources and feeds as a block for config.yaml; every text quoted as JSON does."""
    lines = ["sources:"]
    for source in found.sources:
        lines += _block({"id": source.id, "name": source.name})
    lines.append("feeds:")
    for feed in found.feeds:
        values: dict[str, object] = {"id": feed.id, "source": feed.source, "url": feed.url}
        values |= {name: value for name in ("lang", "note") if (value := getattr(feed, name))}
        if not feed.enabled:
            values |= {"enabled": False, "disabled_reason": feed.disabled_reason}
        lines += _block(values)
    return "\n".join(lines) + "\n"


def _block(values: dict[str, object]) -> Iterator[str]:
    for number, (name, value) in enumerate(values.items()):
        yield f"  {'  ' if number else '- '}{name}: {json.dumps(value, ensure_ascii=False)}"
