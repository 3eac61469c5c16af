"""The cumulative sum by hand."""

from __future__ import annotations

import numpy as np

from trends.methods.cusum import cumulative


def test_it_adds_what_lies_above_the_reference_value_and_never_falls_below_zero() -> None:
    residual = np.array([[1.5, -3.0, 0.75, 2.5]])

    assert cumulative(residual, np.ones((1, 4), bool)).tolist() == [[1.0, 0.0, 0.25, 2.25]]


def test_a_day_without_a_verdict_leaves_the_sum_where_it_was() -> None:
    residual = np.array([[1.5, 9.0, 1.5]])

    total = cumulative(residual, np.array([[True, False, True]]))

    assert np.isnan(total[0, 1])
    assert total[0, 2] == 2.0
