"""Stretches of time: half-open pairs of aware datetimes, added, cut and measured."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]


def union(spans: Iterable[Span]) -> list[Span]:
    """The same time as sorted spans that neither touch nor overlap; empty ones vanish."""
    joined: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def intersect(spans: Iterable[Span], within: Iterable[Span]) -> list[Span]:
    """The time that lies in both."""
    others = union(within)
    both = (
        (max(start, low), min(end, high)) for start, end in union(spans) for low, high in others
    )
    return union(both)


def subtract(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """The time of `spans` that no span of `taken` covers."""
    left = union(spans)
    for low, high in union(taken):
        parts = (
            (s, e)
            for start, end in left
            for s, e in ((start, min(end, low)), (max(start, high), end))
        )
        left = [(start, end) for start, end in parts if start < end]
    return left


def length_s(spans: Iterable[Span]) -> float:
    """How many seconds the spans cover; time covered twice counts once."""
    return sum((end - start).total_seconds() for start, end in union(spans))
