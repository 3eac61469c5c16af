"""Figures are read off their curve, straight in log-log."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from trends.calibration import Curve, depth, spacing_of

CURVE: Curve = ((1.0, 0.0), (90.0, log(100)), (180.0, log(400)))


def read(p: float) -> float:
    return float(spacing_of(depth(np.array(p)), CURVE))


def test_points_of_the_curve_are_met() -> None:
    assert [read(1.0), read(1 / 100), read(1 / 400)] == pytest.approx([1, 90, 180])


def test_between_points_the_reading_is_straight_in_log_log() -> None:
    assert read(1 / 200) == pytest.approx(90 * 2**0.5)


def test_beyond_the_last_point_the_slope_goes_on_up_to_ten_years() -> None:
    assert read(1 / 1600) == pytest.approx(360)
    assert read(0.0) == pytest.approx(3650)


def test_what_is_missing_stays_missing() -> None:
    assert np.isnan(read(float("nan")))
