"""The detector on any table of counts: read the rows, judge every series, a line per day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.errors import ConfigError, Problem

NEEDED = ("series", "date", "count")
MISSING = ("", "na", "nan", "null")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row as given: one series, UTC day and source.

    `total` is all items of the source that day, None where the table does not tell. `up` is
    the share (0…1) of the day the source was polled; 0 is a gap, whatever the count says.
    """

    series: str
    day: date
    count: float
    total: float | None = None
    source: str = ""
    up: float = 1.0


def read_table(lines: Iterable[str], *, file: str = "table") -> tuple[TableRow, ...]:
    """Read CSV text with the columns series, date, count and optionally total, source, up.

    A row whose count is empty is a gap. Other columns are ignored.

    Raises:
        ConfigError: Everything wrong with the table, with line and column; a date given
            twice for one series and source included.
    """
    reader = csv.DictReader(lines)
    columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
    if missing := [name for name in NEEDED if name not in columns]:
        text = f"no column {', '.join(map(repr, missing))}; needed are {', '.join(NEEDED)}"
        raise ConfigError([Problem(file=file, line=1, column=1, message=text)])
    problems: list[Problem] = []
    rows: dict[tuple[str, date, str], TableRow] = {}
    for cells in reader:
        cell = {name: (cells.get(given) or "").strip() for name, given in columns.items()}
        try:
            row = _row(cell, has_totals="total" in columns)
            if (row.series, row.day, row.source) in rows:
                raise _CellError("date", f"{row.day} is given twice for this series and source")
            rows[row.series, row.day, row.source] = row
        except _CellError as error:
            at = list(columns).index(error.column) + 1
            text = f"{error.column}: {error}"
            problems.append(Problem(file=file, line=reader.line_num, column=at, message=text))
    if problems:
        raise ConfigError(problems)
    return tuple(rows.values())


class _CellError(ValueError):
    def __init__(self, column: str, text: str) -> None:
        super().__init__(text)
        self.column = column


def _row(cell: Mapping[str, str], *, has_totals: bool) -> TableRow:
    if not cell["series"]:
        raise _CellError("series", "empty")
    count, up = _number(cell, "count"), _number(cell, "up")
    if count is not None and count % 1:
        raise _CellError("count", f"'{cell['count']}' is not a whole number")
    total = _number(cell, "total")
    up = 0.0 if count is None else 1.0 if up is None else up
    if not 0 <= up <= 1:
        raise _CellError("up", f"'{cell['up']}' is not between 0 and 1")
    if has_totals and total is None and up > 0:
        raise _CellError("total", "empty on a day that was polled")
    return TableRow(
        series=cell["series"],
        day=_day(cell["date"]),
        count=count or 0.0,
        total=(total or 0.0) if has_totals else None,
        source=cell.get("source", ""),
        up=up,
    )


def _number(cell: Mapping[str, str], column: str) -> float | None:
    """A number not below zero; None for an empty cell or a column that is not there."""
    text = cell.get(column, "")
    if text.lower() in MISSING:
        return None
    try:
        number = float(text)
    except ValueError:
        raise _CellError(column, f"'{text}' is not a number") from None
    if not 0 <= number < float("inf"):
        raise _CellError(column, f"'{text}' is not a number from zero up")
    return number


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _CellError("date", f"'{text}' is not a date like 2025-03-31") from None
