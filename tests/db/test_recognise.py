"""Likeness of titles tells an edit from a name that was given away again."""

from __future__ import annotations

import pytest

from db.recognise import UNRELATED_BELOW, similarity


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Police close the bridge", "Police close the bridge again"),
        ("Policija zatvorila most u Mitrovici", "Most u Mitrovici zatvoren, policija na terenu"),
        ("BREAKING: Road blocked", "breaking: road blocked"),
    ],
)
def test_an_edit_is_alike(one: str, other: str) -> None:
    assert similarity(one, other) >= UNRELATED_BELOW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Police close the bridge", "Weather: sunny, 21 degrees"),
        ("Policija zatvorila most u Mitrovici", "Đoković u finalu turnira u Parizu"),
        ("", "Weather"),
    ],
)
def test_other_news_is_unlike(one: str, other: str) -> None:
    assert similarity(one, other) < UNRELATED_BELOW


def test_likeness_runs_from_none_to_all() -> None:
    assert similarity("same title", "Same  title") == 1.0
    assert similarity("", "") == 1.0
    assert similarity("abc", "xyz") == 0.0
