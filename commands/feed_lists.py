"""`feeds import-opml` and `feeds export-opml`: lists of feeds from and for other readers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.frame import EXIT_ERRORS, EXIT_WARNINGS, door, say_json, the_config
from domain.errors import WatchError
from exchange.opml import FeedList, as_yaml, read_opml, write_opml


@door
def import_opml(
    file: Annotated[Path, typer.Argument(help="An OPML file.")],
    out: Annotated[
        Path | None, typer.Option(help="Write the block here instead of printing it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Turn a list of feeds into a block for config.yaml; what cannot be read is listed."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise WatchError("cannot be read", where=str(file), hint="check the path") from error
    config = the_config()
    found = read_opml(
        body,
        known_urls=[feed.url for feed in config.feeds],
        known_ids=[*(one.id for one in config.sources), *(one.id for one in config.feeds)],
    )
    if out is not None and found.feeds:
        _write(out, as_yaml(found))
    if as_json:
        say_json(_document(found))
    else:
        if out is None and found.feeds:
            typer.echo(as_yaml(found), nl=False)
        for one in found.refused:
            typer.echo(f"{one.what}: left out: {one.reason}", err=True)
        typer.echo(f"{len(found.feeds)} feeds, {len(found.refused)} left out", err=True)
    if found.refused:
        raise typer.Exit(EXIT_WARNINGS if found.feeds else EXIT_ERRORS)


@door
def export_opml(
    out: Annotated[Path | None, typer.Option(help="Write here instead of printing.")] = None,
) -> None:
    """Give every configured feed as OPML, grouped by source."""
    config = the_config()
    text = write_opml(config.name, config.sources, config.feeds)
    if out is None:
        typer.echo(text, nl=False)
    else:
        _write(out, text)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise WatchError("cannot be written", where=str(path), hint="check the folder") from error


def _document(found: FeedList) -> dict[str, object]:
    return {
        "sources": [{"id": one.id, "name": one.name} for one in found.sources],
        "feeds": [
            {"id": one.id, "source": one.source, "url": one.url, "lang": one.lang or None}
            for one in found.feeds
        ],
        "refused": [{"what": one.what, "reason": one.reason} for one in found.refused],
    }
