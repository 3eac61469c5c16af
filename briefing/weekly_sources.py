"""What the weekly rests on: the newest items of each indicator, and the sources read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from briefing import caveats, words
from briefing.times import moment
from briefing.weekly_facts import Facts, state_of
from briefing.weekly_shapes import (
    EvidenceItem,
    EvidencePart,
    EvidenceSection,
    SourceRow,
    SourcesPart,
)
from domain.evidence import Evidence
from domain.indicator import IndicatorDefinition
from domain.reading import CoverageState, Reading
from domain.source import Source

SECTIONS_AT_MOST = 8
ITEMS_PER_SECTION = 4


def evidence_part(
    facts: Facts, rows: Sequence[tuple[IndicatorDefinition, Reading | None]]
) -> EvidencePart:
    """The newest items of the most pressing indicators."""
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
    facts: Facts,
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


def sources_part(facts: Facts) -> SourcesPart:
    """Every source read in the week, busiest first."""
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
