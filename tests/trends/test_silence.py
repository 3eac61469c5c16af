"""A feed is called silent only where its own history makes the silence improbable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.reading import CoverageReason, CoverageState, FeedDay
from trends.silence import expected_items, is_silent

FIRST = date(2025, 1, 6)


def days(items: Sequence[int]) -> list[FeedDay]:
    return [
        FeedDay(
            feed="koha",
            day=FIRST + timedelta(days=n),
            state=CoverageState.SEEN,
            reason=None,
            seen_share=1.0,
            new_items=count,
            backlog_items=0,
            polls_ok=24,
            polls_failed=0,
        )
        for n, count in enumerate(items)
    ]


def silent(items: Sequence[int], *, new_items: int = 0, polls_ok: int = 24) -> bool:
    day = FIRST + timedelta(days=len(items))
    return is_silent(days(items), day=day, new_items=new_items, polls_ok=polls_ok)


def test_a_busy_feed_is_silent_on_the_first_empty_day() -> None:
    assert silent([20] * 28)


def test_a_slow_feed_is_silent_only_after_a_long_run() -> None:
    assert not silent([1] * 40 + [0] * 3)
    assert silent([1] * 40 + [0] * 12)


def test_a_feed_that_publishes_in_bursts_is_given_more_time_than_its_mean_suggests() -> None:
    burst = [7] + [0] * 13

    assert not silent(burst * 4)


def test_an_item_ends_the_silence() -> None:
    assert not silent([20] * 28, new_items=1)


def test_without_a_working_poll_it_is_not_the_feed_that_is_silent() -> None:
    assert not silent([20] * 28, polls_ok=0)


def test_nothing_is_claimed_before_two_weeks_are_learnt() -> None:
    assert not silent([20] * 13)


def test_nothing_is_claimed_of_a_feed_with_hardly_any_items() -> None:
    assert not silent([1] * 9 + [0] * 45)


def test_a_silence_goes_on_until_something_arrives() -> None:
    history = days([20] * 28)
    history.append(
        replace(
            history[-1],
            day=FIRST + timedelta(days=28),
            new_items=0,
            seen_share=0.0,
            reason=CoverageReason.SILENT_FEED,
        )
    )

    assert is_silent(history, day=FIRST + timedelta(days=29), new_items=0, polls_ok=3)


def test_an_hour_without_items_is_no_silence() -> None:
    day = FIRST + timedelta(days=28)

    assert not is_silent(days([20] * 28), day=day, new_items=0, polls_ok=2, seen_share=0.04)


def test_a_weekday_that_brings_little_is_expected_to() -> None:
    week = [10, 10, 10, 10, 10, 0, 0]
    monday, sunday = FIRST + timedelta(days=56), FIRST + timedelta(days=62)

    assert expected_items(days(week * 8), sunday) == pytest.approx((3 * 50 / 7) / 11)
    assert expected_items(days(week * 8), monday) > 9
    assert not silent(week * 7 + [10, 10, 10, 10, 10, 0])
