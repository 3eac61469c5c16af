"""How much of each field of an entry is taken over, whatever its format."""

from __future__ import annotations

MAX_TITLE = 8_000
MAX_SUMMARY = 60_000
MAX_ADDRESS = 4_096
MAX_NAME = 1_000
MAX_DATE = 200


def taken(value: object, most: int) -> str:
    """Give a text field cut to `most` characters; anything that is no text is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)[:most] if isinstance(value, str) else str(value)[:40]
