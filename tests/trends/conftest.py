"""Small panels to judge by hand, and the recorded series where they stand beside the checkout."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from trends.panel import Panel

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "detection"
FIRST = date(2025, 1, 6)  # a Monday

MakePanel = Callable[..., Panel]


@pytest.fixture
def make_panel() -> MakePanel:
    """A panel from stories (T,) or (S, T); every feed polled and busy unless `up` says no."""

    def make(
        stories: object, *, up: object = 1.0, items: object = 20.0, elapsed: float = 1.0
    ) -> Panel:
        counts = np.atleast_2d(np.asarray(stories, float))
        shape = counts.shape
        return Panel(
            days=tuple(FIRST + timedelta(days=t) for t in range(shape[1])),
            feeds=tuple(f"feed{s}" for s in range(shape[0])),
            indicators=("crossing-closed",),
            up=np.broadcast_to(np.asarray(up, float), shape).copy(),
            items=np.broadcast_to(np.asarray(items, float), shape).copy(),
            counts=counts[:, None, :],
            is_expected=np.ones(shape, bool),
            elapsed=elapsed,
        )

    return make


@pytest.fixture(scope="session")
def recorded() -> Path:
    """The folder with the recorded series; skips where it is absent."""
    if not RECORDED.exists():
        pytest.skip(f"no recorded series at {RECORDED}")
    return RECORDED
