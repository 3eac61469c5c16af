"""Writing many rows quickly: a statement compiled once, its rows handed straight to the driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Dialect, Table, insert
from sqlalchemy.sql.dml import Insert

from db.dialect import insert_or

_Values = dict[str, Any]
_Bind = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    sql: str
    binds: tuple[tuple[str, _Bind], ...]
    order: Callable[[_Values], tuple[Any, ...]] | None


class Bulk:
    """One statement for many rows of some columns of a table.

    The library's own way spends more time on each row's values than the database does; this
    way turns only those values that need it. A row is a dict, and is changed.

    Args:
        table: Where the rows go.
        names: The columns given; a row holds these, and what `finish` binds besides.
        finish: Adds what to do on a conflict; without it a conflict is an error.
        extra: Further values that `finish` binds, each with the column whose type it has.
    """

    def __init__(
        self,
        table: Table,
        names: Sequence[str],
        finish: Callable[[Any], Insert] | None = None,
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._table = table
        self._names = tuple(names)
        self._finish = finish
        self._extra = extra
        self._plans: dict[str, _Plan] = {}

    def run(self, connection: Connection, rows: Sequence[_Values]) -> None:
        """Write the rows; no rows is nothing to do."""
        if not rows:
            return
        plan = self._plans.get(connection.dialect.name) or self._compile(connection)
        for name, bind in plan.binds:
            bound: dict[Any, Any] = {}  # most rows of a batch share their moments and flags
            for row in rows:
                value = row[name]
                if value not in bound:
                    bound[value] = bind(value)
                row[name] = bound[value]
        values: Any = rows if plan.order is None else [plan.order(row) for row in rows]
        connection.exec_driver_sql(plan.sql, values)

    def _compile(self, connection: Connection) -> _Plan:
        dialect = connection.dialect
        plain = insert(self._table)
        statement = self._finish(insert_or(connection, self._table)) if self._finish else plain
        compiled = statement.compile(dialect=dialect, column_keys=list(self._names))
        places = compiled.positiontup
        plan = _Plan(
            sql=str(compiled),
            binds=tuple(self._binds(dialect)),
            order=itemgetter(*places) if places else None,
        )
        self._plans[dialect.name] = plan
        return plan

    def _binds(self, dialect: Dialect) -> Iterator[tuple[str, _Bind]]:
        columns = {name: name for name in self._names} | dict(self._extra)
        for name, column in columns.items():
            bind = self._table.c[column].type.dialect_impl(dialect).bind_processor(dialect)
            if bind is not None:
                yield name, bind
