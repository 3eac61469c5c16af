"""Finding rows by a list of values quickly: the statement is made once for a few lengths."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Select, bindparam

from db.chunks import chunked

# A list is filled up to the next of these lengths by repeating its last value.
LENGTHS = (1, 4, 16, 64, 256)
_Order = Callable[[dict[str, Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Plan:
    sql: str
    order: _Order | None
    row: Callable[..., Any]
    reads: tuple[tuple[int, Callable[[Any], Any]], ...]


class Lookup:
    """A SELECT of rows whose `column` has one of the values of a list.

    The library's own ``IN`` is written anew for every list, which takes longer than the
    database takes to answer.

    Args:
        query: What is asked besides; its named parameters are text or whole numbers.
        column: Holds text or whole numbers.
    """

    def __init__(self, query: Select[*tuple[Any, ...]], column: Column[Any]) -> None:
        self._query = query
        self._column = column
        self._plans: dict[tuple[str, int], _Plan] = {}

    def rows(self, connection: Connection, values: Sequence[Any], **others: Any) -> Iterator[Any]:
        """Give the rows found, each with its columns as attributes, in no certain order."""
        for part in chunked(values, LENGTHS[-1]):
            length = next(length for length in LENGTHS if length >= len(part))
            part += [part[-1]] * (length - len(part))
            plan = self._plan(connection, length)
            given = others | {f"value_{number}": value for number, value in enumerate(part)}
            asked: Any = given if plan.order is None else plan.order(given)
            for row in connection.exec_driver_sql(plan.sql, asked).all():
                found = list(row)
                for place, read in plan.reads:
                    found[place] = read(found[place])
                yield plan.row(*found)

    def _plan(self, connection: Connection, length: int) -> _Plan:
        key = (connection.dialect.name, length)
        if key not in self._plans:
            self._plans[key] = self._compile(connection, length)
        return self._plans[key]

    def _compile(self, connection: Connection, length: int) -> _Plan:
        dialect = connection.dialect
        kind = self._column.type
        values = [bindparam(f"value_{number}", type_=kind) for number in range(length)]
        compiled = self._query.where(self._column.in_(values)).compile(dialect=dialect)
        columns = list(self._query.selected_columns)
        reads = (
            (place, column.type.dialect_impl(dialect).result_processor(dialect, None))
            for place, column in enumerate(columns)
        )
        places = compiled.positiontup
        return _Plan(
            sql=str(compiled),
            order=_in_order(places) if places else None,
            row=namedtuple("Found", [str(column.key) for column in columns]),
            reads=tuple((place, read) for place, read in reads if read is not None),
        )


def _in_order(places: Sequence[str]) -> _Order:
    if len(places) == 1:
        return lambda given: (given[places[0]],)
    return itemgetter(*places)
