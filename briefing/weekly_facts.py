"""What the database says of one week, gathered in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefing import words
from briefing.palette import TONES
from briefing.weekly_shapes import State
from db.store import Store
from domain.evidence import Evidence, MatchSummary
from domain.feed import Feed
from domain.indicator import IndicatorDefinition
from domain.reading import FeedDay, Reading, Status
from domain.source import Source
from domain.week import Week

TREND_DAYS = 91
EVIDENCE_READ = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
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

    def least_coverage(self, indicator: str) -> float | None:
        """The coverage of the week's worst day; None while no day of it has a reading."""
        days = [one for one in self.readings.get(indicator, ()) if one.day in self.week.days]
        return min((one.coverage for one in days), default=None)


def gather(store: Store, week: Week, *, as_of: datetime) -> Facts:
    """Read the week up to `as_of`, and the readings of the 13 weeks it closes."""
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
        return Facts(
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


def state_of(reading: Reading | None) -> State:
    """How a reading's status is printed; no reading at all is unknown."""
    sign = words.STATUS[reading.status if reading else Status.UNKNOWN]
    return State(shape=sign.shape, word=sign.word, ink=TONES[sign.tone].ink)
