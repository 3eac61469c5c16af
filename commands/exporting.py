"""`export`: items, matches, observations and readings as tables for other programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.frame import door, moment, open_store, the_config, utc_now
from db.store import Store
from domain.errors import WatchError
from exchange.tables import write_csv, write_json_lines, write_parquet

PAGE = 2000
MARK = "EXERCISE"


class Kind(StrEnum):
    """What can be exported."""

    ITEMS = "items"
    MATCHES = "matches"
    OBSERVATIONS = "observations"
    READINGS = "readings"


class Format(StrEnum):
    """How it is written."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


COLUMNS: dict[Kind, tuple[str, ...]] = {
    Kind.ITEMS: (
        "id", "feed", "source", "outlet_name", "lang", "title", "summary", "link", "guid",
        "published_at", "published_raw", "first_seen_at", "revision", "story", "flags",
    ),
    Kind.MATCHES: (
        "indicator", "definition_version", "item", "source", "lang", "title", "link",
        "published_at", "first_seen_at", "flags", "spans",
    ),
    Kind.OBSERVATIONS: ("indicator", "feed", "day", "stories", "items"),
    Kind.READINGS: (
        "indicator", "day", "method", "status", "observed", "expected", "lower_bound",
        "upper_bound", "coverage", "observed_7d", "expected_7d", "lower_7d", "upper_7d",
        "p_fast", "p_slow", "spacing_days",
    ),
}  # fmt: skip


@door
def export(
    kind: Annotated[Kind, typer.Argument(help="What to export.")],
    form: Annotated[Format, typer.Option("--format", help="How to write it.")] = Format.CSV,
    since: Annotated[str, typer.Option(help="Only what was first seen from then on.")] = "",
    out: Annotated[Path | None, typer.Option(help="Where to; standard output if left out.")] = None,
) -> None:
    """Write a table. A cell never starts a formula; an exercise marks every row."""
    config = the_config()
    store = open_store(config)
    start = moment(since, name="--since") if since else datetime(1970, 1, 1, tzinfo=UTC)
    columns = COLUMNS[kind]
    rows = ROWS[kind](store, start)
    if config.is_exercise:
        columns = ("exercise", *columns)
        rows = ({"exercise": MARK, **row} for row in rows)
    try:
        count = _write(rows, columns, form, out)
    except OSError as error:
        raise WatchError("cannot be written", where=str(out), hint="check the folder") from error
    typer.echo(f"{count} {kind.value} written", err=True)


def _write(
    rows: Iterator[dict[str, Any]], columns: tuple[str, ...], form: Format, out: Path | None
) -> int:
    if form is Format.PARQUET:
        if out is None:
            return write_parquet(rows, columns, sys.stdout.buffer)
        with out.open("wb") as binary:
            return write_parquet(rows, columns, binary)
    write = write_csv if form is Format.CSV else write_json_lines
    if out is None:
        return write(rows, columns, sys.stdout)
    with out.open("w", encoding="utf-8", newline="") as text:
        return write(rows, columns, text)


def _items(store: Store, since: datetime) -> Iterator[dict[str, Any]]:
    after = 0
    while True:
        with store.read() as tx:
            page = tx.items.after(after, since=since, limit=PAGE)
        yield from (asdict(item) for item in page)
        if len(page) < PAGE:
            return
        after = page[-1].id


def _matches(store: Store, since: datetime) -> Iterator[dict[str, Any]]:
    with store.read() as tx:
        indicators = sorted(tx.definitions.current())
    for indicator in indicators:
        with store.read() as tx:
            evidence = tx.matches.evidence(indicator, since=since, until=utc_now(), limit=1_000_000)
        for one in evidence:
            item = one.item
            yield {
                "indicator": indicator,
                "definition_version": one.version.number,
                "item": item.id,
                "source": item.source,
                "lang": item.lang,
                "title": item.title,
                "link": item.link,
                "published_at": item.published_at,
                "first_seen_at": item.first_seen_at,
                "flags": [flag.value for flag in one.flags],
                "spans": [asdict(span) for span in one.spans],
            }


def _observations(store: Store, since: datetime) -> Iterator[dict[str, Any]]:
    with store.read() as tx:
        rows = tx.rollups.observations(since=since.date())
    yield from (asdict(row) for row in rows)


def _readings(store: Store, since: datetime) -> Iterator[dict[str, Any]]:
    with store.read() as tx:
        for indicator in sorted(tx.definitions.current()):
            yield from (asdict(one) for one in tx.readings.series(indicator, since.date()))


ROWS = {
    Kind.ITEMS: _items,
    Kind.MATCHES: _matches,
    Kind.OBSERVATIONS: _observations,
    Kind.READINGS: _readings,
}
