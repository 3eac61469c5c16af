"""From a method's own figure to what it means: days between two chance episodes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from trends.judgement import Array

# (days between chance episodes, figure that starts them), rarer last. Figures grow with
# rarity: minus the natural logarithm of a tail probability, or a test statistic.
Curve = tuple[tuple[float, float], ...]
LONGEST_DAYS = 3650.0


def depth(p: Array) -> Array:
    """Minus the natural logarithm of tail probabilities; NaN stays NaN."""
    return np.asarray(-np.log(np.maximum(p, 1e-300)))


def spacing_of(figure: Array, curve: Curve) -> Array:
    """Read figures off a curve, straight in the logarithm of the days.

    With tail probabilities as figures that is straight in log-log. Below the first point
    the first spacing holds; beyond the last the last slope goes on, up to ten years.
    NaN stays NaN.
    """
    days = np.log([point[0] for point in curve])
    at = np.array([point[1] for point in curve])
    assert all(low < high for low, high in pairwise(at)), "a curve must grow rarer"
    slope = (days[-1] - days[-2]) / (at[-1] - at[-2])
    beyond = days[-1] + slope * (np.minimum(figure, 1e6) - at[-1])
    read = np.where(figure > at[-1], beyond, np.interp(figure, at, days))
    read = np.where(np.isnan(figure), np.nan, read)
    return np.asarray(np.exp(np.minimum(read, np.log(LONGEST_DAYS))))
