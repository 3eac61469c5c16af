"""The detectors by name. One line here, one file beside it, one test against published numbers."""

from __future__ import annotations

from collections.abc import Callable

from trends.judgement import Judgement
from trends.methods import cusum, ears, ewnb, farrington, residual_ewma
from trends.panel import Panel

METHODS: dict[str, Callable[[Panel], Judgement]] = {
    "ewnb": ewnb.detect,
    "ears_c1": ears.detect_c1,
    "ears_c2": ears.detect_c2,
    "ears_c3": ears.detect_c3,
    "cusum": cusum.detect,
    "residual_ewma": residual_ewma.detect,
    "farrington": farrington.detect,
}
