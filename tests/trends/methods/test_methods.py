"""What every method in the table owes, whichever it is."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from trends.judgement import Judgement
from trends.methods import METHODS
from trends.panel import Panel

MakePanel = Callable[..., Panel]
YEARS = 7 * (3 * 52 + 10)


@pytest.fixture
def lively(make_panel: MakePanel) -> Panel:
    """Over three years of two feeds with an outage of both."""
    random = np.random.default_rng(8)
    up = np.ones((2, YEARS))
    up[:, 30:33] = 0
    return make_panel(random.poisson(2, (2, YEARS)), up=up)


@pytest.mark.parametrize("name", METHODS)
def test_every_figure_has_a_place_for_each_indicator_and_day(lively: Panel, name: str) -> None:
    judged = METHODS[name](lively)

    assert isinstance(judged, Judgement)
    assert judged.history_days.shape == (YEARS,)
    assert judged.observed.shape == judged.spacing_days.shape == judged.coverage.shape == (1, YEARS)


@pytest.mark.parametrize("name", METHODS)
def test_an_outage_is_never_judged(lively: Panel, name: str) -> None:
    assert not METHODS[name](lively).is_judged[:, 30:33].any()


@pytest.mark.parametrize("name", sorted(set(METHODS) - {"farrington"}))
def test_a_great_rise_is_rarer_than_an_ordinary_day(make_panel: MakePanel, name: str) -> None:
    steady = [3, 2, 4, 3, 3, 2, 4] * 12

    judged = METHODS[name](make_panel([*steady, 30]))

    assert judged.spacing_days[0, -1] > 90
    assert judged.spacing_days[0, -2] < 90


def test_farrington_speaks_only_after_years_without_a_gap(make_panel: MakePanel) -> None:
    steady = np.tile([3, 2, 4, 3, 3, 2, 4], YEARS // 7)
    steady[-1] = 60

    judged = METHODS["farrington"](make_panel(steady))

    assert np.flatnonzero(judged.is_judged[0])[0] == 1 + 7 * (3 * 52 + 4) - 1
    assert judged.expected[0, -1] == pytest.approx(3, rel=0.05)
    assert judged.p_fast[0, -1] < 1e-6
