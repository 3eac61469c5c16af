"""Small figures in words: shares that never round up to whole, and counts with their noun."""

from __future__ import annotations

from math import floor

ROUNDING = 1e-9


def share(value: float) -> str:
    """A share of 0…1 as whole per cent, rounded down: what was not wholly seen is never 100%."""
    return f"{floor(value * 100 + ROUNDING)}%"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: ``1 feed``, ``2 feeds``."""
    return f"{number} {one if number == 1 else many or one + 's'}"
