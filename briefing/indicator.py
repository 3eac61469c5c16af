"""One indicator: its trend beside its coverage, why it stands where it stands, and the evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from briefing.definitions import KnownDefinition, known_definitions
from briefing.frame import FrameView, frame_view
from briefing.highlight import Segment, segments
from briefing.words import MATCH_FLAG, item_flag
from config import Config
from db.store import Store
from domain.evidence import DefinitionVersion, Evidence
from domain.indicator import IndicatorDefinition
from domain.reading import Reading, Status
from domain.source import Affiliation, Reliability, Source

EVIDENCE_LIMIT = 60
EVIDENCE_MOST = 1000
WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """One matched item, ready to show; `link` is None unless it is a web address."""

    item: int
    title: tuple[Segment, ...]
    summary: tuple[Segment, ...]
    groups: tuple[str, ...]
    outlet: str
    source: str
    reliability: Reliability
    affiliation: Affiliation
    is_narrative_sensor: bool
    lang: str
    published_at: datetime | None
    first_seen_at: datetime
    flags: tuple[str, ...]
    is_counted: bool
    link: str | None
    revision: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A day the chart names: a definition change, or a known date."""

    day: date
    text: str
    is_definition: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorView:
    """Everything the page of one indicator shows. `series` runs oldest first.

    `outlets_7d` maps outlets to counted items first seen in the last seven days, most first.
    `has_more` says whether older evidence exists than the lines given.
    """

    frame: FrameView
    definition: IndicatorDefinition
    version: DefinitionVersion | None
    status: Status
    reading: Reading | None
    series: tuple[Reading, ...]
    marks: tuple[Mark, ...]
    problems: tuple[tuple[str, str], ...]
    evidence: tuple[EvidenceLine, ...]
    has_more: bool
    items_7d: int
    outlets_7d: tuple[tuple[str, int], ...]
    first_day: date
    last_day: date


def indicator_view(
    store: Store,
    config: Config,
    indicator: str,
    *,
    now: datetime,
    days: int,
    evidence_limit: int = EVIDENCE_LIMIT,
) -> IndicatorView | None:
    """Gather one indicator over the last `days` days; None where there is no such indicator."""
    last_day = now.date()
    first_day = last_day - timedelta(days=days - 1)
    limit = min(evidence_limit, EVIDENCE_MOST)
    with store.read() as tx:
        known = known_definitions(tx, config).get(indicator)
        if known is None:
            return None
        latest = tx.readings.latest(until=last_day)
        found = tx.matches.evidence(
            indicator, since=now - timedelta(days=days), until=now, limit=limit + 1
        )
        sources = {one.id: one for one in tx.feeds.sources()}
        history = tx.definitions.history(indicator)
        series = tx.readings.series(indicator, first_day, until=last_day)
        frame = frame_view(tx, config, now=now, latest=latest)
    reading = latest.get(indicator)
    lines = tuple(evidence_line(one, sources) for one in found[:limit])
    recent = [
        one for one in lines if one.is_counted and one.first_seen_at > now - timedelta(days=7)
    ]
    return IndicatorView(
        frame=frame,
        definition=known.definition,
        version=known.version,
        status=Status.UNKNOWN if reading is None else reading.status,
        reading=reading,
        series=tuple(series),
        marks=_marks(history, config, since=first_day, until=last_day),
        problems=_problems(config, known),
        evidence=lines,
        has_more=len(found) > limit,
        items_7d=len(recent),
        outlets_7d=tuple(Counter(one.outlet for one in recent).most_common()),
        first_day=first_day,
        last_day=last_day,
    )


def indicator_titles(store: Store, config: Config) -> dict[str, str]:
    """Every matched indicator's English title by id, in alphabetical order of title."""
    with store.read() as tx:
        known = known_definitions(tx, config)
    titles = {i: one.definition.title.en for i, one in known.items() if one.definition.is_matched}
    return dict(sorted(titles.items(), key=lambda pair: pair[1]))


def evidence_line(evidence: Evidence, sources: Mapping[str, Source]) -> EvidenceLine:
    """Make one match ready to show."""
    item = evidence.item
    source = sources.get(item.source)
    words = [MATCH_FLAG[flag] for flag in evidence.flags]
    words += [
        item_flag(flag) for flag in item.flags if flag not in {f.value for f in evidence.flags}
    ]
    if item.revision > 1:
        words.append(f"edited, version {item.revision}")
    return EvidenceLine(
        item=item.id,
        title=segments(item.title, evidence.spans, field="title"),
        summary=segments(item.summary, evidence.spans, field="summary"),
        groups=tuple(dict.fromkeys(span.group for span in evidence.spans)),
        outlet=item.outlet_name or (source.name if source else item.source),
        source=source.name if source else item.source,
        reliability=source.reliability if source and not item.outlet_name else Reliability.F,
        affiliation=source.affiliation if source else Affiliation.UNKNOWN,
        is_narrative_sensor=bool(source and source.is_narrative_sensor),
        lang=item.lang,
        published_at=item.published_at,
        first_seen_at=item.first_seen_at,
        flags=tuple(words),
        is_counted=evidence.is_counted,
        link=web_link(item.link),
        revision=item.revision,
        version=evidence.version.number,
    )


def web_link(link: str | None) -> str | None:
    """The link if it is a web address, else None."""
    return link if link and link.lower().startswith(WEB) else None


def _marks(
    history: tuple[DefinitionVersion, ...], config: Config, *, since: date, until: date
) -> tuple[Mark, ...]:
    changes = [
        Mark(day=one.registered_at.date(), text=f"definition v{one.number}", is_definition=True)
        for one in history
        if one.number > 1 and since <= one.registered_at.date() <= until
    ]
    dates = [
        Mark(day=day, text=entry.title, is_definition=False)
        for day, entry in config.calendar_between(since, until)
    ]
    return tuple(sorted(changes + dates, key=lambda one: (one.day, one.text)))


def _problems(config: Config, known: KnownDefinition) -> tuple[tuple[str, str], ...]:
    titles = {one.id: one.title.en for one in config.problems}
    return tuple((one, titles.get(one, one)) for one in known.definition.problems)
