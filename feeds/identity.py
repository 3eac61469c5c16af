"""Who an entry is: one identity across polls, and the other names it may be known by."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from feeds.links import hostless, is_front_page, link_key, safe_link

MIN_TITLE_FOR_ALIAS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What of an entry tells it from others; empty where the publisher gave nothing."""

    guid: str
    link: str
    title: str
    summary: str
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One entry with its identity and aliases; `is_guid_repeated` when its guid told nothing."""

    facts: Facts
    identity: str
    aliases: tuple[str, ...]
    is_guid_repeated: bool


@dataclass(frozen=True, slots=True)
class _Names:
    """One entry with what may serve as its identity, best first, and as its aliases."""

    facts: Facts
    keys: list[str]
    aliases: list[str]


def digest(*parts: str) -> str:
    """Give the sha256 of the parts as 64 hex digits; each part keeps its own place."""
    joined = "\x1f".join([part.replace("\x1f", " ") for part in parts])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


def name_all(entries: Sequence[Facts]) -> list[Named | None]:
    """Name the entries of one document; None for a repetition of an earlier one.

    A guid counts unless it is empty or stands with several entries, then the canonical link
    on the same terms, then title and day, and at last the text. Aliases that several entries
    share are left out, as they would join what is different.
    """
    told = [_told(facts) for facts in entries]
    firsts = {one: position for position, one in reversed(list(enumerate(told)))}
    known = {
        position: _Names(facts, _keys(facts), _aliases(facts))
        for position, facts in enumerate(entries)
        if firsts[told[position]] == position
    }
    keys = Counter(key for names in known.values() for key in names.keys)
    aliases = Counter(alias for names in known.values() for alias in names.aliases)
    return [
        _named(known[position], keys, aliases) if position in known else None
        for position in range(len(entries))
    ]


def _told(facts: Facts) -> tuple[str, str, str]:
    return _page(facts) or facts.guid, facts.title, facts.summary


def _keys(facts: Facts) -> list[str]:
    """Give what may serve as identity, best first."""
    page = _page(facts)
    keys = [digest("guid", facts.guid)] if facts.guid else []
    if page:
        keys.append(digest("link", page))
    if facts.title and facts.day:
        day = facts.day.isoformat()
        keys.append(digest("title", _folded(facts.title), day, facts.guid, page))
    return keys


def _named(names: _Names, keys: Counter[str], aliases: Counter[str]) -> Named:
    facts = names.facts
    single = next((key for key in names.keys if keys[key] == 1), None)
    return Named(
        facts=facts,
        identity=single or digest("text", facts.title, facts.summary, facts.guid, _page(facts)),
        aliases=tuple(alias for alias in names.aliases if aliases[alias] == 1),
        # The first key of an entry with a guid is that guid's.
        is_guid_repeated=bool(facts.guid) and keys[names.keys[0]] > 1,
    )


def _aliases(facts: Facts) -> list[str]:
    found = []
    if page := _page(facts):
        found.append(f"link:{digest('link', page)}")
    if rest := _guid_rest(facts.guid):
        found.append(f"guid:{digest('hostless', rest)}")
    if facts.day and len(facts.title) >= MIN_TITLE_FOR_ALIAS:
        day = facts.day.isoformat()
        found.append(f"title:{digest('title', _folded(facts.title), day)}")
    return found


def _page(facts: Facts) -> str:
    key = link_key(facts.link) if facts.link else ""
    return "" if is_front_page(key) else key


def _guid_rest(guid: str) -> str:
    link = safe_link(guid)
    return hostless(link_key(link)) if link else ""


def _folded(title: str) -> str:
    return " ".join(title.casefold().split())
