"""Stretches of time are added, cut and measured."""

from __future__ import annotations

from datetime import UTC, datetime

from trends.spans import Span, intersect, length_s, subtract, union


def span(start: int, end: int) -> Span:
    return datetime(2025, 3, 1, start, tzinfo=UTC), datetime(2025, 3, 1, end, tzinfo=UTC)


def test_union_joins_what_touches_or_overlaps_and_drops_what_is_empty() -> None:
    joined = union([span(5, 6), span(1, 3), span(3, 4), span(2, 3), span(9, 9)])

    assert joined == [span(1, 4), span(5, 6)]


def test_intersect_keeps_what_lies_in_both() -> None:
    assert intersect([span(1, 5), span(7, 9)], [span(4, 8)]) == [span(4, 5), span(7, 8)]


def test_subtract_can_cut_a_span_in_two() -> None:
    assert subtract([span(1, 9)], [span(3, 4), span(6, 12)]) == [span(1, 3), span(4, 6)]


def test_length_counts_time_covered_twice_once() -> None:
    assert length_s([span(1, 3), span(2, 4)]) == 3 * 3600
