"""The shape of the weekly brief: every figure and sentence as a plain value, ready to be set."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A status as printed: its shape, its word and its ink (``#rrggbb``)."""

    shape: str
    word: str
    ink: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSeen:
    """What the week's collection missed, as sentences."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GlanceRow:
    """One indicator in the table on the first page."""

    state: State
    title: str
    title_sq: str
    title_sr: str
    role: str
    week: str
    usual: str
    outlets: str
    coverage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The table of all indicators."""

    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[GlanceRow, ...]
    quiet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDay:
    """One day of a chart: ``gap`` has no figure, ``part`` is hatched, ``seen`` is plain."""

    state: str
    observed: int
    lower: float | None
    upper: float | None
    is_high: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartTick:
    """A month's first day on the time axis; `at` counts days from the left."""

    at: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One indicator's trend, oldest day first; `highest` is the top of the axis."""

    title: str
    state: State
    line: str
    alt: str
    days: tuple[ChartDay, ...]
    highest: float
    highest_label: str
    ticks: tuple[ChartTick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trends:
    """The charts."""

    heading: str
    caption: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """One item: its title as published, where it leads, and one line about its source."""

    title: str
    lang: str
    link: str | None
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSection:
    """The newest items of one indicator."""

    title: str
    state: State
    line: str
    items: tuple[EvidenceItem, ...]
    more: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart:
    """What the figures rest on."""

    heading: str
    caption: str
    sections: tuple[EvidenceSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source of the week."""

    name: str
    affiliation: str
    reliability: str
    items: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesPart:
    """Every source that was read, how far it can be trusted, and how much of it was seen."""

    heading: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodPart:
    """How to read it."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyBrief:
    """Everything the weekly report says; `as_of_epoch` is in seconds, UTC."""

    name: str
    title: str
    subtitle: str
    is_exercise: bool
    exercise_mark: str
    footer: str
    as_of_epoch: int
    headline: str
    not_seen: NotSeen
    glance: Glance
    trends: Trends
    evidence: EvidencePart
    sources: SourcesPart
    method: MethodPart
