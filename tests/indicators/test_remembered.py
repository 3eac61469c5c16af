"""Remembered look-ups are the same look-ups, and a damaged file is only a slow start."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.remembered import LookUps, recall, remember

FOUND = LookUps(
    asked=frozenset({"vojska", "qkx"}),
    forms={"vojska": frozenset({"vojske", "vojsci"})},
    lemmas={"vojske": "vojska"},
)


def test_what_was_remembered_is_recalled(tmp_path: Path) -> None:
    remember("sr", FOUND, folder=tmp_path)

    assert recall("sr", folder=tmp_path) == FOUND


@pytest.mark.parametrize("text", ["", "{", "[]", '{"asked": 3}', '{"asked": [], "forms": []}'])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, text: str) -> None:
    remember("sr", FOUND, folder=tmp_path)
    (kept,) = tmp_path.iterdir()

    kept.write_text(text, encoding="utf-8")

    assert recall("sr", folder=tmp_path).asked == frozenset()


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    remember("sr", FOUND, folder=tmp_path / "file" / "cache")
