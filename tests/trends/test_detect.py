"""From a panel to readings: expectation, bounds, status, on one path for live and replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from domain.indicator import DefinitionStatus
from domain.reading import Reading, Status
from trends.detect import detect
from trends.methods import METHODS
from trends.panel import Panel

MakePanel = Callable[..., Panel]
STEADY = [3, 2, 4, 3, 3, 2, 4] * 15


def first_days(panel: Panel, days: int) -> Panel:
    return replace(
        panel,
        days=panel.days[:days],
        up=panel.up[:, :days],
        items=panel.items[:, :days],
        counts=panel.counts[:, :, :days],
        is_expected=panel.is_expected[:, :days],
    )


def statuses(readings: tuple[Reading, ...]) -> list[Status]:
    return [reading.status for reading in readings]


def test_a_steady_indicator_learns_for_forty_days_and_is_then_routine(
    make_panel: MakePanel,
) -> None:
    readings = detect(make_panel(STEADY))

    assert statuses(readings) == 40 * [Status.LEARNING] + 65 * [Status.ROUTINE]
    assert readings[-1].expected == pytest.approx(3, rel=0.15)
    assert readings[-1].observed_7d == 21
    assert (readings[-1].lower_7d or 99.0) < 21 < (readings[-1].upper_7d or 0.0)


def test_a_sudden_rise_is_watched_and_closes_a_week_after_it_ended(make_panel: MakePanel) -> None:
    readings = detect(make_panel([*STEADY, 14, 3, 2, 3, 3, 2, 3, 3, 2, 3, 3, 3]))
    rise = len(STEADY)

    assert readings[rise - 1].status is Status.ROUTINE
    assert readings[rise].status is Status.WATCH
    assert (readings[rise].spacing_days or 0) > 90
    assert readings[rise + 6].status is Status.WATCH
    assert readings[-1].status is Status.ROUTINE


def test_with_two_origins_a_rise_may_go_past_watch(make_panel: MakePanel) -> None:
    panel = make_panel([*STEADY, 20])

    one = detect(panel, origins={"crossing-closed": 1})[-1]
    two = detect(panel, origins={"crossing-closed": 2})[-1]

    assert (one.status, two.status) == (Status.WATCH, Status.HIGH)


def test_a_definition_under_test_cannot_be_watched(make_panel: MakePanel) -> None:
    panel = make_panel([*STEADY, 20])

    reading = detect(panel, statuses={"crossing-closed": DefinitionStatus.TEST})[-1]

    assert reading.status is Status.ROUTINE


def test_a_narrow_alert_budget_keeps_a_small_rise_at_routine(make_panel: MakePanel) -> None:
    panel = make_panel([*STEADY, 11])
    spacing = detect(panel)[-1].spacing_days

    assert spacing is not None
    assert detect(panel, alert_budget_per_week=7 / (spacing - 1))[-1].status is Status.WATCH
    assert detect(panel, alert_budget_per_week=7 / (spacing + 1))[-1].status is Status.ROUTINE


def test_an_outage_is_a_gap_and_freezes_the_episode(make_panel: MakePanel) -> None:
    up = np.ones((1, len(STEADY) + 12))
    up[:, len(STEADY) + 1 : len(STEADY) + 11] = 0

    readings = detect(make_panel([*STEADY, 14, *[0] * 10, 3], up=up))
    gap = readings[len(STEADY) + 1 : len(STEADY) + 11]

    assert {(reading.observed, reading.expected, reading.status) for reading in gap} == {
        (None, None, Status.UNKNOWN)
    }
    assert {reading.coverage for reading in gap} == {0.0}
    assert readings[-1].status is Status.WATCH
    assert readings[-1].observed_7d is None


def test_with_part_of_the_feeds_the_expectation_shrinks_with_the_coverage(
    make_panel: MakePanel,
) -> None:
    up = np.ones((2, len(STEADY)))
    up[1, -1] = 0

    whole, part = detect(make_panel([STEADY, STEADY], up=up))[-2:]

    assert part.coverage == pytest.approx(0.5, abs=0.05)
    assert part.expected == pytest.approx((whole.expected or 0) / 2, rel=0.1)
    assert part.observed == STEADY[-1]


def test_a_new_feed_is_not_counted_for_twenty_one_days(make_panel: MakePanel) -> None:
    up = np.ones((2, len(STEADY)))
    up[1, :70] = 0
    panel = make_panel([STEADY, [0] * 70 + [50] * 35], up=up)
    has_row = up > 0
    panel = replace(panel, is_expected=has_row)

    readings = detect(panel)

    assert {reading.status for reading in readings[40:]} == {Status.ROUTINE}
    assert readings[90].observed == STEADY[90]
    assert readings[-1].observed == STEADY[-1] + 50


def test_a_rare_indicator_is_seen_with_its_first_story_in_so_many_days(
    make_panel: MakePanel,
) -> None:
    stories = [0] * 160
    stories[60] = stories[110] = stories[113] = 1

    readings = detect(make_panel(stories))

    assert readings[60].status is Status.SEEN
    assert readings[60].spacing_days is None
    assert "first story in 38 days, never before" in [line.text for line in readings[60].conditions]
    assert readings[70].status is Status.ROUTINE
    assert readings[110].status is Status.SEEN
    assert readings[113].status is Status.WATCH


def test_the_running_day_is_held_against_its_share_of_the_day(make_panel: MakePanel) -> None:
    up = np.ones((1, len(STEADY)))
    up[0, -1] = 0.25

    reading = detect(make_panel([*STEADY[:-1], 1], up=up, elapsed=0.25))[-1]

    assert reading.coverage == pytest.approx(1.0)
    assert reading.expected == pytest.approx(0.75, rel=0.2)
    assert reading.status is Status.ROUTINE
    assert any("so far" in line.text for line in reading.conditions)


def test_later_days_never_change_an_earlier_reading(make_panel: MakePanel) -> None:
    random = np.random.default_rng(3)
    up = np.where(random.random((3, 120)) < 0.15, 0.0, 1.0)
    panel = make_panel(random.poisson(1.5, (3, 120)), up=up)

    whole = detect(panel)

    for days in (50, 77, 119):
        assert detect(first_days(panel, days)) == whole[:days]


def test_readings_from_a_day_on_are_those_of_the_whole(make_panel: MakePanel) -> None:
    panel = make_panel([*STEADY, 14, 3, 3])

    assert detect(panel, since=panel.days[-2]) == detect(panel)[-2:]


def test_the_time_of_computing_is_written_into_every_reading(make_panel: MakePanel) -> None:
    now = datetime(2025, 6, 1, tzinfo=UTC)

    assert {reading.computed_at for reading in detect(make_panel([1, 2]), computed_at=now)} == {now}


@pytest.mark.parametrize("method", METHODS)
def test_every_method_keeps_gaps_as_gaps(make_panel: MakePanel, method: str) -> None:
    up = np.ones((1, 105))
    up[:, 60:64] = 0

    readings = detect(make_panel(STEADY, up=up), method=method)

    assert [reading.observed for reading in readings[60:64]] == 4 * [None]
    assert {reading.status for reading in readings[60:64]} == {Status.UNKNOWN}
    assert {reading.method for reading in readings} == {method}


def test_an_unknown_method_is_refused(make_panel: MakePanel) -> None:
    with pytest.raises(KeyError, match="astrology"):
        detect(make_panel([1]), method="astrology")
