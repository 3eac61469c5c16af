"""Write rows as CSV, JSON lines or Parquet, so that no cell is ever run as a formula."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import IO, Any

import pandas as pd

Row = Mapping[str, Any]

# A spreadsheet runs a cell that begins with one of these; an apostrophe makes it text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(rows: Iterable[Row], columns: Sequence[str], file: IO[str]) -> int:
    """Write a header and a line per row; returns how many rows there were."""
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
        count += 1
    return count


def write_json_lines(rows: Iterable[Row], columns: Sequence[str], file: IO[str]) -> int:
    """Write one JSON object per row; returns how many rows there were."""
    count = 0
    for row in rows:
        plain = {name: _plain(row.get(name)) for name in columns}
        file.write(json.dumps(plain, ensure_ascii=False) + "\n")
        count += 1
    return count


def write_parquet(rows: Iterable[Row], columns: Sequence[str], file: IO[bytes]) -> int:
    """Write a Parquet table; returns how many rows there were."""
    table = pd.DataFrame(
        [{name: _flat(row.get(name)) for name in columns} for row in rows], columns=list(columns)
    )
    table.to_parquet(file, index=False)
    return len(table)


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return value
    text = str(_plain(value)) if not isinstance(value, list | tuple | dict) else _flat(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _flat(value: Any) -> Any:
    if isinstance(value, list | tuple | dict):
        return json.dumps(_plain(value), ensure_ascii=False)
    return value
