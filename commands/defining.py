"""`check` and `match`: the definitions, tested and tried."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import typer

from commands.frame import (
    EXIT_ERRORS,
    EXIT_WARNINGS,
    door,
    say_json,
    the_config,
)
from config import config_path, load_config
from domain.errors import ConfigError, Problem, WatchError
from domain.match import IndicatorMatch
from indicators.compile import compile_catalogue
from indicators.lint import check_examples, lint
from indicators.load import load_catalogue
from indicators.match import Matcher
from indicators.text import language

BATCH = 500
Task = tuple[list[tuple[int, str]], bool]
# The matcher that forked workers find in their memory.
_shared: Matcher | None = None


@door
def check(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Test the configuration and every definition; report all problems at once."""
    errors: list[Problem] = []
    warnings: list[Problem] = []
    indicators = examples = 0
    try:
        config = load_config(config_path())
        catalogue = load_catalogue(
            config.catalogue.folder, config.catalogue.places, problems=config.problems
        )
    except ConfigError as error:
        errors += error.problems
    else:
        compiled = compile_catalogue(catalogue)
        errors += check_examples(catalogue, Matcher(compiled))
        warnings += lint(catalogue, compiled)
        indicators = len(catalogue.definitions)
        examples = sum(
            len(one.examples.match) + len(one.examples.no_match) for one in catalogue.definitions
        )
    if as_json:
        say_json(
            {
                "errors": [asdict(one) for one in errors],
                "warnings": [asdict(one) for one in warnings],
                "indicators": indicators,
                "examples": examples,
            }
        )
    else:
        _say_problems(errors, warnings)
        typer.echo(
            f"{indicators} indicators, {examples} examples, "
            f"{len(errors)} errors, {len(warnings)} warnings"
        )
    if errors:
        raise typer.Exit(EXIT_ERRORS)
    if warnings:
        raise typer.Exit(EXIT_WARNINGS)


def _say_problems(errors: Iterable[Problem], warnings: Iterable[Problem]) -> None:
    for problem in errors:
        typer.echo(f"{problem}")
    for problem in warnings:
        typer.echo(f"{problem} (warning)")


@door
def match(
    input_file: Annotated[str, typer.Option("--input", help="JSON lines, or - for stdin.")] = "-",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line per item.")] = False,
) -> None:
    """Map texts onto indicators: JSON lines with `title`, optional `summary`, `lang`, `id`."""
    config = the_config()
    catalogue = load_catalogue(config.catalogue.folder, config.catalogue.places)
    matcher = Matcher(compile_catalogue(catalogue))
    bad = 0
    for answer, problem in _matched(_lines(input_file), matcher, as_json=as_json):
        if problem:
            bad += 1
            typer.echo(f"{input_file}:{problem}", err=True)
        if answer:
            sys.stdout.write(answer + "\n")
    if bad:
        raise typer.Exit(EXIT_ERRORS)


def _matched(lines: Iterator[str], matcher: Matcher, *, as_json: bool) -> Iterator[tuple[str, str]]:
    """Answer and problem of each line, in order; long inputs are shared between the cores."""
    tasks = ((batch, as_json) for batch in _batches(enumerate(lines, 1)))
    first = next(tasks, None)
    if first is None:
        return
    if len(first[0]) < BATCH:
        yield from _match_batch(first, matcher)
        return
    global _shared
    _shared = matcher
    # Forked, so that the compiled catalogue is there at once and in memory once.
    with get_context("fork").Pool(os.cpu_count()) as pool:
        for answers in pool.imap(_match_shared, chain([first], tasks)):
            yield from answers


def _batches(lines: Iterator[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    while batch := list(islice(lines, BATCH)):
        yield batch


def _match_shared(task: Task) -> list[tuple[str, str]]:
    assert _shared is not None
    return list(_match_batch(task, _shared))


def _match_batch(task: Task, matcher: Matcher) -> Iterator[tuple[str, str]]:
    lines, as_json = task
    for number, line in lines:
        if not line.strip():
            continue
        try:
            text = _text(line)
        except WatchError as error:
            yield "", f"{number}: {error}"
            continue
        lang = _language(text)
        found = matcher.match(title=text["title"], summary=text["summary"], lang=lang)
        yield _answer(text.get("id", number), lang, found, as_json=as_json, title=text["title"]), ""


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from sys.stdin
        return
    try:
        with Path(name).open(encoding="utf-8-sig", errors="replace") as file:
            yield from file
    except OSError as error:
        raise WatchError("cannot be read", where=name, hint="check the path") from error


def _text(line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise WatchError("is not JSON", hint="write one JSON object a line") from error
    if not isinstance(value, dict) or not isinstance(value.get("title"), str):
        raise WatchError("has no `title`", hint="write one JSON object a line with a `title`")
    summary = value.get("summary")
    return {**value, "summary": summary if isinstance(summary, str) else ""}


def _language(text: dict[str, Any]) -> str:
    stated = text.get("lang")
    if isinstance(stated, str) and stated:
        return stated.split("-")[0].lower()
    return language(text["title"], text["summary"])


def _answer(
    item_id: object, lang: str, found: Iterable[IndicatorMatch], *, as_json: bool, title: str
) -> str:
    if not as_json:
        names = ", ".join(
            one.indicator + "".join(f" ({flag.value})" for flag in one.flags) for one in found
        )
        return f"{item_id}\t{lang}\t{names or '-'}\t{title}"
    return json.dumps(
        {
            "id": item_id,
            "lang": lang,
            "matches": [
                {
                    "indicator": one.indicator,
                    "flags": [flag.value for flag in one.flags],
                    "spans": [
                        {
                            "field": span.field,
                            "start": span.start,
                            "end": span.end,
                            "text": span.text,
                            "group": span.group,
                            "term": span.term,
                        }
                        for span in one.spans
                    ],
                }
                for one in found
            ],
        },
        ensure_ascii=False,
    )
