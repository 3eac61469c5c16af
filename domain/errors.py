"""Every error the program raises on purpose, as one tree.

    WatchError
    ├── ConfigError        what a person wrote cannot be used
    ├── FeedError          one feed failed; becomes a fact about that feed
    │   ├── FetchError     no usable document arrived
    │   └── ParseError     a document arrived and is not a usable feed
    ├── StoreError         the database cannot be reached, is behind, or refused
    └── ReportError        a report could not be produced

Each prints as ``where: what (cause); hint``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.feed import FailureReason


class WatchError(Exception):
    """Root of the tree.

    Args:
        what: What is wrong, lower case, the offending value quoted.
        where: The file, feed or address concerned; empty when there is none.
        hint: The remedy, a command or a place; empty when there is none.
    """

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        cause = f" ({self.__cause__})" if self.__cause__ is not None else ""
        head = f"{self.where}: " if self.where else ""
        tail = f"; {self.hint}" if self.hint else ""
        return f"{head}{self.what}{cause}{tail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file that a person wrote. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class ConfigError(WatchError):
    """What a person wrote cannot be used; carries every problem found, not the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class FeedError(WatchError):
    """One feed failed, for a reason out of a closed list.

    Args:
        reason: The closed reason that is stored and shown.
        what: Detail for the log, at most a sentence.
        retry_after_s: What the server asked for, in seconds, where it asked.
        http_status: The status where an answer arrived.
    """

    def __init__(
        self,
        reason: FailureReason,
        what: str = "",
        *,
        where: str = "",
        hint: str = "",
        retry_after_s: float | None = None,
        http_status: int | None = None,
    ) -> None:
        super().__init__(what or reason.value.replace("_", " "), where=where, hint=hint)
        self.reason = reason
        self.retry_after_s = retry_after_s
        self.http_status = http_status


class FetchError(FeedError):
    """No usable document arrived."""


class ParseError(FeedError):
    """A document arrived and is not a usable feed."""


class StoreError(WatchError):
    """The database cannot be reached, is behind, or refused."""


class ReportError(WatchError):
    """A report could not be produced."""
