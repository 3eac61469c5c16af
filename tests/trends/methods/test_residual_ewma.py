"""The smoothed residual by hand."""

from __future__ import annotations

import numpy as np
import pytest

from trends.methods.residual_ewma import smoothed_residual


def test_one_residual_fades_by_a_fifth_a_day_in_units_of_the_long_run_sd() -> None:
    residual = np.array([[3.0, 0.0]])

    smoothed = smoothed_residual(residual, np.ones((1, 2), bool))

    assert smoothed[0].tolist() == pytest.approx([0.6 * 3, 0.48 * 3])


def test_a_lasting_shift_of_one_sd_ends_at_three() -> None:
    smoothed = smoothed_residual(np.ones((1, 99)), np.ones((1, 99), bool))

    assert smoothed[0, -1] == pytest.approx(3.0)


def test_a_day_without_a_verdict_leaves_it_where_it_was() -> None:
    smoothed = smoothed_residual(np.array([[3.0, 9.0, 0.0]]), np.array([[True, False, True]]))

    assert np.isnan(smoothed[0, 1])
    assert smoothed[0, 2] == pytest.approx(0.48 * 3)
