"""The trend figure of one indicator, with its coverage in it and never a zero for a gap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import plotly.graph_objects as go

from briefing.figures import share
from briefing.indicator import Mark
from briefing.palette import BAND, BAR, GAP, HATCH, MARK, Tone
from briefing.times import day
from domain.reading import Reading

FLOOR_COVERAGE = 0.3
WHOLE_COVERAGE = 0.9
HEIGHT_PX = 340


def trend(
    series: Sequence[Reading],
    *,
    marks: Iterable[Mark],
    first: date,
    last: date,
    is_dark: bool,
) -> go.Figure:
    """Draw observed stories a day over their usual range.

    Args:
        series: Readings oldest first; days without one were never evaluated and stay blank.
        marks: Definition changes and known dates.
        first, last: The days shown, both included; `last` is drawn as still open.
    """

    def ink(tone: Tone) -> str:
        return tone.inked(is_dark=is_dark)

    figure = go.Figure()
    _add_columns(figure, _uncollected(series, first, last), "Not collected", ink(GAP), shape="")
    partly = [one.day for one in series if FLOOR_COVERAGE <= one.coverage < WHOLE_COVERAGE]
    _add_columns(figure, partly, "Partly seen", ink(HATCH), shape="/")
    _add_band(figure, series, ink(BAND))
    _add_bars(figure, series, last, ink(BAR))
    _add_expected(figure, series, ink(HATCH))
    _add_marks(figure, marks, ink(MARK), ink(HATCH))
    _lay_out(figure, series, first, last)
    return figure


def _uncollected(series: Sequence[Reading], first: date, last: date) -> list[date]:
    """Days within what was evaluated that have no figure."""
    if not series:
        return []
    seen = {one.day for one in series if one.observed is not None}
    start, end = max(first, series[0].day), min(last, series[-1].day)
    days = [start + timedelta(days=step) for step in range((end - start).days + 1)]
    return [one for one in days if one not in seen]


def _add_columns(
    figure: go.Figure, days: Sequence[date], name: str, colour: str, *, shape: str
) -> None:
    if not days:
        return
    figure.add_bar(
        x=list(days),
        y=[1] * len(days),
        width=86_400_000,
        name=name,
        marker={
            "color": "rgba(0,0,0,0)" if shape else colour,
            "line": {"width": 0},
            "pattern": {"shape": shape, "fgcolor": colour, "size": 6, "solidity": 0.2},
        },
        hovertemplate=f"%{{x|%-d %b %Y}}<br>{name.lower()}<extra></extra>",
    )


def _add_band(figure: go.Figure, series: Sequence[Reading], colour: str) -> None:
    """The usual range as one filled outline for each unbroken run of days."""
    xs: list[object] = []
    ys: list[float | None] = []
    for run in _runs(series):
        edges = [(one.day, one.lower_bound or 0.0, one.upper_bound or 0.0) for one in run]
        xs += [when for at, _, _ in edges for when in _sides(at)]
        ys += [upper for _, _, upper in edges for _ in range(2)]
        xs += [when for at, _, _ in reversed(edges) for when in reversed(_sides(at))]
        ys += [lower for _, lower, _ in reversed(edges) for _ in range(2)]
        xs.append(None)
        ys.append(None)
    if xs:
        figure.add_scatter(
            x=xs,
            y=ys,
            yaxis="y2",
            fill="toself",
            fillcolor=colour,
            line={"width": 0},
            mode="lines",
            opacity=0.55,
            name="Usual range",
            hoverinfo="skip",
        )


def _add_bars(figure: go.Figure, series: Sequence[Reading], last: date, colour: str) -> None:
    counted = [one for one in series if one.observed is not None]
    figure.add_bar(
        x=[one.day for one in counted],
        y=[one.observed for one in counted],
        yaxis="y3",
        name="Stories a day",
        width=0.72 * 86_400_000,
        marker={
            "color": colour,
            "opacity": [0.45 if one.day == last else 0.95 for one in counted],
            "line": {"width": 0},
        },
        customdata=[_hover(one, last) for one in counted],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _add_expected(figure: go.Figure, series: Sequence[Reading], colour: str) -> None:
    xs: list[object] = []
    ys: list[float | None] = []
    for run in _runs(series):
        xs += [when for one in run for when in _sides(one.day)]
        ys += [one.expected for one in run for _ in range(2)]
        xs.append(None)
        ys.append(None)
    if xs:
        figure.add_scatter(
            x=xs,
            y=ys,
            yaxis="y3",
            mode="lines",
            line={"color": colour, "width": 1.5, "dash": "dot"},
            connectgaps=False,
            name="Expected",
            hoverinfo="skip",
        )


def _add_marks(
    figure: go.Figure, marks: Iterable[Mark], definition_colour: str, date_colour: str
) -> None:
    """A line for each mark; what it stands for is said on pointing at its foot, and in words."""
    listed = list(marks)
    for mark in listed:
        figure.add_shape(
            type="line",
            x0=mark.day,
            x1=mark.day,
            y0=0,
            y1=1,
            yref="paper",
            line={
                "color": definition_colour if mark.is_definition else date_colour,
                "width": 1.5,
                "dash": "dash" if mark.is_definition else "dot",
            },
        )
    if listed:
        colours = [definition_colour if one.is_definition else date_colour for one in listed]
        figure.add_scatter(
            x=[one.day for one in listed],
            y=[1] * len(listed),
            mode="markers",
            marker={"symbol": "diamond", "size": 9, "color": colours},
            cliponaxis=False,
            showlegend=False,
            name="Marks",
            hovertext=[f"{day(one.day)}: {one.text}" for one in listed],
            hoverinfo="text",
        )


def _lay_out(figure: go.Figure, series: Sequence[Reading], first: date, last: date) -> None:
    highest = max(
        (
            max(one.observed or 0, one.upper_bound or 0.0)
            for one in series
            if one.observed is not None
        ),
        default=0.0,
    )
    top = [0, max(4.0, highest * 1.15)]
    figure.update_layout(
        barmode="overlay",
        height=HEIGHT_PX,
        margin={"l": 36, "r": 8, "t": 36, "b": 28},
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "reversed",
        },
        hovermode="closest",
        dragmode=False,
        xaxis={
            "type": "date",
            "range": [_sides(first)[0], _sides(last)[1]],
            "showgrid": False,
            "fixedrange": True,
        },
        # Three layers, because one layer would draw lines and areas over all bars: columns of
        # coverage behind, the usual range over them, bars and expectation on top.
        yaxis={"range": [0, 1], "visible": False, "fixedrange": True},
        yaxis2={"overlaying": "y", "range": top, "visible": False, "fixedrange": True},
        yaxis3={
            "overlaying": "y",
            "side": "left",
            "range": top,
            "rangemode": "tozero",
            "fixedrange": True,
            "tickformat": "d",
            "dtick": max(1, round(top[1] / 5)),
        },
    )


def _runs(series: Sequence[Reading]) -> list[list[Reading]]:
    """Unbroken runs of days that have an expectation."""
    runs: list[list[Reading]] = []
    for one in series:
        if one.expected is None or one.observed is None or one.upper_bound is None:
            continue
        if runs and one.day - runs[-1][-1].day == timedelta(days=1):
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _sides(at: date) -> tuple[str, str]:
    """The left and right edge of a day's column: the column stands around midnight."""
    before = at - timedelta(days=1)
    return f"{before.isoformat()} 12:00", f"{at.isoformat()} 12:00"


def _hover(one: Reading, last: date) -> str:
    lines = [
        f"<b>{one.day:%a} {one.day.day} {one.day:%b %Y}</b>{' (so far)' if one.day == last else ''}"
    ]
    lines.append(f"{one.observed} {'story' if one.observed == 1 else 'stories'}")
    if one.lower_bound is not None and one.upper_bound is not None:
        lines.append(f"usually {one.lower_bound:.0f}–{one.upper_bound:.0f}")
    lines.append(f"coverage {share(one.coverage)}")
    return "<br>".join(lines)
