"""The fast evaluator and the plain one give the same, on recorded news."""

from __future__ import annotations

import gzip
import itertools
import json
import time
from pathlib import Path

import pytest

from indicators import brute_force
from indicators.compile import CompiledCatalogue, compile_catalogue
from indicators.load import load_catalogue
from indicators.match import Matcher

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "data" / "news" / "kosovo_serbia.jsonl.gz"
Item = dict[str, str]


@pytest.fixture(scope="module")
def compiled() -> CompiledCatalogue:
    folder = ROOT / "indicators"
    return compile_catalogue(load_catalogue(folder / "catalog", folder / "places.yaml"))


@pytest.fixture(scope="module")
def news() -> list[Item]:
    if not NEWS.exists():
        pytest.skip("the recorded news are not beside this checkout")
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in itertools.islice(lines, 0, None, 40)]
    return [
        {"title": row["title"], "summary": row["summary"] or "", "lang": row["lang"]}
        for row in rows
    ]


def test_both_evaluators_agree_on_every_example(compiled: CompiledCatalogue) -> None:
    matcher = Matcher(compiled)
    examples = [
        example
        for definition in compiled.definitions
        for example in (*definition.examples.match, *definition.examples.no_match)
    ]

    for example in examples[::6]:
        item = {"title": example.text, "summary": example.summary, "lang": example.lang}
        assert matcher.match(**item) == brute_force.match(compiled, **item), example.text


@pytest.mark.recorded
def test_both_evaluators_agree_on_recorded_news(
    compiled: CompiledCatalogue, news: list[Item]
) -> None:
    matcher = Matcher(compiled)
    sample = news[::6]

    found = [matcher.match(**item) for item in sample]

    assert found == [brute_force.match(compiled, **item) for item in sample]
    assert sum(map(bool, found)) > len(sample) / 50


@pytest.mark.recorded
def test_matching_keeps_up_with_an_archive(compiled: CompiledCatalogue, news: list[Item]) -> None:
    matcher = Matcher(compiled)
    for lang in ("sr", "sq", "ru", "en"):
        matcher.match(title="Kosovo", lang=lang)

    started = time.process_time()
    for item in news:
        matcher.match(**item)
    spent = time.process_time() - started

    # A floor that a busy machine keeps too; docs/benchmarks.md has the measured figure.
    assert len(news) / spent > 600
