"""Sums over a week and how seldom stories come."""

from __future__ import annotations

import numpy as np

from trends.judgement import Judgement
from trends.roll_up import seldomness, week_sum


def judged(observed: list[float], *, missing: tuple[int, ...] = ()) -> Judgement:
    counts = np.array([observed])
    is_judged = np.ones(counts.shape, bool)
    is_judged[0, list(missing)] = False
    none = np.full(counts.shape, np.nan)
    return Judgement(
        is_judged=is_judged,
        observed=counts,
        expected=counts,
        error=none,
        spread=none,
        usual=none,
        coverage=none,
        p_fast=none,
        p_slow=none,
        spacing_days=none,
        history_days=np.arange(counts.shape[1]),
    )


def test_a_week_is_the_seven_days_ending_on_the_day() -> None:
    sums = week_sum(np.arange(9.0))

    assert np.isnan(sums[:6]).all()
    assert sums[6:].tolist() == [21, 28, 35]


def test_one_missing_day_leaves_the_whole_week_without_a_sum() -> None:
    days = np.ones(15)
    days[7] = np.nan

    assert np.flatnonzero(~np.isnan(week_sum(days))).tolist() == [6, 14]


def test_seldomness_counts_observed_days_and_leaves_today_out() -> None:
    active, watched, since = seldomness(judged([0, 2, 0, 0, 1, 0], missing=(2,)))

    assert active[0].tolist() == [0, 0, 1, 1, 1, 2]
    assert watched[0].tolist() == [0, 1, 2, 2, 3, 4]
    assert since[0, 3:].tolist() == [1, 2, 1]
    assert np.isnan(since[0, :2]).all()


def test_seldomness_looks_back_one_year() -> None:
    one = judged([1.0] + [0.0] * 400)

    active, watched, _ = seldomness(one)

    assert (active[0, 365], active[0, 366]) == (1, 0)
    assert watched[0, -1] == 365
