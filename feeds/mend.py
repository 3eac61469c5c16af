"""Mending XML before it is parsed: junk around it, its head, entities, cuts, too many entries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from html.entities import html5

from feeds.boundaries import Boundaries, find_entries
from feeds.unreadable import NOT_A_FEED, UnreadableError

MAX_ENTRIES = 2000
_MAX_SUBSET = 65_536
_MAX_ENTITY = 256
_ROOTS = frozenset({"rss", "feed", "rdf", "channel", "entry", "item"})
_ROOT = re.compile(r"<((?:[\w.-]{1,60}:)?([A-Za-z_][\w.-]{0,60}))(?=[\s/>])")
_LATER_ROOT = re.compile(r"<(?:[\w.-]{1,60}:)?(?:rss|feed|rdf|channel)(?=[\s/>])", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z_][\w.-]{0,60})\s+(?:"([^"]*)"|'([^']*)')\s*>""")
_REFERENCE = re.compile(r"&(?:#([xX][0-9a-fA-F]+|[0-9]+);?|([A-Za-z_][\w.-]{0,60});|)")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(frozen=True, slots=True)
class Mended:
    """An XML document ready to be parsed, the number of entries it holds, and what was mended."""

    text: str
    entries: int
    tag: str
    flags: tuple[str, ...]


def mend(text: str) -> Mended:
    """Make the best of an XML document without inventing anything.

    Whole entries before a cut are kept and the partial one is left out (``truncated``);
    beyond 2000 entries the rest is left out (``entries_capped:N`` of N).

    Raises:
        UnreadableError: It is an HTML page or has no root element of a feed.
    """
    start, entities = _root(text)
    flags = ["junk_before"] if _is_junk(text[:start][:4096]) else []
    body, root = text[start:], _ROOT.match(text, start)
    assert root is not None
    found = find_entries(body)
    body, cuts = _cut(body, root.group(1), found)
    if len(found.whole) > MAX_ENTRIES:
        body = body[: found.whole[MAX_ENTRIES - 1][1]] + _closing(body, root.group(1), found)
        cuts.append(f"entries_capped:{len(found.whole)}")
    kept = min(len(found.whole), MAX_ENTRIES)
    return Mended(_references(body, entities), kept, found.tag, (*flags, *cuts))


def without_prefixes(mended: Mended) -> str:
    """Give the document with the prefix of its entries and all default namespaces dropped."""
    prefix, _, name = mended.tag.rpartition(":")
    text = mended.text
    if name and prefix:
        text = re.sub(rf"<(/?){re.escape(prefix)}:", r"<\1", text)
    return re.sub(r"""\sxmlns\s*=\s*(?:"[^"]*"|'[^']*')""", "", text)


def _root(text: str) -> tuple[int, dict[str, str]]:
    entities: dict[str, str] = {}
    position = 0
    while (position := text.find("<", position)) >= 0:
        if text.startswith("<?", position):
            position = _after(text, ">", position)
        elif text.startswith("<!--", position):
            position = _after(text, "-->", position)
        elif text[position : position + 9].upper() == "<!DOCTYPE":
            position, entities = _doctype(text, position)
        elif root := _ROOT.match(text, position):
            return _feed_root(text, position, root), entities
        else:
            position += 1
    raise UnreadableError(NOT_A_FEED, "no XML element")


def _feed_root(text: str, position: int, root: re.Match[str]) -> int:
    name = root.group(2).lower()
    if name in _ROOTS:
        return position
    if name not in ("html", "head", "body"):
        later = _LATER_ROOT.search(text, position)
        if later:
            return later.start()
    raise UnreadableError(NOT_A_FEED, f"the root element is {root.group(1)[:40]!r}")


def _after(text: str, mark: str, position: int) -> int:
    end = text.find(mark, position)
    return len(text) if end < 0 else end + len(mark)


def _doctype(text: str, position: int) -> tuple[int, dict[str, str]]:
    bracket, end = text.find("[", position), text.find(">", position)
    if bracket < 0 or end < bracket:
        return _after(text, ">", position), {}
    close = re.compile(r"\]\s*>").search(text, bracket)
    if close is None:
        return _after(text, ">", position), {}
    subset = text[bracket : min(close.start(), bracket + _MAX_SUBSET)]
    plain = {
        name: double or single
        for name, double, single in _ENTITY.findall(subset)
        if len(double or single) <= _MAX_ENTITY and "&" not in (double or single).replace("&#", "")
    }
    return close.end(), plain


def _is_junk(head: str) -> bool:
    bare = re.sub(r"<\?[^>]*>|<!--.*?-->|<!DOCTYPE.*", "", head, flags=re.DOTALL | re.IGNORECASE)
    return bool(bare.strip("\ufeff \t\r\n"))


def _cut(body: str, root: str, found: Boundaries) -> tuple[str, list[str]]:
    close = body.rfind(f"</{root}")
    end = body.find(">", close) if close >= 0 else -1
    last = found.whole[-1][1] if found.whole else 0
    if end >= 0 and close >= last:
        rest = re.sub(r"<!--.*?-->", "", body[end + 1 : end + 4096], flags=re.DOTALL)
        return body[: end + 1], ["junk_after"] if rest.strip() else []
    if re.match(r"<[^<>]*/>", body) and not found.opened:
        return body, []
    if found.whole:
        kept = body[:last]
    else:
        kept = body[: found.first] if found.first >= 0 else body[: body.rfind("<")]
    return kept + _closing(kept, root, found), ["truncated"]


def _closing(kept: str, root: str, found: Boundaries) -> str:
    prefix = f"{root.rpartition(':')[0]}:" if ":" in root else ""
    head = kept[: found.whole[0][0]] if found.whole else kept
    is_inside = root.rpartition(":")[2].lower() == "rss" and f"</{prefix}channel" not in head
    if root.rpartition(":")[2].lower() in ("item", "entry"):
        return ""
    return (f"</{prefix}channel>" if is_inside else "") + f"</{root}>"


def _references(text: str, entities: dict[str, str]) -> str:
    if "&" not in text:
        return text
    pieces: list[str] = []
    position = 0
    while True:
        start = text.find("<![CDATA[", position)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(_mend_references(text[position:], entities))
            return "".join(pieces)
        pieces.append(_mend_references(text[position:start], entities))
        pieces.append(text[start : end + 3])
        position = end + 3


def _mend_references(text: str, entities: dict[str, str]) -> str:
    def mended(found: re.Match[str]) -> str:
        number, name = found.group(1), found.group(2)
        if number:
            return _character(number)
        if name is None:
            return "&amp;"
        if name in _XML_NAMES:
            return found.group(0)
        value = unescape(entities[name]) if name in entities else html5.get(f"{name};")
        return f"&amp;{name};" if value is None else _escaped(value)

    return _REFERENCE.sub(mended, text)


def _character(number: str) -> str:
    code = int(number[1:], 16) if number[0] in "xX" and len(number) < 10 else -1
    if number[0] not in "xX" and len(number) < 10:
        code = int(number)
    is_allowed = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD
    if not is_allowed and not 0x10000 <= code <= 0x10FFFF:
        return ""
    # 128 … 159 are controls in Unicode; publishers mean Windows punctuation.
    return unescape(f"&#{code};") if 128 <= code < 160 else f"&#{code};"


def _escaped(value: str) -> str:
    return value.replace("&", "&amp;").replace("<", "&lt;")
