"""Evaluating a small archive with a catalogue of one definition that is edited on the way."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from config import Config
from db.store import Store
from domain.errors import ConfigError
from domain.reading import CoverageReason, CoverageState, Status
from pipeline.collect import Collector
from pipeline.evaluate import Evaluator
from pipeline.importing import import_file
from pipeline.settings import sync_feeds

DEFINITION = """
id: crossing-closed
title: {{en: Crossing closed, sr: Zatvoren prelaz, sq: Mbyllet kalimi}}
rationale: A closure is seen at once.
owner: desk
status: live
problems: [unrest]
direction: raises
benign_explanations: [road works]
known_gaps: [night]
half_life: 5d
languages: [en]
references: []
diagnosticity: {{}}
groups:
  place: {{en: ["{place}"]}}
  closed: {{en: ["close"]}}
match:
  all: [place, closed]
  near: [{{of: [place, closed], within: 8}}]
examples:
  match:
    - {{lang: en, text: "{place} crossing closed overnight"}}
    - {{lang: en, text: "Police close {place}"}}
  no_match:
    - {{lang: en, text: "{place} open all night"}}
    - {{lang: en, text: "Museum closed"}}
"""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    folder.mkdir()
    (tmp_path / "places.yaml").write_text("lists: {}\n", encoding="utf-8")
    _define(folder, "Jarinje")
    return folder


def _define(folder: Path, place: str) -> None:
    text = DEFINITION.format(place=place)
    (folder / "crossing-closed.yaml").write_text(text, encoding="utf-8")


@pytest.fixture
def config(catalogue: Path, tmp_path: Path) -> Config:
    return Config.model_validate(
        {
            "catalogue": {"folder": catalogue, "places": tmp_path / "places.yaml"},
            "problems": [{"id": "unrest", "title": {"en": "a", "sr": "a", "sq": "a"}}],
        }
    )


@pytest.fixture
def archive(tmp_path: Path, store: Store, clock: Any) -> Store:
    lines = [
        {"title": "Jarinje crossing closed", "url": "https://o.example/1", "at": 3},
        {"title": "Brnjak crossing closed", "url": "https://o.example/2", "at": 2},
        {"title": "Jarinje closed again", "url": "https://o.example/3", "at": 1},
    ]
    rows = [
        {
            "title": line["title"],
            "url": line["url"],
            "lang": "en",
            "source": "outlet",
            "first_seen": (clock.now - timedelta(days=int(str(line["at"])))).isoformat(),
        }
        for line in lines
    ]
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    import_file(path, store, source=None, clock=clock)
    return store


def _titles(store: Store, clock: Any) -> set[str]:
    with store.read() as tx:
        evidence = tx.matches.evidence(
            "crossing-closed",
            since=datetime(2020, 1, 1, tzinfo=UTC),
            until=clock.now,
            limit=100,
        )
    return {one.item.title for one in evidence}


def test_every_item_is_matched_once(archive: Store, config: Config, clock: Any) -> None:
    evaluator = Evaluator(archive, config, clock=clock)

    first, second = evaluator.run(), evaluator.run()

    assert (first.revisions, first.matches) == (3, 2)
    assert (second.revisions, second.matches) == (0, 0)
    assert _titles(archive, clock) == {"Jarinje crossing closed", "Jarinje closed again"}


def test_a_changed_definition_is_tried_on_the_whole_archive(
    archive: Store, config: Config, catalogue: Path, clock: Any
) -> None:
    evaluator = Evaluator(archive, config, clock=clock)
    evaluator.run()

    _define(catalogue, "Brnjak")
    clock.turn(minutes=1)
    summary = evaluator.run()

    assert summary.changed_definitions == ("crossing-closed",)
    assert _titles(archive, clock) == {"Brnjak crossing closed"}


def test_a_broken_edit_leaves_the_live_definition_working(
    archive: Store, config: Config, catalogue: Path, clock: Any
) -> None:
    evaluator = Evaluator(archive, config, clock=clock)
    evaluator.run()

    (catalogue / "crossing-closed.yaml").write_text("id: [", encoding="utf-8")
    summary = evaluator.run()

    assert summary.changed_definitions == ()
    assert len(_titles(archive, clock)) == 2


def test_a_catalogue_broken_from_the_start_is_refused(
    archive: Store, config: Config, catalogue: Path, clock: Any
) -> None:
    (catalogue / "crossing-closed.yaml").write_text("id: [", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"crossing-closed\.yaml:2:1: not YAML"):
        Evaluator(archive, config, clock=clock).run()


def test_a_rebuild_gives_what_was_there(archive: Store, config: Config, clock: Any) -> None:
    evaluator = Evaluator(archive, config, clock=clock)
    evaluator.run()
    with archive.read() as tx:
        before = tx.rollups.observations()

    evaluator.run(rebuild=True)

    with archive.read() as tx:
        assert tx.rollups.observations() == before
    assert archive.verify() == ()


async def test_a_day_whose_polls_failed_has_no_figure_and_no_verdict(
    store: Store, config: Config, publisher: Any, collector: Collector, clock: Any
) -> None:
    config = Config.model_validate(
        {
            **config.model_dump(),
            "sources": [{"id": "one", "name": "One"}],
            "feeds": [{"id": "one", "source": "one", "url": f"{publisher.url}/one", "lang": "en"}],
        }
    )
    sync_feeds(store, config, now=clock.now)
    for step in range(48):
        publisher.statuses["/one"] = 503 if step >= 24 else 200
        publisher.publish("/one", f"Jarinje crossing closed: {step}", "Weather", at=clock.now)
        await collector.collect(all_enabled=True)
        clock.turn(hours=1)
    Evaluator(store, config, clock=clock).run()

    with store.read() as tx:
        days = {
            row.day: row
            for row in tx.rollups.feed_days(
                since=clock.now.date().replace(day=1), until=clock.now.date()
            )
        }
        series = {
            row.day: row
            for row in tx.readings.series("crossing-closed", clock.now.date().replace(day=1))
        }
    failed = days[(clock.now - timedelta(days=1)).date()]
    reading = series[failed.day]
    assert failed.state in (CoverageState.NOT_SEEN, CoverageState.PARTLY_SEEN)
    assert failed.reason is CoverageReason.FAILING_FEED
    last = series[clock.now.date()]
    assert last.observed is None
    assert last.status in (Status.UNKNOWN, Status.LEARNING)
    assert reading.status is not Status.ROUTINE


def test_readings_as_of_a_moment_are_stored_nowhere(
    archive: Store, config: Config, clock: Any
) -> None:
    evaluator = Evaluator(archive, config, clock=clock)
    evaluator.run()

    evaluator.readings_as_of(clock.now - timedelta(days=2))

    with archive.read() as tx:
        assert tx.readings.latest() == {}
