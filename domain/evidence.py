"""What the archive answers: evidence, summaries, and the records kept beside the items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from domain.indicator import DefinitionStatus
from domain.item import Item
from domain.match import MatchFlag, Span
from domain.reading import Status


class Position(NamedTuple):
    """A place in a list that runs newest first; hand it back to read on from there."""

    at: datetime
    id: int


class ItemCount(NamedTuple):
    """Items of one feed and first-seen day: those counted, and the backlog left out."""

    new: int
    backlog: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionVersion:
    """One registered state of an indicator's definition; `body` is its JSON text."""

    id: int
    indicator: str
    number: int
    content_hash: str
    status: DefinitionStatus
    registered_at: datetime
    author: str
    reason: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One match as shown: the item in the state that matched, and the words that did it.

    `item` carries the text of the matched revision, so that `spans` fit it. `is_counted` is
    false for backlog and for matches whose flags keep them out of the observation.
    """

    match: int
    indicator: str
    item: Item
    flags: tuple[MatchFlag, ...]
    spans: tuple[Span, ...]
    version: DefinitionVersion
    is_counted: bool
    matched_at: datetime

    @property
    def position(self) -> Position:
        """Where this stands in the list of evidence, newest first."""
        return Position(self.item.first_seen_at, self.match)


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchSummary:
    """What one indicator was given in a period; `uncounted` matches are listed, not counted.

    `outlets` counts the sources, and for a news search the outlets its items name.
    `newest_at` is the first-seen time of the newest counted item; None when none counts.
    """

    indicator: str
    items: int = 0
    stories: int = 0
    outlets: int = 0
    newest_at: datetime | None = None
    uncounted: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChange:
    """The status of an indicator became another; `before` is None for its first one."""

    id: int
    indicator: str
    day: date
    before: Status | None
    after: Status
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedItem:
    """An item the database refused, kept as JSON text with the reason it was refused."""

    id: int
    feed: str
    seen_at: datetime
    reason: str
    body: str


class ReportStatus(StrEnum):
    """How far a written report has come."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """One weekly report as filed; `week` is written ``2026-W46``."""

    id: int
    week: str
    path: str
    sha256: str
    created_at: datetime
    status: ReportStatus = ReportStatus.DRAFT
