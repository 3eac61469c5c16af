"""Matches: an item fits an indicator, a candidate indication until a person has judged it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MatchFlag(StrEnum):
    """Marks a definition may set on a match. The first three are shown and never counted."""

    DENIED = "denied"
    HYPOTHETICAL = "hypothetical"
    HISTORICAL = "historical"
    EXERCISE = "exercise"
    ROTATION = "rotation"
    OPINION = "opinion"
    ROUTINE = "routine"


UNCOUNTED_FLAGS = frozenset({MatchFlag.DENIED, MatchFlag.HYPOTHETICAL, MatchFlag.HISTORICAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where a term stands in the original text: half-open character offsets into `field`."""

    field: str
    start: int
    end: int
    text: str
    group: str
    term: str
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorMatch:
    """One indicator fits one text, and the spans that show why."""

    indicator: str
    flags: tuple[MatchFlag, ...]
    spans: tuple[Span, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the match enters an observation."""
        return not UNCOUNTED_FLAGS.intersection(self.flags)
