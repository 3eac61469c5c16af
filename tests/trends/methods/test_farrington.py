"""Farrington Flexible agrees with R's `surveillance`."""

from __future__ import annotations

import csv
import gzip
from itertools import groupby
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trends.methods.farrington import Forecast, forecast, upper_bound, upper_tail

EVERY = 30  # series; all 1,260 agree as well but take minutes


@pytest.mark.recorded
def test_upper_bounds_are_those_of_r(recorded: Path) -> None:
    folder = recorded / "noufaily"
    table = pd.read_csv(folder / "noufaily_A_series.csv.gz", usecols=["obs"])
    obs = table["obs"].to_numpy(float)
    with gzip.open(folder / "noufaily_A_R_alarms.csv.gz", "rt") as file:
        by_series = [list(rows) for _, rows in groupby(csv.DictReader(file), _series)]

    differ = []
    for series, rows in list(zip(obs.reshape(-1, 624), by_series, strict=True))[::EVERY]:
        for row in rows[::7]:
            week = forecast(series[: int(row["week"])])
            assert week is not None
            if upper_bound(week, 0.01) != float(row["farrflex_ub"]):
                differ.append(row["series_id"])

    assert not differ


def _series(row: dict[str, str]) -> str:
    return row["series_id"]


def test_too_few_years_give_no_forecast() -> None:
    assert forecast(np.ones(3 * 52 + 3)) is None
    assert forecast(np.ones(3 * 52 + 4)) is not None


def test_a_steady_series_is_forecast_at_its_level() -> None:
    week = forecast(np.tile([4.0, 5.0, 6.0, 5.0], 70))

    assert week is not None
    assert week.mean == pytest.approx(5, abs=0.3)
    assert week.dispersion == 1.0


def test_a_past_outbreak_hardly_moves_the_forecast() -> None:
    random = np.random.default_rng(2)
    calm = random.poisson(5, 290).astype(float)
    shaken = calm.copy()
    shaken[200:204] = 60

    before, after = forecast(calm), forecast(shaken)

    assert before is not None
    assert after is not None
    assert after.mean < before.mean * 1.5


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
def test_the_tail_of_the_bound_is_what_was_asked_for(dispersion: float) -> None:
    week = Forecast(mean=7.0, dispersion=dispersion)
    bound = upper_bound(week, 0.01)

    assert upper_tail(bound + 1, week) <= 0.01 < upper_tail(bound, week)
    assert upper_tail(0, week) == 1.0
