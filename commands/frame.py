"""What every command shares: where the configuration is, the clock, logs, errors and output."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import structlog
import typer

from config import Config, config_path, load_config
from db.store import Store
from domain.errors import WatchError

EXIT_ERRORS = 1
EXIT_WARNINGS = 3

P = ParamSpec("P")
R = TypeVar("R")


def utc_now() -> datetime:
    """The wall clock; only the doors read it."""
    return datetime.now(UTC)


def the_config() -> Config:
    """Read the configuration in force."""
    return load_config(config_path())


def open_store(config: Config, *, upgrade: bool = False) -> Store:
    """Open the configured database and make sure it belongs to this kind of configuration.

    Raises:
        StoreError: Unreachable, behind the program, or an exercise where live is expected.
    """
    store = Store(config.database.url)
    if upgrade:
        store.upgrade()
    else:
        store.check_current()
    store.claim(is_exercise=config.is_exercise)
    return store


def configure_logging(level: int = logging.INFO) -> None:
    """Send logs to stderr: lines for a person at a terminal, JSON for anything else."""
    to_person = sys.stderr.isatty()
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if to_person else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)


def door(command: Callable[P, R]) -> Callable[P, R]:
    """Turn the program's own errors into a message on stderr and exit code 1."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        configure_logging()
        try:
            return command(*args, **kwargs)
        except WatchError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(EXIT_ERRORS) from error
        except BrokenPipeError:
            # The reader of a pipe has had enough, such as `head`.
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - lives as long as the process
            raise typer.Exit(0) from None

    return guarded


def say_json(value: object) -> None:
    """One JSON document on one line of stdout."""
    typer.echo(json.dumps(value, ensure_ascii=False, default=_plain))


def moment(text: str, *, name: str, is_end: bool = False) -> datetime:
    """Read a command-line time: a date, or ISO with a zone; UTC where none is given.

    Args:
        is_end: A bare date means the end of that day, not its beginning.

    Raises:
        typer.BadParameter: It is neither.
    """
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(
            f'"{text}" is not a time; write 2026-11-22 or 2026-11-22T06:00Z', param_hint=name
        ) from error
    at = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    is_date = len(text.strip()) == len("2026-11-22")
    return at + timedelta(days=1, microseconds=-1) if is_end and is_date else at


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, tuple | set | frozenset):
        return list(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")
