"""The lock file: versions rise with what changed, and it says what did."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import ConfigError
from indicators.compile import compile_catalogue
from indicators.lockfile import (
    ChangeKind,
    Lock,
    changes,
    make_lock,
    read_lock,
    word_changes,
    write_lock,
)
from tests.indicators.catalogues import BODY
from tests.indicators.conftest import WriteCatalogue

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def _lock(
    write_catalogue: WriteCatalogue, bodies: dict[str, str], previous: Lock | None = None
) -> Lock:
    catalogue = write_catalogue(bodies)
    return make_lock(
        catalogue,
        compile_catalogue(catalogue),
        previous=previous,
        now=NOW,
        author="an analyst",
        reason="a reason",
    )


def test_a_lock_reads_back_as_written(write_catalogue: WriteCatalogue, tmp_path: Path) -> None:
    lock = _lock(write_catalogue, {"test-one": BODY})

    write_lock(lock, tmp_path / "catalog.lock.json")

    assert read_lock(tmp_path / "catalog.lock.json") == lock
    assert lock.dictionary.startswith("simplemma ")
    assert "zandarmerijom" in lock.words["sr"]["zandarmerija"].split()


def test_no_file_is_no_lock_and_a_broken_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.lock.json"
    assert read_lock(path) is None

    path.write_text("{}", encoding="utf-8")

    with pytest.raises(ConfigError, match="not a lock file"):
        read_lock(path)


def test_an_unchanged_definition_keeps_its_version(write_catalogue: WriteCatalogue) -> None:
    first = _lock(write_catalogue, {"test-one": BODY})
    second = _lock(write_catalogue, {"test-one": BODY}, previous=first)

    assert second.definitions == first.definitions
    assert changes(first, second) == ()


def test_a_changed_definition_gets_the_next_version(write_catalogue: WriteCatalogue) -> None:
    first = _lock(write_catalogue, {"test-one": BODY})
    body = BODY.replace("[demantovati]", "[demantovati, sirena]")
    second = _lock(write_catalogue, {"test-one": body, "test-two": BODY}, previous=first)

    changed, added = changes(first, second)

    assert (changed.indicator, changed.kind, changed.version) == (
        "test-one",
        ChangeKind.CONTENT,
        2,
    )
    assert changed.forms_after > changed.forms_before
    assert (added.indicator, added.kind, added.version) == ("test-two", ChangeKind.ADDED, 1)
    assert [change.kind for change in changes(second, first)][1] is ChangeKind.REMOVED


def test_a_change_of_the_expansion_alone_is_seen(write_catalogue: WriteCatalogue) -> None:
    now = _lock(write_catalogue, {"test-one": BODY})
    entry = replace(now.definitions["test-one"], forms_hash="0" * 64)
    words = {**now.words, "sr": {**now.words["sr"], "zandarmerija": "zandarmerija zandar"}}
    before = replace(now, definitions={"test-one": entry}, words=words)

    (change,) = changes(before, now)
    (word,) = word_changes(before, now)

    assert change.kind is ChangeKind.FORMS
    assert (word.lang, word.word, word.lost) == ("sr", "zandarmerija", ("zandar",))
    assert "zandarmeriju" in word.gained
