"""Rows become arrays, and what was not seen stays not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.reading import CoverageReason, CoverageState, FeedDay, Observation, Status
from trends.detect import detect
from trends.panel import GIVEN_UP_DAYS, build_panel, still_expected

FIRST = date(2025, 1, 6)


def row(feed: str, n: int, *, share: float = 1.0, reason: CoverageReason | None = None) -> FeedDay:
    return FeedDay(
        feed=feed,
        day=FIRST + timedelta(days=n),
        state=CoverageState.SEEN if share >= 0.9 else CoverageState.NOT_SEEN,
        reason=reason,
        seen_share=share,
        new_items=20,
        backlog_items=0,
        polls_ok=24,
        polls_failed=0,
    )


def seen(feed: str, n: int, stories: int, indicator: str = "kfor-attacked") -> Observation:
    day = FIRST + timedelta(days=n)
    return Observation(indicator=indicator, feed=feed, day=day, stories=stories, items=stories)


def test_days_are_contiguous_and_a_day_without_a_row_was_not_seen() -> None:
    panel = build_panel([row("b", 0), row("a", 3)], [], indicators=["kfor-attacked"])

    assert [day.day for day in panel.days] == [6, 7, 8, 9]
    assert panel.feeds == ("a", "b")
    assert panel.up.tolist() == [[0, 0, 0, 1], [1, 0, 0, 0]]


def test_stories_stand_at_their_feed_indicator_and_day() -> None:
    rows = [row("a", n) for n in range(3)]

    panel = build_panel(rows, [seen("a", 1, 4)], indicators=["asm-step", "kfor-attacked"])

    assert panel.counts.tolist() == [[[0, 0, 0], [0, 4, 0]]]


def test_stories_nobody_asked_for_or_without_coverage_are_left_out() -> None:
    observations = [seen("b", 0, 1), seen("a", 9, 1), seen("a", 0, 1, "asm-step")]

    panel = build_panel([row("a", 0)], observations, indicators=["kfor-attacked"])

    assert panel.counts.sum() == 0


def test_of_the_running_day_only_the_share_that_is_over_was_seen() -> None:
    now = datetime(2025, 1, 7, 6, tzinfo=UTC)

    panel = build_panel([row("a", 0), row("a", 1)], [], indicators=["asm-step"], now=now)

    assert panel.elapsed == 0.25
    assert panel.up.tolist() == [[1.0, 0.25]]


def test_a_disabled_feed_is_not_waited_for() -> None:
    rows = [row("a", 0), row("a", 1, share=0.0, reason=CoverageReason.DISABLED)]

    panel = build_panel(rows, [], indicators=[])

    assert panel.is_expected.tolist() == [[True, False]]


def test_a_feed_without_rows_is_waited_for_four_weeks_and_not_before_its_first() -> None:
    has_row = np.zeros(40, bool)
    has_row[2] = True

    waited = still_expected(has_row)

    assert np.flatnonzero(waited).tolist() == list(range(2, 2 + GIVEN_UP_DAYS + 1))


def test_without_rows_the_panel_is_empty() -> None:
    panel = build_panel([], [], indicators=["asm-step"])

    assert (panel.days, panel.feeds, panel.counts.shape) == ((), (), (0, 1, 0))
    assert detect(panel) == ()


DAYS = 70


@st.composite
def damaged(draw: st.DrawFn) -> list[FeedDay]:
    """Feed days of up to four feeds, added late, with outages, silences and lost rows."""
    rows: list[FeedDay] = []
    total = draw(st.lists(st.integers(0, DAYS - 1), max_size=6))
    for feed in "abcd"[: draw(st.integers(1, 4))]:
        start = draw(st.sampled_from([0, 0, 10, 45]))
        gaps = draw(st.lists(st.tuples(st.integers(0, DAYS), st.integers(1, 20)), max_size=3))
        kind = draw(st.sampled_from(list(CoverageReason)))
        for n in range(start, DAYS):
            is_lost = n in total or any(at <= n < at + length for at, length in gaps)
            one = row(feed, n, share=0.0, reason=kind) if is_lost else row(feed, n)
            if not is_lost or draw(st.booleans()):
                rows.append(replace(one, new_items=0) if is_lost else one)
    return rows


@settings(max_examples=60, deadline=None)
@given(rows=damaged(), stories=st.lists(st.integers(0, 9), min_size=DAYS, max_size=DAYS))
def test_no_unobserved_day_ever_becomes_a_zero(
    rows: Sequence[FeedDay], stories: Sequence[int]
) -> None:
    observed_days = {one.day for one in rows if one.seen_share > 0}
    observations = [seen("a", n, count) for n, count in enumerate(stories)]

    readings = detect(build_panel(rows, observations, indicators=["kfor-attacked"]))

    for reading in readings:
        if reading.day not in observed_days:
            assert reading.observed is None
            assert reading.expected is None
            assert reading.spacing_days is None
            assert reading.status is Status.UNKNOWN
        if reading.observed is None:
            assert reading.observed_7d is None
            assert reading.status is Status.UNKNOWN
