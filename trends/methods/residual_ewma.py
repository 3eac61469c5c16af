"""EWMA of Pearson residuals on the panel: a smoothed distance from what the panel expects.

Formula: r = (Y - M) / sqrt(f·M + V) with the panel's figures of EW-NB; z = .8·z + .2·r,
divided by its own long-run sd sqrt(.2 / 1.8). Days without a verdict leave z where it is.

Source: Roberts (1959), Technometrics 1:239-250; on residuals of a count model as in
Elbert and Burkom (2009), Statist. Med. 28:3226-3248.
History needed: that of EW-NB, 21 days per feed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.special import ndtr

from trends.calibration import Curve, spacing_of
from trends.judgement import Array, Flags, Judgement
from trends.methods import ewnb
from trends.panel import Panel

RATE = 0.2
# (days between chance episodes, figure), measured on the simulated series as for EW-NB.
CURVE: Curve = (
    (1.0, 0.0),
    (45.0, 1.69),
    (60.0, 2.11),
    (90.0, 2.61),
    (180.0, 3.62),
    (365.0, 4.95),
    (540.0, 5.87),
)


def detect(panel: Panel) -> Judgement:
    """Judge every indicator and day of a panel; shape (I, T)."""
    return judge(ewnb.detect(panel))


def judge(base: Judgement) -> Judgement:
    """Put the smoothed residual in the place of the pair's tests."""
    smoothed = figure(base)
    return replace(
        base,
        p_fast=ndtr(-smoothed),
        p_slow=np.full(smoothed.shape, np.nan),
        spacing_days=spacing_of(smoothed, CURVE),
    )


def figure(base: Judgement) -> Array:
    """The smoothed residual of a panel judged by EW-NB."""
    return smoothed_residual(residuals(base), base.is_judged)


def residuals(base: Judgement) -> Array:
    """Pearson residuals; zero on days without a verdict."""
    distance = np.where(base.is_judged, base.observed - base.expected, 0.0)
    return np.asarray(distance / np.sqrt(np.maximum(base.spread, 1e-9)))


def smoothed_residual(residual: Array, is_judged: Flags) -> Array:
    """The smoothed residual in its own long-run sd, along the last axis; NaN unjudged."""
    level = np.zeros(residual.shape[:-1])
    smoothed = np.full(residual.shape, np.nan)
    for t in range(residual.shape[-1]):
        judged = is_judged[..., t]
        level = np.where(judged, (1 - RATE) * level + RATE * residual[..., t], level)
        smoothed[..., t] = np.where(judged, level / np.sqrt(RATE / (2 - RATE)), np.nan)
    return smoothed
