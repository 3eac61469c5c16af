"""Recognising arriving items: which are stored already, under their own or another name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, select

from db.lookup import Lookup
from db.tables import aliases, items, revisions
from db.types import AnyRow
from domain.item import CollectedItem, ItemFlag

ALIAS_SPAN = timedelta(days=14)
REVISION_CAP = 24
UNRELATED_BELOW = 0.3

_STORED = select(
    items.c.id,
    items.c.identity,
    items.c.revision,
    items.c.flags,
    revisions.c.content_hash,
    revisions.c.link,
    revisions.c.title,
).join(revisions, (revisions.c.item_id == items.c.id) & (revisions.c.number == items.c.revision))
_BY_IDENTITY = Lookup(_STORED.where(items.c.feed == bindparam("feed")), items.c.identity)
_BY_ID = Lookup(_STORED, items.c.id)
_BY_NAME = Lookup(
    select(aliases.c.alias, aliases.c.item_id, aliases.c.seen_at).where(
        aliases.c.feed == bindparam("feed")
    ),
    aliases.c.alias,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One item as it arrives, the moment we saw it, and the key of its story."""

    item: CollectedItem
    seen_at: datetime
    story_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is stored of an item. `is_newly_joined`: an alias told us, and must be kept."""

    id: int
    number: int
    content_hash: str
    link: str | None
    title: str
    flags: tuple[str, ...]
    is_newly_joined: bool = False

    @property
    def is_full(self) -> bool:
        """Whether the item has as many revisions as are kept."""
        return self.number >= REVISION_CAP

    def is_unrelated(self, item: CollectedItem) -> bool:
        """Whether the same name now stands for other text at another address."""
        return self.link != item.link and similarity(self.title, item.title) < UNRELATED_BELOW

    def flags_for(self, item: CollectedItem) -> tuple[str, ...]:
        """Give the flags of the revision that `item` would be."""
        flags: list[str] = list(item.flags)
        if not self.is_newly_joined and self.is_unrelated(item):
            flags.append(ItemFlag.GUID_REUSED)
        return tuple(dict.fromkeys(str(flag) for flag in flags))


def recognise(
    connection: Connection, feed: str, arrivals: Sequence[Arrival]
) -> dict[str, Standing]:
    """Give what is stored of each arriving identity; new ones are left out.

    An item is known by its identity within the feed. Otherwise it is known by a name it once
    was joined under, for good, or by an alias that was stored within 14 days, unless the item
    which that leads to stands in the same document under its own name: then both are items.
    """
    identities = [arrival.item.identity for arrival in arrivals]
    known = {
        row.identity: _standing_from(row)
        for row in _BY_IDENTITY.rows(connection, identities, feed=feed)
    }
    strangers = [arrival for arrival in arrivals if arrival.item.identity not in known]
    if strangers:
        claimed = {standing.id for standing in known.values()}
        known |= _recognise_by_alias(connection, feed, strangers, claimed)
    return known


def known_identities(connection: Connection, feed: str, identities: Collection[str]) -> set[str]:
    """Give those of `identities` under which the feed has an item, joined names included."""
    wanted = sorted(set(identities))
    own = select(items.c.identity).where(items.c.feed == feed, items.c.identity.in_(wanted))
    joined = select(aliases.c.alias).where(aliases.c.feed == feed, aliases.c.alias.in_(wanted))
    return {row[0] for query in (own, joined) for row in connection.execute(query)}


def similarity(one: str, other: str) -> float:
    """Tell how alike two titles are: twice the shared letter triples over all triples, 0…1."""
    first, second = _triples(one), _triples(other)
    if not first or not second:
        return float(first == second)
    return 2 * len(first & second) / (len(first) + len(second))


def _triples(text: str) -> set[str]:
    padded = f"  {' '.join(text.casefold().split())} "
    return {padded[at : at + 3] for at in range(len(padded) - 2)} if text.strip() else set()


def _recognise_by_alias(
    connection: Connection, feed: str, strangers: Sequence[Arrival], claimed: set[int]
) -> dict[str, Standing]:
    names = {name for arrival in strangers for name in _names(arrival.item)}
    held = {row.alias: row for row in _BY_NAME.rows(connection, sorted(names), feed=feed)}
    if not held:
        return {}
    found: dict[str, tuple[int, bool]] = {}
    for arrival in strangers:
        joined = _first_hold(arrival, held, claimed)
        if joined is not None:
            claimed.add(joined[0])
            found[arrival.item.identity] = joined
    wanted = sorted({item_id for item_id, _ in found.values()})
    rows = {row.id: row for row in _BY_ID.rows(connection, wanted)}
    return {
        identity: _standing_from(rows[item_id], is_newly_joined=is_new)
        for identity, (item_id, is_new) in found.items()
    }


def _names(item: CollectedItem) -> tuple[str, ...]:
    return (item.identity, *item.aliases)


def _first_hold(
    arrival: Arrival, held: dict[str, AnyRow], claimed: set[int]
) -> tuple[int, bool] | None:
    for name in _names(arrival.item):
        row = held.get(name)
        if row is None or row.item_id in claimed:
            continue
        if name == arrival.item.identity:
            return row.item_id, False
        if abs(arrival.seen_at - row.seen_at) <= ALIAS_SPAN:
            return row.item_id, True
    return None


def _standing_from(row: AnyRow, *, is_newly_joined: bool = False) -> Standing:
    return Standing(
        id=row.id,
        number=row.revision,
        content_hash=row.content_hash,
        link=row.link,
        title=row.title,
        flags=row.flags,
        is_newly_joined=is_newly_joined,
    )
