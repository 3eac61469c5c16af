"""CUSUM on the panel: the sum of what each day lies above expectation, never below zero.

Formula: r = (Y - M) / sqrt(f·M + V) with the panel's figures of EW-NB; C = max(0, C + r - k)
with the reference value k = .5, made for a lasting rise of one sd. Days without a verdict
leave C where it is. C has no tail probability: only its measured spacing is given.

Source: Page (1954), Biometrika 41:100-115; on standardised counts as in Rossi, Lampugnani
and Marchi (1999), Statist. Med. 18:2111-2122.
History needed: that of EW-NB, 21 days per feed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trends.calibration import Curve, spacing_of
from trends.judgement import Array, Flags, Judgement
from trends.methods import ewnb
from trends.methods.residual_ewma import residuals
from trends.panel import Panel

REFERENCE_VALUE = 0.5
# (days between chance episodes, figure), measured on the simulated series as for EW-NB.
CURVE: Curve = (
    (1.0, 0.0),
    (45.0, 2.39),
    (60.0, 2.99),
    (90.0, 3.83),
    (180.0, 5.6),
    (365.0, 7.92),
    (540.0, 9.42),
)


def detect(panel: Panel) -> Judgement:
    """Judge every indicator and day of a panel; shape (I, T)."""
    return judge(ewnb.detect(panel))


def judge(base: Judgement) -> Judgement:
    """Put the cumulative sum in the place of the pair's tests."""
    total = figure(base)
    none = np.full(total.shape, np.nan)
    return replace(base, p_fast=none, p_slow=none, spacing_days=spacing_of(total, CURVE))


def figure(base: Judgement) -> Array:
    """The cumulative sum of a panel judged by EW-NB."""
    return cumulative(residuals(base), base.is_judged)


def cumulative(residual: Array, is_judged: Flags) -> Array:
    """The one-sided cumulative sum along the last axis; NaN on days without a verdict."""
    total = np.zeros(residual.shape[:-1])
    totals = np.full(residual.shape, np.nan)
    for t in range(residual.shape[-1]):
        judged = is_judged[..., t]
        carried = np.maximum(0.0, total + residual[..., t] - REFERENCE_VALUE)
        total = np.where(judged, carried, total)
        totals[..., t] = np.where(judged, total, np.nan)
    return totals
