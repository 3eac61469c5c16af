"""The small chart of a board row: thirty days as an SVG picture that needs no script."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import date, timedelta

from briefing.palette import SPARK_ABOVE, SPARK_BAR, SPARK_GAP, SPARK_TODAY
from briefing.watch import SPARK_DAYS, SparkDay

STEP = 5
HEIGHT = 24
FLOOR_COVERAGE = 0.3


def spark_svg(days: Sequence[SparkDay], *, today: date) -> str:
    """Draw one bar a day; a day that was not collected is a dash on the ground, never a zero.

    Args:
        days: Days in any order; days outside the last thirty are left out.
        today: The last day drawn, in a lighter tone because it is not over.
    """
    by_day = {one.day: one for one in days}
    span = [today - timedelta(days=back) for back in range(SPARK_DAYS - 1, -1, -1)]
    top = max((one.observed or 0 for one in days), default=0) or 1
    marks = "".join(
        _mark(by_day.get(day), step * STEP, top=top, is_today=day == today)
        for step, day in enumerate(span)
    )
    width = SPARK_DAYS * STEP
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{HEIGHT}" '
        f'viewBox="0 0 {width} {HEIGHT}">{marks}</svg>'
    )


def spark_uri(days: Sequence[SparkDay], *, today: date) -> str:
    """The picture as a ``data:`` address."""
    drawn = spark_svg(days, today=today).encode()
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode()


def _mark(one: SparkDay | None, x: int, *, top: int, is_today: bool) -> str:
    if one is None:
        return ""
    if one.observed is None or one.coverage < FLOOR_COVERAGE:
        return f'<rect x="{x}" y="{HEIGHT - 2}" width="3" height="1" fill="{SPARK_GAP}"/>'
    if one.observed == 0:
        return f'<rect x="{x}" y="{HEIGHT - 1}" width="4" height="1" fill="{SPARK_BAR}"/>'
    height = max(3, round((HEIGHT - 2) * one.observed / top))
    is_above = one.upper is not None and one.observed > one.upper
    colour = SPARK_ABOVE if is_above else SPARK_TODAY if is_today else SPARK_BAR
    return f'<rect x="{x}" y="{HEIGHT - height}" width="4" height="{height}" fill="{colour}"/>'
