"""EARS agrees with R's `surveillance`."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from trends.judgement import Array
from trends.methods import ears

WEEKS, FIRST_TESTED = 624, 576
LIMIT = float(norm.ppf(0.99))


class Published(NamedTuple):
    counts: Array
    alarms: dict[str, Array]


@pytest.fixture(scope="module", params=["base", "obs"])
def published(request: pytest.FixtureRequest, recorded: Path) -> Published:
    folder, variant = recorded / "noufaily", request.param
    table = pd.read_csv(folder / "noufaily_A_series.csv.gz", usecols=[variant])
    counts = table[variant].to_numpy(float)
    with gzip.open(folder / "noufaily_A_R_alarms.csv.gz", "rt") as file:
        rows = list(csv.DictReader(file))
    alarms = {
        name: np.array(
            [float(row[f"{name}_{variant}"].replace("NA", "nan")) for row in rows]
        ).reshape(-1, WEEKS - FIRST_TESTED + 1)
        for name in ("earsC1", "earsC2", "earsC3")
    }
    return Published(counts.reshape(-1, WEEKS), alarms)


def in_test_weeks(figures: Array) -> Array:
    return figures[:, FIRST_TESTED - 1 :]


@pytest.mark.recorded
def test_c1_raises_every_alarm_that_r_raises_and_no_other(published: Published) -> None:
    ours = in_test_weeks(ears.c1(published.counts)) > LIMIT

    np.testing.assert_array_equal(ours, published.alarms["earsC1"] == 1)


@pytest.mark.recorded
def test_c2_raises_every_alarm_that_r_raises_and_no_other(published: Published) -> None:
    ours = in_test_weeks(ears.c2(published.counts)) > LIMIT

    np.testing.assert_array_equal(ours, published.alarms["earsC2"] == 1)


@pytest.mark.recorded
def test_c3_has_the_parts_from_which_r_takes_its_bound(published: Published) -> None:
    """R bounds C3 by the day's own count plus sd times what two days before leave of the limit."""
    y = published.counts
    before = np.maximum(ears.c2(y) - 1, 0)
    left = LIMIT - before[:, FIRST_TESTED - 2 : -1] - before[:, FIRST_TESTED - 3 : -2]
    _, sd = ears.baseline(y, guard=ears.GUARD_DAYS)
    with np.errstate(invalid="ignore"):
        bound = np.maximum(0, in_test_weeks(y) + in_test_weeks(sd) * left)

    ours = np.where(np.isnan(bound), np.nan, in_test_weeks(y) > bound)

    answered = ~np.isnan(published.alarms["earsC3"])
    assert answered.mean() > 0.95
    np.testing.assert_array_equal(ours[answered], published.alarms["earsC3"][answered])


def test_c1_and_c2_by_hand() -> None:
    counts = np.array([1.0, 2, 3, 4, 5, 6, 7, 0, 0, 10])
    sd = 28**0.5 / 6**0.5

    assert ears.c2(counts)[9] == pytest.approx((10 - 4) / sd)
    assert ears.c1(counts[:8])[7] == pytest.approx((0 - 4) / sd)
    assert np.isnan(ears.c2(counts)[:9]).all()


def test_c3_adds_what_three_days_have_above_one() -> None:
    random = np.random.default_rng(1)
    counts = random.poisson(4, 60).astype(float)
    excess = np.maximum(ears.c2(counts) - 1, 0)

    assert ears.c3(counts)[40] == pytest.approx(excess[38:41].sum())


def test_a_week_without_scatter_needs_a_floor() -> None:
    counts = np.array([2.0] * 7 + [3.0])

    assert np.isinf(ears.c1(counts)[7])
    assert ears.c1(counts, least_sd=0.5)[7] == pytest.approx(2.0)
