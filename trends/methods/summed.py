"""The summed stream that simpler methods watch: every polled feed added up, gaps left out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trends.judgement import Array, Flags, Judgement
from trends.panel import Panel

LEAST_COVERAGE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Summed:
    """Counts (I, T) over the feeds polled, `coverage` (T,) as the share of polling that worked.

    `is_seen` (T,) is False where coverage is below .3: such a day is no observation.
    """

    counts: Array
    coverage: Array
    is_seen: Flags

    def on_calendar(self, figures: Array) -> Array:
        """Spread figures of the seen days over all days; NaN on the others."""
        spread = np.full(self.counts.shape, np.nan)
        spread[:, self.is_seen] = figures
        return spread

    def judgement(
        self, *, expected: Array, spread: Array, p: Array, spacing_days: Array
    ) -> Judgement:
        """A judgement wherever there is an expectation; all arguments are (I, T)."""
        none = np.full(self.counts.shape, np.nan)
        return Judgement(
            is_judged=~np.isnan(expected),
            observed=self.counts,
            expected=expected,
            error=np.zeros(self.counts.shape),
            spread=spread,
            usual=np.nan_to_num(expected),
            coverage=np.broadcast_to(self.coverage, self.counts.shape),
            p_fast=p,
            p_slow=none,
            spacing_days=spacing_days,
            history_days=np.cumsum(self.is_seen) - self.is_seen,
        )


def summed(panel: Panel) -> Summed:
    """Add up all feeds polled each day; a feed's first day is its backlog and left out."""
    is_polled = panel.up > 0
    is_first = is_polled & (np.cumsum(is_polled, axis=-1) == 1)
    counted = is_polled & ~is_first
    wanted = panel.is_expected.sum(0).astype(float)
    if wanted.size:
        wanted[-1] *= panel.elapsed
    got = np.where(panel.is_expected, panel.up, 0.0).sum(0)
    coverage = np.divide(got, wanted, out=np.zeros_like(wanted), where=wanted > 0)
    return Summed(
        counts=np.einsum("st,sit->it", counted.astype(float), panel.counts),
        coverage=np.minimum(coverage, 1.0),
        is_seen=counted.any(0) & (coverage >= LEAST_COVERAGE),
    )
