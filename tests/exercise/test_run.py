"""A short play from end to end: real poller, real database, everything marked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from config import load_config
from db.store import Store
from domain.errors import StoreError
from exercise.outlets import MARK, OUTLETS
from exercise.run import Plan, PlaySummary, clear_earlier_play, play

UNTIL = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> PlaySummary:
    """Six days, polled twice a day: enough for the decisive day and its outage."""
    folder = tmp_path_factory.mktemp("exercise")
    url = f"sqlite:///{folder / 'exercise.db'}"
    return asyncio.run(play(url, folder, until=UNTIL, days=6, step_hours=24))


@pytest.fixture
def store(played: PlaySummary) -> Iterator[Store]:
    store = Store(load_config(played.config_path, environment={}).database.url)
    yield store
    store.close()


def test_the_play_is_collected_and_its_outage_shows(played: PlaySummary) -> None:
    assert played.outlets == len(OUTLETS)
    assert played.drive.polls == played.drive.cycles * len(OUTLETS)
    assert played.drive.failed >= 2
    assert played.items == played.drive.new > 100


def test_every_item_and_source_is_marked(store: Store) -> None:
    with store.read() as tx:
        items = tx.items.recent(5000)
        sources = tx.feeds.sources()

    assert all(item.title.startswith(f"{MARK}.") for item in items)
    assert all(source.name.startswith(f"{MARK} ") for source in sources)


def test_the_post_is_found_with_its_denials(store: Store) -> None:
    with store.read() as tx:
        found = tx.matches.summary(since=UNTIL - timedelta(days=7), until=UNTIL)

    sightings = found["mil-special-forces-abl"]
    assert sightings.outlets >= 6
    assert sightings.uncounted >= 3


def test_the_configuration_written_says_it_is_an_exercise(played: PlaySummary) -> None:
    config = load_config(played.config_path, environment={})

    assert config.is_exercise
    assert config.name.startswith(MARK)
    assert {feed.id for feed in config.feeds} == {outlet.id for outlet in OUTLETS}


def test_the_database_refuses_a_live_watch(store: Store) -> None:
    with pytest.raises(StoreError, match="exercise"):
        store.claim(is_exercise=False)


def test_a_live_database_is_never_cleared(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'watch.db'}"
    live = Store(url)
    live.upgrade()
    live.claim(is_exercise=False)
    live.close()

    with pytest.raises(StoreError):
        clear_earlier_play(url)

    assert (tmp_path / "watch.db").exists()


def test_the_last_two_weeks_are_polled_twice_as_often() -> None:
    moments = Plan(until=UNTIL, days=16, step_hours=6, seed=1).moments()

    gaps = [(after - before) / timedelta(hours=1) for before, after in pairwise(moments)]
    assert gaps == [6.0] * 8 + [3.0] * (14 * 8)
    assert moments[-1] == UNTIL
