"""What every detector gives back: expectation, spread and tail figures as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One detector's answer for every indicator and day; each array has shape (…, I, T).

    `is_judged` is False where the method must stay silent; all other figures but `coverage`
    and `history_days` mean nothing there. `observed` counts the feeds the expectation is
    for. `error` is the variance of `expected` itself, `spread` the variance of a day's
    count around it. `usual` is the expectation on an average day with every known feed
    working. `p_fast`, `p_slow` and `spacing_days` are NaN where the method has none.
    `history_days`, shape (…, T), counts the earlier days on which any feed worked.
    """

    is_judged: Flags
    observed: Array
    expected: Array
    error: Array
    spread: Array
    usual: Array
    coverage: Array
    p_fast: Array
    p_slow: Array
    spacing_days: Array
    history_days: NDArray[np.int64]
