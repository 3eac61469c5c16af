"""Explain: from a reading down to the sentences it came from, as one printable tree."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from db.store import Store
from domain.errors import WatchError
from domain.evidence import Evidence
from domain.reading import Reading

WINDOW_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A reading, the window it sums, and the items it came from, newest first."""

    indicator: str
    as_of: datetime
    reading: Reading | None
    since: datetime
    evidence: tuple[Evidence, ...]
    sources: dict[str, str]


def explain(
    indicator: str, store: Store, *, readings: dict[str, Reading] | None, as_of: datetime
) -> Explanation:
    """Gather what stands behind an indicator's newest reading.

    Args:
        readings: Readings worked out as of a past moment; the stored ones where None.

    Raises:
        WatchError: No such indicator was ever registered.
    """
    since = datetime.combine(
        as_of.date() - timedelta(days=WINDOW_DAYS - 1), datetime.min.time(), UTC
    )
    with store.read() as tx:
        if indicator not in tx.definitions.current():
            raise WatchError(
                f'"{indicator}" is not an indicator',
                hint="`python cli.py check` lists the definitions",
            )
        reading = (readings if readings is not None else tx.readings.latest()).get(indicator)
        evidence = tx.matches.evidence(indicator, since=since, until=as_of, as_of=as_of, limit=200)
        sources = {
            one.id: f"{one.name} (reliability {one.reliability.value})"
            for one in tx.feeds.sources()
        }
    return Explanation(
        indicator=indicator,
        as_of=as_of,
        reading=reading,
        since=since,
        evidence=evidence,
        sources=sources,
    )


def as_document(explanation: Explanation) -> dict[str, Any]:
    """The explanation as one JSON-ready document."""
    return {
        "indicator": explanation.indicator,
        "as_of": explanation.as_of.isoformat(),
        "reading": None if explanation.reading is None else asdict(explanation.reading),
        "evidence": [asdict(one) for one in explanation.evidence],
        "sources": explanation.sources,
    }


def as_text(explanation: Explanation) -> str:
    """The explanation for a person: reading, conditions, then each item with what matched."""
    lines = [f"{explanation.indicator} as of {explanation.as_of:%Y-%m-%d %H:%M} UTC"]
    lines += _reading_lines(explanation.reading)
    lines.append(f"items first seen since {explanation.since:%Y-%m-%d} UTC:")
    for one in explanation.evidence:
        lines += _evidence_lines(one, explanation.sources)
    if not explanation.evidence:
        lines.append("  none in what was collected; see the coverage above before calling it calm")
    return "\n".join(lines)


def _reading_lines(reading: Reading | None) -> list[str]:
    if reading is None:
        return ["  no reading yet: nothing has been evaluated"]
    lines = [f"  {reading.day}: {reading.status.value}, coverage {reading.coverage:.0%}"]
    lines += [f"  [{'x' if one.holds else ' '}] {one.text}" for one in reading.conditions]
    return lines


def _evidence_lines(one: Evidence, sources: dict[str, str]) -> list[str]:
    item = one.item
    flags = f" [{', '.join(flag.value for flag in one.flags)}]" if one.flags else ""
    found = "; ".join(f"{span.group}: “{span.text}”" for span in one.spans)
    return [
        f"  {item.first_seen_at:%Y-%m-%d %H:%M} {sources.get(item.source, item.source)}{flags}",
        f"    {item.title}",
        f"    {item.link or 'no link'}",
        f"    {found}",
    ]
