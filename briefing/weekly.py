"""The brief of one ISO week: the same figures and the same caveats as the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from briefing import caveats, words
from briefing.figures import share
from briefing.times import day as day_words
from briefing.times import moment
from briefing.weekly_chart import draw_chart
from briefing.weekly_facts import TREND_DAYS, Facts, gather, state_of
from briefing.weekly_gaps import not_seen_lines
from briefing.weekly_shapes import (
    Glance,
    GlanceRow,
    MethodPart,
    NotSeen,
    Trends,
    WeeklyBrief,
)
from briefing.weekly_sources import evidence_part, sources_part
from config import Config
from db.store import Store
from domain.indicator import Direction, IndicatorDefinition
from domain.reading import Reading, Status
from domain.week import Week

CHARTS_AT_MOST = 10
PRESSING = frozenset({Status.HIGH, Status.ELEVATED, Status.WATCH, Status.SEEN})


def weekly_brief(store: Store, config: Config, *, week: Week, now: datetime) -> WeeklyBrief:
    """Put the week's facts into words and figures.

    Args:
        now: The present; a week not yet over is told up to here, and says so.
    """
    facts = gather(store, week, as_of=min(now, week.ends_at))
    rows = _ranked(facts)
    return WeeklyBrief(
        name=config.name,
        title=f"{config.name}: Kosovo–Serbia, week {week.number}",
        subtitle=_subtitle(facts, is_over=now >= week.ends_at),
        is_exercise=config.is_exercise,
        exercise_mark=caveats.EXERCISE,
        footer=f"{caveats.NOT_A_WARNING} {week}, as of {moment(facts.as_of)}",
        as_of_epoch=int(facts.as_of.timestamp()),
        headline=_headline(rows),
        not_seen=NotSeen(
            heading="What was not seen",
            lines=not_seen_lines(
                week, facts.feed_days, facts.feeds, facts.outages, as_of=facts.as_of
            ),
        ),
        glance=_glance(facts, rows),
        trends=_trends(facts, rows),
        evidence=evidence_part(facts, rows),
        sources=sources_part(facts),
        method=MethodPart(heading="How to read this", lines=_method_lines()),
    )


def _ranked(facts: Facts) -> list[tuple[IndicatorDefinition, Reading | None]]:
    def urgency(row: tuple[IndicatorDefinition, Reading | None]) -> tuple[int, int, str]:
        definition, reading = row
        status = reading.status if reading else Status.UNKNOWN
        seen = reading.observed_7d or 0 if reading else 0
        return words.URGENCY.index(status), -seen, definition.title.en

    return sorted(((one, facts.newest(one.id)) for one in facts.definitions), key=urgency)


def _subtitle(facts: Facts, *, is_over: bool) -> str:
    span = f"{day_words(facts.week.first_day)} to {day_words(facts.week.last_day)}, UTC days"
    return f"{span} · as of {moment(facts.as_of)}" + ("" if is_over else " · week not yet over")


def _headline(rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> str:
    counts = Counter(reading.status if reading else Status.UNKNOWN for _, reading in rows)
    parts = [
        f"{counts[status]} {words.STATUS[status].word}"
        for status in words.URGENCY
        if counts[status]
    ]
    above = [one.title.en for one, reading in rows if reading and reading.status in PRESSING]
    told = f" Above routine: {'; '.join(above[:4])}." if above else ""
    if len(above) > 4:
        told = f"{told[:-1]}; and {len(above) - 4} more."
    unjudged = counts[Status.UNKNOWN] + counts[Status.LEARNING]
    care = f" {caveats.UNKNOWN_IS_NOT_CALM}" if unjudged else ""
    return f"{len(rows)} indicators: {', '.join(parts)}.{told}{care}"


def _glance(facts: Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> Glance:
    return Glance(
        heading="Indicators at a glance",
        caption=f"{caveats.COUNTS_ARE_REPORTING} {caveats.COUNTED_PER_FEED}",
        columns=("Status", "Indicator", "7 days", "Usual", "Outlets", "Least coverage"),
        rows=tuple(
            _glance_row(facts, definition, reading)
            for definition, reading in rows
            if not _is_quiet(reading)
        ),
        quiet=_quiet(facts, rows),
    )


def _is_quiet(reading: Reading | None) -> bool:
    """Observed, within its usual range, and nothing reported: told in one line."""
    return reading is not None and reading.status is Status.ROUTINE and reading.observed_7d == 0


def _quiet(facts: Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> str:
    quiet = [one for one, reading in rows if _is_quiet(reading)]
    if not quiet:
        return ""
    least = min(facts.least_coverage(one.id) or 0.0 for one in quiet)
    names = "; ".join(one.title.en for one in quiet)
    return (
        f"Routine with no story in 7 days, with a coverage of {share(least)} on the worst day "
        f"({len(quiet)}): {names}. {caveats.NO_ALL_CLEAR}"
    )


def _glance_row(
    facts: Facts, definition: IndicatorDefinition, reading: Reading | None
) -> GlanceRow:
    summary = facts.summaries.get(definition.id)
    least = facts.least_coverage(definition.id)
    is_warning = definition.direction is Direction.RAISES
    return GlanceRow(
        state=state_of(reading),
        title=definition.title.en,
        title_sq=definition.title.sq,
        title_sr=definition.title.sr,
        role="" if is_warning else words.DIRECTION[definition.direction],
        week=week_figure(reading),
        usual=usual_figure(reading),
        outlets=str(summary.outlets) if summary else "0",
        coverage="none" if least is None else share(least),
    )


def week_figure(reading: Reading | None) -> str:
    """The 7-day sum, or a dash where it could not be observed."""
    if reading is None or reading.observed_7d is None:
        return "–"
    return str(reading.observed_7d)


def usual_figure(reading: Reading | None) -> str:
    """The usual range of a 7-day sum, or a dash where none is known."""
    if reading is None or reading.lower_7d is None or reading.upper_7d is None:
        return "–"
    return caveats.usual_range(reading.lower_7d, reading.upper_7d)


def _trends(facts: Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> Trends:
    first = facts.week.last_day - timedelta(days=TREND_DAYS - 1)
    charts = tuple(
        draw_chart(
            definition.title.en,
            state_of(reading),
            _trend_line(reading),
            facts.readings[definition.id],
            first=first,
            last=facts.week.last_day,
        )
        for definition, reading in _charted(facts, rows)
    )
    return Trends(
        heading="Trends, 13 weeks",
        caption="Bars: stories a day. Shaded: usual range. " + caveats.GAP_IS_NOT_ZERO,
        charts=charts,
    )


def _charted(
    facts: Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]
) -> list[tuple[IndicatorDefinition, Reading | None]]:
    """Those with anything to show: a status above routine, or a story in the stretch."""
    shown = [
        (one, reading)
        for one, reading in rows
        if (reading and reading.status in PRESSING)
        or any(past.observed for past in facts.readings.get(one.id, ()))
    ]
    return shown[:CHARTS_AT_MOST]


def _trend_line(reading: Reading | None) -> str:
    if reading is None or reading.observed_7d is None:
        return "no 7-day figure"
    if reading.upper_7d is None:
        return f"{reading.observed_7d} in 7 days; usual range not known yet"
    return f"{reading.observed_7d} in 7 days, usually {usual_figure(reading)}"


def _method_lines() -> tuple[str, ...]:
    return (
        caveats.NO_ALL_CLEAR + " " + caveats.COVERT_ACTS,
        caveats.PUBLISHED_IS_A_CLAIM,
        caveats.NEWEST_ENTRIES_ONLY,
        caveats.AFFILIATION_BESIDE_LETTER,
        caveats.UNEVEN_LANGUAGES,
        caveats.SLOW_RISES,
        caveats.NAMES_WITHOUT_PREJUDICE,
        caveats.PUBLIC_REPORTING_ONLY,
    )
