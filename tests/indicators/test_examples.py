"""The example runner: what it prints when run by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.examples import main
from tests.indicators.catalogues import BODY
from tests.indicators.conftest import WriteCatalogue


def _run(folder: Path, *ids: str) -> int:
    places = str(folder / "places.yaml")
    return main([*ids, "--folder", str(folder / "catalog"), "--places", places])


def test_all_is_well_with_good_examples(
    write_catalogue: WriteCatalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue({"test-one": BODY})

    assert _run(tmp_path) == 0
    assert capsys.readouterr().out == "2 examples tried, 0 not as wanted\n"


def test_a_failure_shows_the_text_and_what_each_group_found(
    write_catalogue: WriteCatalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue({"test-one": BODY.replace("raspoređena u", "odlazi u"), "test-two": BODY})

    assert _run(tmp_path, "test-one") == 1

    printed = capsys.readouterr().out
    assert "test-one: examples.match[0] (sr) wanted a match, got no match" in printed
    assert "found place: Leposaviću" in printed
    assert "found move: -" in printed
    assert printed.endswith("2 examples tried, 1 not as wanted\n")


def test_a_broken_file_is_named_and_the_others_are_tried(
    write_catalogue: WriteCatalogue, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_catalogue({"test-one": BODY})
    (tmp_path / "catalog" / "broken.yaml").write_text("id: [\n", encoding="utf-8")

    assert _run(tmp_path) == 1

    printed = capsys.readouterr().out
    assert "broken.yaml:2:1: not YAML" in printed
    assert "2 examples tried" in printed
