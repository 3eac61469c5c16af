"""Prepare collected items for storing: language, folded text, and the key of their story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.feed import Feed
from domain.item import CollectedItem
from feeds.cluster import story_key
from indicators.text import fold_text, language


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Items with their text folded, and one story key for each, in the same order."""

    items: tuple[CollectedItem, ...]
    story_keys: tuple[str, ...]


def prepare(items: Sequence[CollectedItem], feed: Feed) -> Prepared:
    """Fold each text once and tell its language, with the feed's language as the prior."""
    ready = tuple(_with_text(item, feed.lang) for item in items)
    return Prepared(items=ready, story_keys=tuple(_key(item) for item in ready))


def _with_text(item: CollectedItem, prior: str) -> CollectedItem:
    return replace(
        item,
        lang=item.lang or language(item.title, item.summary, prior=prior),
        folded_title=fold_text(item.title),
        folded_summary=fold_text(item.summary),
    )


def _key(item: CollectedItem) -> str:
    return story_key(
        item.title,
        item.summary,
        folded_title=item.folded_title,
        folded_summary=item.folded_summary,
    )
