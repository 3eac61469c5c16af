"""Usual ranges: quantiles of a negative binomial given by its mean and variance."""

from __future__ import annotations

import numpy as np
from scipy.special import betainc, ndtri

from trends.judgement import Array

LOWER, UPPER = 0.05, 0.95
LEAST_EXCESS = 1.0005  # a variance at the mean is read as (nearly) Poisson


def usual_range(mean: Array, variance: Array) -> tuple[Array, Array]:
    """The 5 % and 95 % quantiles of a count; NaN where the mean is not a number."""
    return quantile(mean, variance, LOWER), quantile(mean, variance, UPPER)


def quantile(mean: Array, variance: Array, share: float) -> Array:
    """The smallest count that at least `share` of the distribution does not exceed.

    Args:
        mean: Expected counts, any shape; NaN gives NaN, zero gives zero.
        variance: Their variances, raised to the mean where below it.
        share: Between 0 and 1.
    """
    answer = np.where(np.isnan(mean), np.nan, 0.0)
    mean = np.where(np.isnan(mean), 0.0, mean)
    variance = np.maximum(variance, mean * LEAST_EXCESS)
    open_ = np.flatnonzero(mean > 1e-9)
    centre, spread = mean.flat[open_], variance.flat[open_]
    size = centre**2 / (spread - centre)
    none_at_all = (size / (size + centre)) ** size
    above = none_at_all < share
    open_, centre, spread, size = open_[above], centre[above], spread[above], size[above]
    answer.flat[open_] = _search(centre, spread, size, share)
    return answer


def _search(mean: Array, variance: Array, size: Array, share: float) -> Array:
    """Start at the skew-corrected normal quantile and walk to the right count."""
    z = float(ndtri(share))
    skew = (2 * variance / mean - 1) / np.sqrt(variance)
    guess = mean + np.sqrt(variance) * (z + skew * (z * z - 1) / 6)
    count = np.maximum(np.rint(guess), 1.0)
    odds = mean / (size + mean)
    up = np.flatnonzero(_exceeded(count, size, odds) > 1 - share)
    moved = up
    while moved.size:
        count[moved] += 1
        moved = moved[_exceeded(count[moved], size[moved], odds[moved]) > 1 - share]
    down = np.setdiff1d(np.arange(count.size), up, assume_unique=True)
    while down.size:
        fits = _exceeded(count[down] - 1, size[down], odds[down]) <= 1 - share
        down = down[fits & (count[down] > 1)]
        count[down] -= 1
    return count


def _exceeded(count: Array, size: Array, odds: Array) -> Array:
    """Probability of more than `count`."""
    return np.asarray(betainc(count + 1, size, odds))
