"""`docs`: the references that are written by the program, so that they cannot go stale unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from commands.frame import door
from config import load_config, schema_text
from domain.indicator import IndicatorDefinition
from indicators.load import load_catalogue

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
HEADER = "<!-- Written by `python cli.py docs`; a test fails when it is stale. -->\n"


@door
def docs(context: typer.Context) -> None:
    """Write the generated references in docs/ anew."""
    for name, text in generated(context.find_root().command).items():
        (DOCS / name).write_text(text, encoding="utf-8")
        typer.echo(f"docs/{name}: written")


def generated(root: Any) -> dict[str, str]:
    """Every generated file of docs/ by name; `root` is the command line's outermost group."""
    return {
        "commands.md": command_reference(root),
        "indicators.md": indicator_reference(),
        "config.schema.json": schema_text(),
    }


def command_reference(root: Any) -> str:
    """Every command with its arguments and options, out of the command line itself."""
    lines = [HEADER, "# Commands", "", "`python cli.py COMMAND`. Exit 0 fine, 1 errors, 2 usage,"]
    lines += ["3 only warnings. With `--json`, standard output holds JSON and nothing else.", ""]
    for path, command in sorted(_walk(root, ()), key=lambda pair: pair[0]):
        lines += _command_lines(path, command)
    return "\n".join(lines).rstrip() + "\n"


def _walk(group: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _walk(command, (*path, name))
        else:
            yield (*path, name), command


def _command_lines(path: tuple[str, ...], command: Any) -> list[str]:
    context = typer.Context(command)
    usage = " ".join(command.collect_usage_pieces(context))
    lines = [f"## {' '.join(path)}", "", f"`{' '.join(path)} {usage}`", "", command.help or "", ""]
    rows = [
        record
        for parameter in command.get_params(context)
        if (record := parameter.get_help_record(context)) and record[0] != "--help"
    ]
    if rows:
        lines += ["| option | does |", "|---|---|"]
        lines += [f"| `{name}` | {_cell(text)} |" for name, text in rows]
        lines.append("")
    return lines


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())


def indicator_reference() -> str:
    """Every indicator of the shipped catalogue with what a reader must know of it."""
    config = load_config(ROOT / "config.yaml", environment={})
    catalogue = load_catalogue(config.catalogue.folder, config.catalogue.places)
    lines = [HEADER, "# Indicators", ""]
    for problem in config.problems:
        lines += [f"- **{problem.id}**: {problem.title.en}"]
    lines.append("")
    for definition in catalogue.definitions:
        lines += _indicator_lines(definition)
    return "\n".join(lines).rstrip() + "\n"


def _indicator_lines(one: IndicatorDefinition) -> list[str]:
    examples = len(one.examples.match) + len(one.examples.no_match)
    lines = [f"## {one.id}", "", f"**{one.title.en}** · {one.title.sq} · {one.title.sr}", ""]
    lines += [
        f"{one.status.value}, {one.direction.value}, half-life {one.half_life}; "
        f"{', '.join(one.problems)}; {examples} examples in {', '.join(one.languages)}",
        "",
        " ".join(one.rationale.split()),
        "",
    ]
    lines += [f"- harmless when: {' '.join(text.split())}" for text in one.benign_explanations]
    lines += [f"- gap: {' '.join(text.split())}" for text in one.known_gaps]
    lines.append("")
    return lines
