"""`explain` and `report`: what is said, and what it rests on."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from commands.frame import door, moment, open_store, say_json, the_config, utc_now
from domain.errors import WatchError
from domain.week import Week
from pipeline.evaluate import Evaluator
from pipeline.explain import as_document, as_text
from pipeline.explain import explain as gather
from reports.weekly import make_weekly

report = typer.Typer(help="Produce a report.", no_args_is_help=True)


@door
def explain(
    indicator: Annotated[str, typer.Argument(help="An indicator's id.")],
    as_of: Annotated[str, typer.Option(help="What was known then.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Follow an indicator's status down to the sentences it came from."""
    config = the_config()
    store = open_store(config)
    at = moment(as_of, name="--as-of", is_end=True) if as_of else utc_now()
    readings = None
    if as_of:
        evaluated = Evaluator(store, config, clock=utc_now).readings_as_of(at)
        readings = {one.indicator: one for one in sorted(evaluated, key=lambda one: one.day)}
    explanation = gather(indicator, store, readings=readings, as_of=at)
    if as_json:
        say_json(as_document(explanation))
        return
    typer.echo(as_text(explanation))


@report.command()
@door
def weekly(
    week: Annotated[
        str, typer.Option(help="ISO week, such as 2026-W46; the last whole one if left out.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
) -> None:
    """Write the weekly PDF."""
    config = the_config()
    store = open_store(config)
    written = make_weekly(store, config, week=_week(week), now=utc_now(), out=out)
    typer.echo(str(written.path))


def _week(text: str) -> Week:
    if not text:
        return Week.containing((utc_now() - timedelta(days=7)).date())
    if re.fullmatch(r"\d{4}-W\d{2}", text):
        try:
            return Week.parse(text)
        except ValueError:
            pass
    raise WatchError(f'"{text}" is not an ISO week', hint="write it as 2026-W46")
