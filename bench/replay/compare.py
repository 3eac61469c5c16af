"""Hold what was stored against what was served: nothing may be lost, nothing doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from bench.replay.recordings import ReplayFeed
from db.store import Store
from domain.evidence import Position
from domain.item import Item
from indicators.text import fold_text

PAGE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """The count of one feed, in distinct entries.

    `joined` entries were served under another address but with a stored entry's title, and
    became that item; `lost` ones are nowhere; `doubled` items share their guid with another.
    `edited` entries were served under more than one title; `revised` items have more than one
    revision.
    """

    feed: str
    served: int
    stored: int
    joined: int
    lost: int
    doubled: int
    edited: int
    revised: int
    lost_titles: tuple[str, ...] = ()

    def as_document(self) -> dict[str, Any]:
        """The tally as one JSON-ready document."""
        return asdict(self)


def tally(feed: ReplayFeed, store: Store, moments: Iterable[datetime]) -> Tally:
    """Count one feed over the moments at which it was polled."""
    served: dict[str, set[str]] = {}
    for moment in moments:
        for entry in feed.entries_at(moment) or ():
            served.setdefault(_key(entry.guid, entry.link), set()).add(entry.title)
    items = list(_items(store, feed.id))
    stored = Counter(_key(item.guid, item.link) for item in items)
    titles = {fold_text(item.title) for item in items}
    away = {key: told for key, told in served.items() if key not in stored}
    lost = {
        key: told for key, told in away.items() if not titles.intersection(map(fold_text, told))
    }
    return Tally(
        feed=feed.id,
        served=len(served),
        stored=len(items),
        joined=len(away) - len(lost),
        lost=len(lost),
        doubled=sum(count - 1 for count in stored.values()),
        edited=sum(len(told) > 1 for told in served.values()),
        revised=sum(item.revision > 1 for item in items),
        lost_titles=tuple(sorted(min(told) for told in lost.values())[:20]),
    )


def _key(guid: str | None, link: str | None) -> str:
    return (guid or link or "").strip()


def _items(store: Store, feed: str) -> Iterator[Item]:
    before: Position | None = None
    while True:
        with store.read() as tx:
            page = tx.items.recent(PAGE, before=before, feed=feed)
        yield from page
        if len(page) < PAGE:
            return
        before = Position(page[-1].first_seen_at, page[-1].id)
