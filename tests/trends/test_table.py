"""A table of counts is read whole, or refused with everything that is wrong with it."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import ConfigError
from trends.table import TableRow, read_table


def test_the_three_needed_columns_are_enough() -> None:
    rows = read_table(["series,date,count\n", "tolls,2025-03-01,4\n"])

    assert rows == (TableRow(series="tolls", day=date(2025, 3, 1), count=4),)


def test_columns_may_come_in_any_order_beside_others() -> None:
    lines = ["note,up,source,count,total,date,series", "x,0.5,koha,1,30,2025-03-01,tolls"]

    assert read_table(lines) == (
        TableRow(series="tolls", day=date(2025, 3, 1), count=1, total=30, source="koha", up=0.5),
    )


@pytest.mark.parametrize("empty", ["", "NA", "nan"])
def test_a_row_without_a_count_is_a_gap_not_a_zero(empty: str) -> None:
    (row,) = read_table(["series,date,count", f"tolls,2025-03-01,{empty}"])

    assert row.up == 0


def test_all_that_is_wrong_is_said_at_once_with_line_and_column() -> None:
    lines = [
        "series,date,count,up",
        "tolls,2025-03-01,1,1",
        "tolls,1.3.2025,1,1",
        "tolls,2025-03-02,many,1",
        "tolls,2025-03-03,-1,1",
        "tolls,2025-03-04,1.5,1",
        "tolls,2025-03-05,1,2",
        ",2025-03-06,1,1",
        "tolls,2025-03-01,9,1",
    ]

    with pytest.raises(ConfigError) as caught:
        read_table(lines, file="counts.csv")

    assert [str(problem) for problem in caught.value.problems] == [
        "counts.csv:3:2: date: '1.3.2025' is not a date like 2025-03-31",
        "counts.csv:4:3: count: 'many' is not a number",
        "counts.csv:5:3: count: '-1' is not a number from zero up",
        "counts.csv:6:3: count: '1.5' is not a whole number",
        "counts.csv:7:4: up: '2' is not between 0 and 1",
        "counts.csv:8:1: series: empty",
        "counts.csv:9:2: date: 2025-03-01 is given twice for this series and source",
    ]


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ConfigError, match="no column 'date', 'count'"):
        read_table(["series,n"])


def test_a_total_may_be_missing_only_on_a_day_not_polled() -> None:
    header = "series,date,count,total"

    assert read_table([header, "tolls,2025-03-01,,"])[0].up == 0
    with pytest.raises(ConfigError, match="total: empty"):
        read_table([header, "tolls,2025-03-01,3,"])
