"""Language: letters decide where they can, the model and the feed where they cannot."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest

from indicators.text import language

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "multilingual"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Војска Србије подигла борбену готовост због стања на северу Косова", "sr"),
        ("Специјалне јединице пребачене ка Рашкој", "sr"),
        ("Vučić razgovarao sa ambasadorima o situaciji na severu", "sr"),
        ("Vucic razgovarao sa ambasadorima o situaciji na severu", "sr"),
        ("Predsjednik Hrvatske smatra da će se situacija smiriti", "sr"),
        ("Policia e Kosovës ka arrestuar dy persona në veri të vendit", "sq"),
        ("Policia e Kosoves ka arrestuar dy persona ne veri te vendit", "sq"),
        ("Сербия привела армию в повышенную боевую готовность", "ru"),
        ("Serbian army raised its combat readiness on the border", "en"),
        ("Wojska serbskie zostały postawione w stan gotowości", "pl"),
        ("Bundeswehr verstärkt ihre Truppen im Kosovo deutlich", "de"),
        ("Η Σερβία και το Κόσοβο", "el"),
    ],
)
def test_a_sentence_is_told_by_itself(text: str, expected: str) -> None:
    assert language(text) == expected


def test_a_text_without_letters_has_no_language() -> None:
    assert language("2024-09-24!") == "und"


def test_the_language_of_the_feed_decides_what_is_too_short() -> None:
    assert language("Kosovo", prior="sq") == "sq"
    assert language("Kosovo", prior="sr-Latn") == "sr"


def test_a_clear_text_overrules_the_feed() -> None:
    assert language("Сербия привела армию в повышенную готовность", prior="sr") == "ru"
    assert language("Serbian army raised its combat readiness today", prior="sq") == "en"


@pytest.mark.recorded
@pytest.mark.parametrize(
    ("column", "expected"),
    [("en", "en"), ("ru", "ru"), ("sq", "sq"), ("sr-Cyrl", "sr"), ("sr-Latn", "sr"), ("bs", "sr")],
)
def test_recorded_parallel_sentences_are_told_apart(column: str, expected: str) -> None:
    path = DATA / "ntrex128_en_ru_sq_sr_bs.tsv.gz"
    if not path.exists():
        pytest.skip("recorded parallel sentences are not beside this checkout")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [row[column] for row in csv.DictReader(lines, delimiter="\t")][::4]

    told = sum(language(text) == expected for text in rows)

    assert told / len(rows) > 0.975
