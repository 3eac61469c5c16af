"""The course of the exercise in time: marked throughout, the same for the same seed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from exercise.before import SIGHTINGS
from exercise.outlets import OUTLETS
from exercise.scenario import BEATS, OUTAGE_OUTLET, SENSORS
from exercise.themes import CAMPAIGN
from exercise.timeline import OutletChannel, decisive_day, timeline
from feeds.parse import parse_document

UNTIL = datetime(2026, 11, 22, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def channels() -> dict[str, OutletChannel]:
    return timeline(until=UNTIL, days=90, seed=20)


def test_every_title_summary_and_feed_is_marked(channels: dict[str, OutletChannel]) -> None:
    for channel in channels.values():
        document = channel.document_at(UNTIL)
        assert document is not None
        read = parse_document(document.body, url=channel.outlet.home)
        assert read.title.startswith("EXERCISE")
        for entry in read.entries:
            assert entry.title.startswith("EXERCISE.")
            assert entry.summary.startswith("EXERCISE.")
            assert ".exercise.invalid/" in (entry.link or "")


def test_every_source_is_marked_and_graded_by_nobody() -> None:
    for outlet in OUTLETS:
        source = outlet.source()
        assert source.name.startswith("EXERCISE ")
        assert "does not exist" in source.note
        assert source.reliability.value == "F"


def test_the_same_seed_gives_the_same_items(channels: dict[str, OutletChannel]) -> None:
    again = timeline(until=UNTIL, days=90, seed=20)

    assert {name: one.pieces for name, one in again.items()} == {
        name: one.pieces for name, one in channels.items()
    }


def test_another_seed_gives_other_items(channels: dict[str, OutletChannel]) -> None:
    other = timeline(until=UNTIL, days=90, seed=21)

    assert other["karst-wire"].pieces != channels["karst-wire"].pieces


def test_no_two_items_of_an_outlet_share_their_guid(channels: dict[str, OutletChannel]) -> None:
    for channel in channels.values():
        assert len({piece.guid for piece in channel.pieces}) == len(channel.pieces)


def test_no_outlet_prints_a_title_twice_a_day(channels: dict[str, OutletChannel]) -> None:
    for channel in channels.values():
        told = [(piece.published_at.date(), piece.title) for piece in channel.pieces]
        assert len(set(told)) == len(told)


def test_weekends_bring_less_news(channels: dict[str, OutletChannel]) -> None:
    days = [piece.published_at.weekday() for one in channels.values() for piece in one.pieces]

    weekdays = sum(day < 5 for day in days) / 5
    weekends = sum(day >= 5 for day in days) / 2
    assert weekends < 0.75 * weekdays


def test_one_post_is_repeated_by_many_outlets_in_every_language() -> None:
    assert len(SIGHTINGS.outlets) >= 6
    assert set(SIGHTINGS.told) == {"sr", "sq", "ru", "en"}


def test_the_nearest_outlet_cannot_be_reached_on_the_decisive_day(
    channels: dict[str, OutletChannel],
) -> None:
    noon = datetime.combine(decisive_day(UNTIL), datetime.min.time(), UTC) + timedelta(hours=12)

    assert channels[OUTAGE_OUTLET].document_at(noon) is None
    assert channels[OUTAGE_OUTLET].document_at(noon + timedelta(days=1)) is not None


def test_a_title_is_edited_after_it_was_published(channels: dict[str, OutletChannel]) -> None:
    edited = [piece for one in channels.values() for piece in one.pieces if piece.edited_at]

    assert edited
    for piece in edited:
        assert piece.edited_at is not None
        assert piece.edited_at > piece.published_at
        assert piece.edited_title != piece.title


def test_every_wording_has_an_outlet_and_every_outlet_a_wording() -> None:
    languages = {outlet.id: outlet.lang for outlet in OUTLETS}

    for beat in BEATS:
        assert {languages[name] for name in beat.outlets} == set(beat.told)
    assert {languages[name] for name in SENSORS} == set(CAMPAIGN)
