"""Any table of counts can be judged; each series by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from trends.detect_table import detect_table
from trends.methods import METHODS
from trends.table import TableRow

FIRST = date(2025, 1, 6)
STEADY = [3, 2, 4, 3, 3, 2, 4] * 12


def rows(
    series: str,
    counts: Sequence[int | None],
    *,
    source: str = "",
    total: float | None = None,
    start: int = 0,
) -> list[TableRow]:
    return [
        TableRow(
            series=series,
            day=FIRST + timedelta(days=start + n),
            count=count or 0,
            total=total,
            source=source,
            up=0.0 if count is None else 1.0,
        )
        for n, count in enumerate(counts)
    ]


def test_a_line_stands_for_each_series_and_day() -> None:
    lines = detect_table(rows("b", [1, 2]) + rows("a", [3], start=5))

    assert [(line.series, line.date, line.observed) for line in lines] == [
        ("a", "2025-01-11", 3),
        ("b", "2025-01-06", 1),
        ("b", "2025-01-07", 2),
    ]


def test_a_rise_shows_without_totals_or_sources() -> None:
    line = detect_table(rows("tolls", [*STEADY, 15]))[-1]

    assert line.status == "watch"
    assert line.expected == pytest.approx(3, rel=0.15)
    assert line.observed == 15
    assert line.observed > (line.upper_bound or 99)
    assert (line.spacing_days or 0) > 90


def test_a_missing_day_and_an_unpolled_day_are_gaps() -> None:
    lines = detect_table(rows("tolls", [*STEADY, None]) + rows("tolls", [3], start=86))

    assert [line.observed for line in lines[-4:]] == [STEADY[-1], None, None, 3]
    assert [line.status for line in lines[-3:]] == ["unknown", "unknown", "routine"]
    assert [line.coverage for line in lines[-3:-1]] == [0.0, 0.0]


def test_a_long_quiet_stretch_of_counts_is_no_silent_source() -> None:
    line = detect_table(rows("tolls", STEADY + [0] * 20))[-1]

    assert (line.observed, line.coverage) == (0, 1.0)


def test_sources_make_the_panel_and_one_that_fails_lowers_coverage() -> None:
    both = rows("tolls", STEADY, source="a", total=30.0)
    both += rows("tolls", [*STEADY[:-1], None], source="b", total=30.0)

    line = detect_table(both)[-1]

    assert line.coverage == pytest.approx(0.5, abs=0.05)
    assert line.observed == STEADY[-1]


def test_a_series_is_judged_the_same_whatever_else_is_in_the_table() -> None:
    own = rows("tolls", [*STEADY, 9], source="a", total=30.0, start=3)
    others = rows("asm", [1] * 30, source="a", total=5.0)
    others += rows("asm", [2] * 99, source="b", total=7.0)

    alone = detect_table(own)
    together = tuple(line for line in detect_table(own + others) if line.series == "tolls")

    assert together == alone


@pytest.mark.parametrize("method", METHODS)
def test_every_method_judges_a_table(method: str) -> None:
    lines = detect_table(rows("tolls", STEADY), method=method)

    assert len(lines) == len(STEADY)


def test_an_empty_table_has_no_lines() -> None:
    assert detect_table([]) == ()
