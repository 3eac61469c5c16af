"""EW-NB pair: what the same working, known feeds delivered, against what they normally do.

Formula, for feed s and indicator i on one day:

* learnt rate  l = (h + a·v·R) / (t + a): matches h and polled days t, both forgotten by
  d = .97 a day, drawn to the feed's volume v times the pooled match share R with weight a = .5
* weekday weight w: the feed's items on this weekday over its mean day, drawn to the pool
* panel: feeds polled today, not silent, with at least 21 learnt days; u = polled share · w
* expected M = Σ u·l, its variance V = Σ u²·l/(t + a), coverage = M / (M had all known
  feeds worked), no verdict below .3
* dispersion f = smoothed Pearson statistic with a prior of 30 days at 1.5
* both tests smooth observed and expected with the same weights (.3 fast, .1 slow) and read
  the upper tail of a negative binomial with mean M and variance f·M + V

The day is tested first and learnt afterwards; a day above M + 4 sd + .5 is learnt as that cap.

Source: forgotten-rate and quasi-likelihood baselines as in Farrington et al. (1996), JRSS A
159:547-563, exponentially weighted as in Elbert and Burkom (2009), Statist. Med. 28:3226-3248.
History needed: 21 days per feed before it joins the panel.
"""

from __future__ import annotations

from math import log

import numpy as np
from scipy.special import betainc

from trends.calibration import Curve, depth, spacing_of
from trends.judgement import Array, Flags, Judgement
from trends.learnt import DEFAULTS, Day, DayFigures, Learnt, Settings
from trends.panel import Panel

STACKED = (
    *("is_working", "is_judged", "observed", "expected"),
    *("error", "dispersion", "usual", "coverage"),
)
# By chance, either test of the pair starts one episode in so many days per indicator when it
# is read at one in so many: (days, fast, slow). Measured on 300 simulated eventless series of
# 450 days and repeated by `bench/detect.py`. Either test alone needs less: 1/89, 1/20 for 90.
PAIR = (
    *((45.0, 31.0, 6.6), (60.0, 79.0, 11.3), (90.0, 170.0, 22.5)),
    *((180.0, 707.0, 81.4), (365.0, 2930.0, 299.0), (540.0, 5960.0, 570.0)),
)
PAIR_FAST: Curve = ((1.0, 0.0), *((days, log(fast)) for days, fast, _ in PAIR))
PAIR_SLOW: Curve = ((1.0, 0.0), *((days, log(slow)) for days, _, slow in PAIR))


def run(
    *,
    weekdays: list[int],
    polled: Array,
    items: Array,
    counts: Array,
    is_expected: Flags,
    elapsed: float = 1.0,
    settings: Settings = DEFAULTS,
) -> Judgement:
    """Replay whole panels day by day, oldest first.

    Args:
        weekdays: Weekday 0…6 of each of the T days.
        polled: Shares seen, shape (…, S, T), 0…1.
        items: Items a feed and day, shape (…, S, T).
        counts: Stories, shape (…, S, I, T).
        is_expected: Whether the feed was configured, shape (…, S, T).
        elapsed: Share of the newest day that is over.
        settings: The fixed choices.

    Returns:
        Figures of shape (…, I, T); nothing is judged before a feed has 21 learnt days.
    """
    learnt = Learnt(counts.shape[:-1], settings=settings)
    by_day = np.moveaxis(counts, -1, 0).astype(float)
    polled, items = np.moveaxis(polled, -1, 0), np.moveaxis(items, -1, 0)
    is_expected = np.moveaxis(is_expected, -1, 0)
    last = len(weekdays) - 1
    figures = [
        learnt.step(
            Day(
                weekday=weekday,
                polled=polled[t],
                items=items[t],
                counts=by_day[t],
                is_expected=is_expected[t],
                elapsed=elapsed if t == last else 1.0,
            )
        )
        for t, weekday in enumerate(weekdays)
    ]
    return _judgement(figures)


def detect(panel: Panel, *, settings: Settings = DEFAULTS) -> Judgement:
    """Judge every indicator and day of a panel; shape (I, T)."""
    return run(
        weekdays=[day.weekday() for day in panel.days],
        polled=panel.up,
        items=panel.items,
        counts=panel.counts,
        is_expected=panel.is_expected,
        elapsed=panel.elapsed,
        settings=settings,
    )


def tail(smoothed: tuple[Array, Array, Array], day: DayFigures) -> Array:
    """Upper tail of the smoothed count: a negative binomial matched to mean and variance."""
    seen, mean, squared = smoothed
    scale = mean / np.maximum(squared, 1e-12)
    centre = np.maximum(scale * mean, 1e-9)
    relative_error = day.error / np.maximum(day.expected**2, 1e-12)
    variance = np.maximum(day.dispersion * centre + centre**2 * relative_error, centre * 1.0005)
    size = centre**2 / (variance - centre)
    tail: Array = betainc(scale * seen + 0.5, size, centre / (size + centre))
    return np.where(day.is_judged, tail, np.nan)


def spacing(p_fast: Array, p_slow: Array) -> Array:
    """Days between two chance episodes of the pair as extreme as this day, per indicator."""
    return np.fmax(spacing_of(depth(p_fast), PAIR_FAST), spacing_of(depth(p_slow), PAIR_SLOW))


def _judgement(figures: list[DayFigures]) -> Judgement:
    """Stack the days along the last axis and read all tails at once."""
    day = DayFigures(
        **{name: np.stack([getattr(one, name) for one in figures], axis=-1) for name in STACKED},
        fast=_stack([one.fast for one in figures]),
        slow=_stack([one.slow for one in figures]),
    )
    p_fast, p_slow = tail(day.fast, day), tail(day.slow, day)
    return Judgement(
        is_judged=day.is_judged,
        observed=day.observed,
        expected=day.expected,
        error=day.error,
        spread=day.dispersion * day.expected + day.error,
        usual=day.usual,
        coverage=day.coverage,
        p_fast=p_fast,
        p_slow=p_slow,
        spacing_days=spacing(p_fast, p_slow),
        history_days=np.cumsum(day.is_working, axis=-1) - day.is_working,
    )


def _stack(parts: list[tuple[Array, Array, Array]]) -> tuple[Array, Array, Array]:
    """The three smoothed sums of every day, each stacked along the last axis."""
    seen, mean, squared = (np.stack(column, axis=-1) for column in zip(*parts, strict=True))
    return seen, mean, squared
