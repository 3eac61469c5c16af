"""The summed stream adds what was polled and keeps gaps."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trends.methods.summed import summed
from trends.panel import Panel

MakePanel = Callable[..., Panel]


def test_polled_feeds_are_added_and_a_feeds_first_day_is_left_out(make_panel: MakePanel) -> None:
    up = np.array([[1, 1, 1, 0], [0, 1, 1, 0]])

    stream = summed(make_panel([[5, 1, 2, 0], [9, 40, 3, 0]], up=up))

    assert stream.counts.tolist() == [[0, 1, 5, 0]]
    assert stream.coverage.tolist() == [0.5, 1.0, 1.0, 0.0]
    assert stream.is_seen.tolist() == [False, True, True, False]


def test_figures_of_seen_days_go_back_to_their_dates(make_panel: MakePanel) -> None:
    stream = summed(make_panel([1, 2, 3, 4], up=np.array([[1, 1, 0, 1]])))

    spread = stream.on_calendar(np.array([[7.0, 8.0]]))

    assert spread[0, [1, 3]].tolist() == [7, 8]
    assert np.isnan(spread[0, [0, 2]]).all()
