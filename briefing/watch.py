"""The watch board: what changed since the last check, and every indicator by urgency."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from briefing import caveats
from briefing.definitions import KnownDefinition, known_definitions
from briefing.frame import FrameView, frame_view
from briefing.words import URGENCY
from config import Config
from db.store import Store, Transaction
from domain.evidence import MatchSummary, StatusChange
from domain.indicator import DefinitionStatus, Direction, Titles
from domain.reading import Condition, Reading, Status

SPARK_DAYS = 30
WEEK = timedelta(days=7)
FIRST_LOOK = timedelta(hours=24)
NOTHING = MatchSummary(indicator="")


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkDay:
    """One day of the small chart; `observed` is None where it was not collected."""

    day: date
    observed: int | None
    upper: float | None
    coverage: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """One indicator on the board.

    The 7-day figures are None while any day of them was not observed. `coverage` is None
    where nothing was evaluated. `newest_at` looks back 30 days.
    """

    indicator: str
    titles: Titles
    status: Status
    direction: Direction
    problems: tuple[str, ...]
    is_on_test: bool
    is_baseline_only: bool
    observed_7d: int | None
    expected_7d: float | None
    lower_7d: float | None
    upper_7d: float | None
    new_items: int
    outlets: int
    newest_at: datetime | None
    coverage: float | None
    spacing_days: float | None
    spark: tuple[SparkDay, ...]
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A status that became another since the last check; `before` is None at first."""

    indicator: str
    title: str
    before: Status | None
    after: Status
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceView:
    """What happened since the reader last said "checked".

    `is_first` is true where this reader never did; then the last 24 hours stand in.
    `matches` counts an item once for each indicator it fits.
    """

    since: datetime
    is_first: bool
    matches: int
    indicators: int
    changes: tuple[Change, ...]
    newly_failing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemCard:
    """A warning problem and how many of its indicators stand in which state."""

    id: str
    title: str
    summary: str
    states: tuple[tuple[Status, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchBoard:
    """The whole first screen. `rows` come most urgent first."""

    frame: FrameView
    since: SinceView
    problems: tuple[ProblemCard, ...]
    rows: tuple[BoardRow, ...]


def watch_board(store: Store, config: Config, *, now: datetime, user: str) -> WatchBoard:
    """Gather the board from readings and rollups; items themselves are not touched.

    Args:
        user: Whose watermark "since your last check" counts from.
    """
    with store.read() as tx:
        latest = tx.readings.latest(until=now.date())
        known = {i: one for i, one in known_definitions(tx, config).items() if _is_shown(one)}
        frame = frame_view(tx, config, now=now, latest=latest)
        last = tx.visits.last(user)
        since = last or now - FIRST_LOOK
        new = tx.matches.summary(since=since, until=now)
        week = tx.matches.summary(since=now - WEEK, until=now)
        month = tx.matches.summary(since=now - timedelta(days=SPARK_DAYS), until=now)
        sparks = _sparks(tx, known, last=now.date())
        changes = tx.readings.changes(since)
        newly_failing = _newly_failing(tx, frame, since=since)
    rows = [
        _row(
            one,
            latest.get(indicator),
            new=new.get(indicator, NOTHING),
            week=week.get(indicator, NOTHING),
            month=month.get(indicator, NOTHING),
            spark=sparks.get(indicator, ()),
        )
        for indicator, one in known.items()
    ]
    rows.sort(key=urgency)
    return WatchBoard(
        frame=frame,
        since=SinceView(
            since=since,
            is_first=last is None,
            matches=sum(row.new_items for row in rows),
            indicators=sum(row.new_items > 0 for row in rows),
            changes=_changes(changes, known),
            newly_failing=newly_failing,
        ),
        problems=_problems(config, rows),
        rows=tuple(rows),
    )


def urgency(row: BoardRow) -> tuple[int, float, int, str]:
    """Sort key: most pressing state, then the rarest by chance, then the most new, then title."""
    return (
        URGENCY.index(row.status),
        -(row.spacing_days or 0.0),
        -row.new_items,
        row.titles.en,
    )


def _is_shown(one: KnownDefinition) -> bool:
    return one.definition.is_matched


def _row(
    one: KnownDefinition,
    reading: Reading | None,
    *,
    new: MatchSummary,
    week: MatchSummary,
    month: MatchSummary,
    spark: tuple[SparkDay, ...],
) -> BoardRow:
    definition = one.definition
    return BoardRow(
        indicator=definition.id,
        titles=definition.title,
        status=Status.UNKNOWN if reading is None else reading.status,
        direction=definition.direction,
        problems=definition.problems,
        is_on_test=definition.status is DefinitionStatus.TEST,
        is_baseline_only=definition.is_baseline_only,
        observed_7d=None if reading is None else reading.observed_7d,
        expected_7d=None if reading is None else reading.expected_7d,
        lower_7d=None if reading is None else reading.lower_7d,
        upper_7d=None if reading is None else reading.upper_7d,
        new_items=new.items,
        outlets=week.outlets,
        newest_at=month.newest_at,
        coverage=None if reading is None else reading.coverage,
        spacing_days=None if reading is None else reading.spacing_days,
        spark=spark,
        conditions=() if reading is None else reading.conditions,
    )


def _sparks(
    tx: Transaction, known: Mapping[str, KnownDefinition], *, last: date
) -> dict[str, tuple[SparkDay, ...]]:
    since = last - timedelta(days=SPARK_DAYS - 1)
    return {
        indicator: tuple(
            SparkDay(
                day=one.day, observed=one.observed, upper=one.upper_bound, coverage=one.coverage
            )
            for one in tx.readings.series(indicator, since, until=last)
        )
        for indicator in known
    }


def _changes(
    changes: tuple[StatusChange, ...], known: Mapping[str, KnownDefinition]
) -> tuple[Change, ...]:
    """One line per indicator: from what it was at the last check to what it is now."""
    by_indicator: dict[str, list[StatusChange]] = defaultdict(list)
    for change in sorted(changes, key=lambda one: one.id):
        if change.indicator in known and change.before is not None:
            by_indicator[change.indicator].append(change)
    spans = [
        Change(
            indicator=indicator,
            title=known[indicator].definition.title.en,
            before=found[0].before,
            after=found[-1].after,
            changed_at=found[-1].changed_at,
        )
        for indicator, found in by_indicator.items()
        if found[0].before is not found[-1].after
    ]
    return tuple(sorted(spans, key=lambda one: (URGENCY.index(one.after), one.title)))


def _newly_failing(tx: Transaction, frame: FrameView, *, since: datetime) -> tuple[str, ...]:
    states = tx.feeds.states()
    begun = {feed: states[feed].failing_since for feed in frame.failing if feed in states}
    return tuple(feed for feed, at in begun.items() if at is not None and at > since)


def _problems(config: Config, rows: list[BoardRow]) -> tuple[ProblemCard, ...]:
    cards = []
    for problem in config.problems:
        members = [row for row in rows if problem.id in row.problems]
        counts = Counter(row.status for row in members)
        cards.append(
            ProblemCard(
                id=problem.id,
                title=problem.title.en,
                summary=problem.summary,
                states=tuple((status, counts[status]) for status in URGENCY if counts[status]),
            )
        )
    return tuple(cards)


def status_reason(row: BoardRow) -> str:
    """The one line that best says why a row stands where it stands; empty when routine.

    For what cannot be judged it is the first condition that does not hold; for the rest how
    rare it is by chance, where that is known, and the episode it belongs to.
    """
    if row.status in (Status.UNKNOWN, Status.LEARNING):
        return next((one.text for one in row.conditions if not one.holds), "")
    if row.status is Status.ROUTINE or not row.conditions:
        return ""
    rare = "" if row.spacing_days is None else caveats.chance_in_short(row.spacing_days) + " "
    last = row.conditions[-1].text
    return f"{rare}{last[:1].upper()}{last[1:]}."
