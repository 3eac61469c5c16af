"""Usual ranges agree with the exact quantiles."""

from __future__ import annotations

import numpy as np
from scipy.stats import nbinom, poisson

from trends.ranges import quantile, usual_range


def test_quantiles_are_those_of_the_negative_binomial() -> None:
    random = np.random.default_rng(5)
    mean = 10 ** random.uniform(-4, 3, 2000)
    variance = mean * random.uniform(1.01, 8, 2000)
    size = mean**2 / (variance - mean)

    for share in (0.01, 0.05, 0.5, 0.95, 0.99):
        exact = nbinom.ppf(share, size, size / (size + mean))
        assert (quantile(mean, variance, share) == exact).all()


def test_a_variance_at_the_mean_reads_as_poisson() -> None:
    mean = np.array([0.2, 3.0, 50.0])

    assert (quantile(mean, mean, 0.95) == poisson.ppf(0.95, mean)).all()


def test_missing_stays_missing_and_nothing_expected_is_nothing() -> None:
    lower, upper = usual_range(np.array([np.nan, 0.0]), np.array([1.0, 0.0]))

    assert np.isnan(lower[0])
    assert np.isnan(upper[0])
    assert (lower[1], upper[1]) == (0, 0)
