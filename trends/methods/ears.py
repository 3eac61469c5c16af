"""EARS C1, C2 and C3: today against the mean and sd of seven recent days.

Formula: C1 = (y - mean) / sd over the 7 observed days before; C2 the same over the 7 days
that end two days earlier, so that a build-up does not hide itself; C3 = the sum of
max(0, C2 - 1) over today and the two days before.

Source: Fricker, Hegler and Dunfee (2008), Statist. Med. 27:3407-3429.
History needed: 7, 9 and 11 observed days. Knows neither weekdays nor which feeds worked, so
its rate of false alarms differs widely between rare and busy indicators.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from scipy.special import ndtr

from trends.calibration import Curve, spacing_of
from trends.judgement import Array, Judgement
from trends.methods.summed import summed
from trends.panel import Panel

BASELINE_DAYS = 7
GUARD_DAYS = 2
# A week of equal counts has no scatter; without a floor any count above would be infinite.
LEAST_SD = 0.5

# (days between chance episodes, statistic), measured on the simulated series as for EW-NB.
C1_CURVE: Curve = (
    (1.0, 0.0),
    (45.0, 3.59),
    (60.0, 4.0),
    (90.0, 4.81),
    (180.0, 6.0),
    (365.0, 8.0),
    (540.0, 9.43),
)
C2_CURVE: Curve = (
    (1.0, 0.0),
    (45.0, 3.43),
    (60.0, 3.9),
    (90.0, 4.57),
    (180.0, 6.0),
    (365.0, 8.0),
    (540.0, 8.88),
)
C3_CURVE: Curve = (
    (1.0, 0.0),
    (45.0, 3.0),
    (60.0, 3.74),
    (90.0, 4.92),
    (180.0, 6.99),
    (365.0, 9.16),
    (540.0, 10.4),
)


class Statistic(Protocol):
    """One of C1, C2, C3."""

    def __call__(self, counts: Array, *, least_sd: float = 0.0) -> Array: ...


def baseline(counts: Array, *, guard: int) -> tuple[Array, Array]:
    """Mean and sd (n - 1) of the 7 counts that end `guard` days before each day.

    Args:
        counts: Counts, oldest first along the last axis, shape (…, T). A day without
            coverage must not be passed as zero: leave it out.
        guard: Days left out between baseline and day, 0 or more.

    Returns:
        Two arrays of the shape of `counts`, NaN where there is too little history.
    """
    mean, sd = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    need = BASELINE_DAYS + guard
    if counts.shape[-1] > need:
        windows = np.lib.stride_tricks.sliding_window_view(counts, BASELINE_DAYS, axis=-1)
        past = windows[..., : counts.shape[-1] - need, :]
        mean[..., need:], sd[..., need:] = past.mean(-1), past.std(-1, ddof=1)
    return mean, sd


def c1(counts: Array, *, least_sd: float = 0.0) -> Array:
    """C1 of each day; NaN with fewer than 7 days before it, or no scatter and no excess."""
    return _standardised(counts, guard=0, least_sd=least_sd)


def c2(counts: Array, *, least_sd: float = 0.0) -> Array:
    """C2 of each day; NaN with fewer than 9 days before it, or no scatter and no excess."""
    return _standardised(counts, guard=GUARD_DAYS, least_sd=least_sd)


def c3(counts: Array, *, least_sd: float = 0.0) -> Array:
    """C3 of each day; NaN with fewer than 11 days before it."""
    excess = np.maximum(c2(counts, least_sd=least_sd) - 1.0, 0.0)
    total = np.full(counts.shape, np.nan)
    total[..., 2:] = excess[..., 2:] + excess[..., 1:-1] + excess[..., :-2]
    return total


def detect_c1(panel: Panel) -> Judgement:
    """C1 on the summed stream."""
    return _judged(panel, c1, guard=0, curve=C1_CURVE)


def detect_c2(panel: Panel) -> Judgement:
    """C2 on the summed stream."""
    return _judged(panel, c2, guard=GUARD_DAYS, curve=C2_CURVE)


def detect_c3(panel: Panel) -> Judgement:
    """C3 on the summed stream."""
    return _judged(panel, c3, guard=GUARD_DAYS, curve=C3_CURVE)


def on_summed(panel: Panel, statistic: Statistic) -> Array:
    """A statistic over the seen days of the summed stream, shape (I, T); NaN on gaps."""
    stream = summed(panel)
    return stream.on_calendar(statistic(stream.counts[:, stream.is_seen], least_sd=LEAST_SD))


def _standardised(counts: Array, *, guard: int, least_sd: float) -> Array:
    mean, sd = baseline(counts, guard=guard)
    sd = np.maximum(sd, least_sd)
    excess = counts - mean
    flat = np.select([excess > 0, excess < 0], [np.inf, -np.inf], default=np.nan)
    return np.asarray(np.divide(excess, sd, out=flat, where=~(sd == 0)))


def _judged(panel: Panel, statistic: Statistic, *, guard: int, curve: Curve) -> Judgement:
    """The statistic with the baseline it was read against."""
    stream = summed(panel)
    seen = baseline(stream.counts[:, stream.is_seen], guard=guard)
    mean, sd = (stream.on_calendar(part) for part in seen)
    figure = on_summed(panel, statistic)
    return stream.judgement(
        expected=mean,
        spread=np.maximum(sd, LEAST_SD) ** 2,
        p=ndtr(-figure),
        spacing_days=spacing_of(figure, curve),
    )
