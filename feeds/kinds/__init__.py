"""The kinds of feed documents, as one table."""

from __future__ import annotations

from collections.abc import Callable

from domain.item import FeedDocument
from feeds.kinds import json_feed, xml

KINDS: dict[str, Callable[[str, str], FeedDocument]] = {
    "xml": xml.read,
    "json_feed": json_feed.read,
}
