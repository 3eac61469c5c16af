"""The generated references say what the program says."""

from __future__ import annotations

import pytest
import typer

from cli import app
from commands.documenting import DOCS, generated


@pytest.mark.parametrize("name", ["commands.md", "indicators.md", "config.schema.json"])
def test_a_generated_reference_is_fresh(name: str) -> None:
    kept = (DOCS / name).read_text(encoding="utf-8")

    assert kept == generated(typer.main.get_command(app))[name], "stale: run `python cli.py docs`"
