"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, Row, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

from domain.clock import as_utc

AnyRow = Row[*tuple[Any, ...]]

SQLITE_WIDTH = len("2026-11-22 06:30:00.000000")

# SQLite only numbers rows by itself in a column declared INTEGER.
BigId = BigInteger().with_variant(Integer(), "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC.

    SQLite has no such type and drops the zone: there it is text of one fixed form, always in
    UTC, which sorts by time.

    Raises:
        ValueError: On writing, a datetime that carries no time zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store text on SQLite, and what the database calls a moment elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        """Give UTC, on SQLite as ``2026-11-22 06:30:00.000000``."""
        if value is None:
            return None
        moment = as_utc(value)
        is_text = dialect.name == "sqlite"
        return moment.isoformat(" ", "microseconds")[:SQLITE_WIDTH] if is_text else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give an aware datetime in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


class Day(TypeDecorator[date]):
    """A UTC day; on SQLite, which has no such type, text like ``2026-11-22``.

    Declared as DATE there it would be compared as a number, and an index over it passed by.
    """

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Store text on SQLite, and what the database calls a day elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else self.impl_instance)

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        """Give the day; a moment would not do."""
        if isinstance(value, datetime):
            raise ValueError(f"a moment where a day was wanted: {value!r}")
        return value.isoformat() if value and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        """Give the day."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class Words(TypeDecorator[tuple[str, ...]]):
    """A short list of names, such as flags, as a JSON array; no names is the empty text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """Give the JSON text."""
        if value is None:
            return None
        words = [str(word) for word in value]
        return json.dumps(words, ensure_ascii=False) if words else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Give the names; nothing stored is no names."""
        return tuple(json.loads(value)) if value else ()


class HeaderText(TypeDecorator[str]):
    """A header value kept byte-exact, though it need not be readable text.

    HTTP libraries hand over bytes that are not UTF-8 as lone surrogates, which no database
    takes; the bytes are stored one letter each and put together again on reading.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Give each byte as one letter."""
        return value and value.encode("utf-8", "surrogateescape").decode("latin-1")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Give the value as it came."""
        return value and value.encode("latin-1").decode("utf-8", "surrogateescape")


def storable(text: str) -> str:
    """Give text that every database takes: lone surrogates and NUL become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "?")
