"""The brief of one ISO week: the same figures and the same caveats as the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from briefing import caveats, words
from briefing.palette import TONES
from briefing.times import day as day_words
from briefing.times import moment
from briefing.weekly_chart import draw_chart
from briefing.weekly_gaps import not_seen_lines
from briefing.weekly_shapes import (
    EvidenceItem,
    EvidencePart,
    EvidenceSection,
    Glance,
    GlanceRow,
    MethodPart,
    NotSeen,
    SourceRow,
    SourcesPart,
    State,
    Trends,
    WeeklyBrief,
)
from config import Config
from db.store import Store
from domain.evidence import Evidence, MatchSummary
from domain.feed import Feed
from domain.indicator import Direction, IndicatorDefinition
from domain.reading import CoverageState, FeedDay, Reading, Status
from domain.source import Source
from domain.week import Week

TREND_DAYS = 91
CHARTS_AT_MOST = 10
SECTIONS_AT_MOST = 8
ITEMS_PER_SECTION = 4
EVIDENCE_READ = 60
PRESSING = frozenset({Status.HIGH, Status.ELEVATED, Status.WATCH, Status.SEEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What the database says of the week."""

    week: Week
    as_of: datetime
    definitions: tuple[IndicatorDefinition, ...]
    readings: Mapping[str, tuple[Reading, ...]]
    summaries: Mapping[str, MatchSummary]
    evidence: Mapping[str, tuple[Evidence, ...]]
    feed_days: tuple[FeedDay, ...]
    feeds: tuple[Feed, ...]
    sources: tuple[Source, ...]
    outages: tuple[tuple[datetime, datetime], ...]

    def newest(self, indicator: str) -> Reading | None:
        """The reading the week closes with."""
        return self.readings[indicator][-1] if self.readings.get(indicator) else None


def weekly_brief(store: Store, config: Config, *, week: Week, now: datetime) -> WeeklyBrief:
    """Put the week's facts into words and figures.

    Args:
        now: The present; a week not yet over is told up to here, and says so.
    """
    facts = _gather(store, week, as_of=min(now, week.ends_at))
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
        evidence=_evidence(facts, rows),
        sources=_sources(facts),
        method=MethodPart(heading="How to read this", lines=_method_lines()),
    )


def _gather(store: Store, week: Week, *, as_of: datetime) -> _Facts:
    since = week.last_day - timedelta(days=TREND_DAYS - 1)
    with store.read() as tx:
        definitions = tuple(
            IndicatorDefinition.model_validate_json(version.body)
            for _, version in sorted(tx.definitions.current().items())
        )
        watched = tuple(one for one in definitions if one.is_matched)
        readings = {
            one.id: tuple(
                reading
                for reading in tx.readings.series(one.id, since)
                if reading.day <= min(week.last_day, as_of.date())
            )
            for one in watched
        }
        summaries = tx.matches.summary(since=week.starts_at, until=as_of)
        return _Facts(
            week=week,
            as_of=as_of,
            definitions=watched,
            readings=readings,
            summaries=summaries,
            evidence={
                name: tx.matches.evidence(
                    name, since=week.starts_at, until=as_of, limit=EVIDENCE_READ
                )
                for name in summaries
            },
            feed_days=tuple(tx.rollups.feed_days(since=week.first_day, until=week.last_day)),
            feeds=tuple(tx.feeds.all()),
            sources=tuple(tx.feeds.sources()),
            outages=_outages(tx.uptime.periods(week.starts_at), week.starts_at, as_of),
        )


def _outages(
    periods: Iterable[tuple[datetime, datetime]], start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Stretches of [start, end) in which our own poller did not run."""
    gaps = []
    reached = start
    for began, ended in sorted(periods):
        if began > reached:
            gaps.append((reached, min(began, end)))
        reached = max(reached, ended)
    if reached < end:
        gaps.append((reached, end))
    return tuple(gap for gap in gaps if gap[1] > gap[0])


def _ranked(facts: _Facts) -> list[tuple[IndicatorDefinition, Reading | None]]:
    def urgency(row: tuple[IndicatorDefinition, Reading | None]) -> tuple[int, int, str]:
        definition, reading = row
        status = reading.status if reading else Status.UNKNOWN
        seen = reading.observed_7d or 0 if reading else 0
        return words.URGENCY.index(status), -seen, definition.title.en

    return sorted(((one, facts.newest(one.id)) for one in facts.definitions), key=urgency)


def state_of(reading: Reading | None) -> State:
    """How a reading's status is printed; no reading at all is unknown."""
    sign = words.STATUS[reading.status if reading else Status.UNKNOWN]
    return State(shape=sign.shape, word=sign.word, ink=TONES[sign.tone].ink)


def _subtitle(facts: _Facts, *, is_over: bool) -> str:
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
    return f"{len(rows)} indicators: {', '.join(parts)}.{told} {caveats.UNKNOWN_IS_NOT_CALM}"


def _glance(facts: _Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> Glance:
    return Glance(
        heading="Indicators at a glance",
        caption=f"{caveats.COUNTS_ARE_REPORTING} {caveats.COUNTED_PER_FEED}",
        columns=("Status", "Indicator", "7 days", "Usual", "Outlets", "Coverage"),
        rows=tuple(
            _glance_row(facts, definition, reading)
            for definition, reading in rows
            if not _is_quiet(reading)
        ),
        quiet=_quiet(rows),
    )


def _is_quiet(reading: Reading | None) -> bool:
    """Observed, within its usual range, and nothing reported: told in one line."""
    return reading is not None and reading.status is Status.ROUTINE and reading.observed_7d == 0


def _quiet(rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> str:
    quiet = [(one, reading) for one, reading in rows if reading and _is_quiet(reading)]
    if not quiet:
        return ""
    least = min(reading.coverage for _, reading in quiet)
    names = "; ".join(one.title.en for one, _ in quiet)
    return (
        f"Routine with no story in 7 days, seen with a coverage of at least {least:.0%} "
        f"({len(quiet)}): {names}. {caveats.NO_ALL_CLEAR}"
    )


def _glance_row(
    facts: _Facts, definition: IndicatorDefinition, reading: Reading | None
) -> GlanceRow:
    summary = facts.summaries.get(definition.id)
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
        coverage=f"{reading.coverage:.0%}" if reading else "none",
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


def _trends(facts: _Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]) -> Trends:
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
    facts: _Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]
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


def _evidence(
    facts: _Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]
) -> EvidencePart:
    names = {one.id: one for one in facts.sources}
    sections = [
        _section(definition, reading, facts.evidence[definition.id], facts, names)
        for definition, reading in rows
        if facts.evidence.get(definition.id)
    ]
    return EvidencePart(
        heading="Evidence",
        caption=f"{caveats.CANDIDATES} Letters are the reliability of the source.",
        sections=tuple(sections[:SECTIONS_AT_MOST]),
    )


def _section(
    definition: IndicatorDefinition,
    reading: Reading | None,
    evidence: Sequence[Evidence],
    facts: _Facts,
    sources: Mapping[str, Source],
) -> EvidenceSection:
    summary = facts.summaries[definition.id]
    line = f"{summary.stories} stories, {summary.items} items, {summary.outlets} outlets"
    if summary.outlets == 1 and summary.items > 1:
        line = caveats.one_outlet(summary.items)
    rest = summary.items - ITEMS_PER_SECTION
    return EvidenceSection(
        title=definition.title.en,
        state=state_of(reading),
        line=line,
        items=tuple(_item(one, sources) for one in evidence[:ITEMS_PER_SECTION]),
        more=f"and {rest} more on the Indicator page" if rest > 0 else "",
    )


def _item(one: Evidence, sources: Mapping[str, Source]) -> EvidenceItem:
    item = one.item
    source = sources.get(item.source)
    outlet = item.outlet_name or (source.name if source else item.source)
    letter = source.reliability.value if source else "F"
    flags = "".join(f" · {words.MATCH_FLAG[flag]}" for flag in one.flags)
    published = moment(item.published_at, absent="no publication date")
    seen = moment(item.first_seen_at)
    return EvidenceItem(
        title=item.title or "(no title)",
        lang=item.lang if len(item.lang) == 2 else "en",
        link=item.link,
        line=f"{outlet} ({letter}) · published {published} · first seen {seen}{flags}",
    )


def _sources(facts: _Facts) -> SourcesPart:
    owner = {feed.id: feed.source for feed in facts.feeds}
    items: Counter[str] = Counter()
    days: dict[str, set[date]] = {}
    for one in facts.feed_days:
        source = owner.get(one.feed, one.feed)
        items[source] += one.new_items + one.backlog_items
        if one.state is CoverageState.SEEN:
            days.setdefault(source, set()).add(one.day)
    read = {owner.get(one.feed, one.feed) for one in facts.feed_days}
    rows = tuple(
        SourceRow(
            name=source.name,
            affiliation=words.AFFILIATION[source.affiliation],
            reliability=source.reliability.value,
            items=str(items[source.id]),
            seen=f"{len(days.get(source.id, ()))} of 7",
        )
        for source in sorted(facts.sources, key=lambda one: (-items[one.id], one.name))
        if source.id in read
    )
    return SourcesPart(
        heading="Sources read this week",
        caption=caveats.F_IS_UNKNOWN,
        columns=("Source", "Affiliation", "Reliability", "Items", "Days seen"),
        rows=rows,
    )


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
