"""Small makers of what the archive holds, with figures that can be checked by hand."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from db.store import Store, Transaction
from domain.feed import Feed, FeedState, Poll, PollOutcome
from domain.indicator import DefinitionStatus, IndicatorDefinition, Titles
from domain.item import CollectedItem, StoredCounts
from domain.match import IndicatorMatch, MatchFlag, Span
from domain.source import Source

START = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # a Monday


def at(days: float = 0, *, hours: float = 0, minutes: float = 0) -> datetime:
    """A moment so long after the start."""
    return START + timedelta(days=days, hours=hours, minutes=minutes)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def source(name: str = "north") -> Source:
    return Source(id=name, name=name.title())


def feed(name: str = "north-news", **values: Any) -> Feed:
    given = {"source": "north", "url": f"https://{name}.example/rss"} | values
    return Feed(id=name, **given)


def state(name: str = "north-news", **values: Any) -> FeedState:
    return FeedState(feed=name, **({"next_check_at": START} | values))


def sync(tx: Transaction, *feeds: Feed, now: datetime = START) -> None:
    sources = [source(name) for name in sorted({one.source for one in feeds})]
    first_states = {one.id: state(one.id) for one in feeds}
    tx.feeds.sync(sources, feeds, first_states=first_states, now=now)


def item(name: str, text: str | None = None, **values: Any) -> CollectedItem:
    title = f"Title of {name}" if text is None else text
    given: dict[str, Any] = {
        "identity": digest(f"identity {name}"),
        "aliases": (f"link:{digest(f'link {name}')}",),
        "guid": name,
        "link": f"https://north.example/{name}",
        "title": title,
        "lang": "en",
    } | values
    given.setdefault("folded_title", given["title"].lower())
    content = f"{given['title']}|{given.get('summary', '')}|{given['link']}"
    given.setdefault("content_hash", digest(content))
    return CollectedItem(**given)


def put(
    tx: Transaction,
    *items: CollectedItem,
    feed: Feed,
    seen_at: datetime = START,
    story_keys: Sequence[str] | None = None,
) -> StoredCounts:
    """Store items; without keys each title is a story."""
    keys = [digest(one.title) for one in items] if story_keys is None else story_keys
    return tx.items.store(feed, items, seen_at=seen_at, story_keys=keys)


def poll(name: str = "north-news", started_at: datetime = START, **values: Any) -> Poll:
    given: dict[str, Any] = {"outcome": PollOutcome.STORED, "finished_at": started_at} | values
    return Poll(feed=name, started_at=started_at, **given)


def definition(
    name: str = "mil-movement", status: DefinitionStatus = DefinitionStatus.LIVE
) -> IndicatorDefinition:
    return IndicatorDefinition(
        id=name,
        title=Titles(en=name, sr=name, sq=name),
        rationale="an observable step",
        owner="desk",
        status=status,
        problems=(),
        direction="raises",  # type: ignore[arg-type]
        benign_explanations=(),
        known_gaps=(),
        half_life="7d",
        languages=("en",),
    )


def register(
    tx: Transaction,
    *names: str,
    body: str = "first",
    now: datetime = START,
    status: DefinitionStatus = DefinitionStatus.LIVE,
) -> dict[str, int]:
    definitions = [(definition(name, status), digest(name + body), body) for name in names]
    return tx.definitions.register(definitions, now=now, author="ana", reason="because")


def match(
    indicator: str = "mil-movement", *flags: MatchFlag, word: str = "Title"
) -> IndicatorMatch:
    span = Span(field="title", start=0, end=len(word), text=word, group="verb", term=word)
    return IndicatorMatch(indicator=indicator, flags=flags, spans=(span,))


def revision_of(tx: Transaction, name: str, number: int = 1) -> int:
    """The id of one revision of the item of that name, whatever its feed."""
    wanted = digest(f"identity {name}")
    (found,) = [one.id for one in tx.items.recent(10_000) if one.identity == wanted]
    return tx.items.revisions(found)[number - 1].id


def with_feeds(store: Store, *feeds: Feed) -> None:
    with store.write() as tx:
        sync(tx, *feeds)
