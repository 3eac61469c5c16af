"""Write a long list of short words as one text."""

from __future__ import annotations


def spaced(text: str) -> tuple[str, ...]:
    """Give the words of a text that stand between spaces."""
    return tuple(text.split())
