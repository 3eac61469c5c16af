"""Watch board: what changed since the last check, and every indicator by urgency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from briefing import caveats
from briefing.figures import count, share
from briefing.spark import spark_uri
from briefing.times import ago, short_moment
from briefing.views import WatchBoard
from briefing.watch import BoardRow, SinceView, status_reason
from briefing.words import DIRECTION, STALE, STATUS, URGENCY
from dashboard import queries
from dashboard.guard import guarded
from dashboard.links import go_to, segment, select
from dashboard.widgets import (
    address,
    caption,
    counted_chip,
    empty,
    escape,
    feeds_line,
    heading,
    page_head,
    status_chip,
)
from domain.reading import Status

TITLE = "Watch board"
ICON = "◎"
PATH = "watch"

ATTENTION = (Status.HIGH, Status.ELEVATED, Status.WATCH, Status.SEEN)
UNSEEN = (Status.UNKNOWN, Status.LEARNING)
SHOW = {
    "all": "All",
    "attention": "Needs attention",
    "new": "New reports",
    "unseen": "Not observed",
}
PILL_COLOURS = {
    Status.HIGH: "red",
    Status.ELEVATED: "orange",
    Status.WATCH: "yellow",
    Status.SEEN: "violet",
    Status.UNKNOWN: "gray",
    Status.LEARNING: "gray",
    Status.ROUTINE: "blue",
}
TABLE = "board"


def render() -> None:
    """Draw the page; it draws itself anew every minute while it stays open."""
    _again()


@st.fragment(run_every="60s")
def _again() -> None:
    guarded(TITLE, _body)()


def _body() -> None:
    now = queries.present()
    board = queries.watch_board()
    page_head(TITLE, board.frame, now=now)
    feeds_line(board.frame)
    _since(board.since, now)
    _problems(board)
    if not board.rows:
        empty(
            "No indicator is watched yet",
            "None of the definitions is live or on test, or none was evaluated yet.",
            command="python cli.py evaluate",
        )
        return
    rows = _filtered(board)
    _table(rows, now=now, is_stale=board.frame.is_stale)
    _legend()


def _since(since: SinceView, now: datetime) -> None:
    told, button = st.columns([5, 1], vertical_alignment="center", gap="small")
    with told:
        st.html(_since_words(since, now))
    with button:
        st.button(
            "Mark as checked",
            on_click=queries.mark_checked,
            help="Counts what is new from this moment on. Nothing is hidden or changed.",
            width="stretch",
        )


def _since_words(since: SinceView, now: datetime) -> str:
    start = "Last 24 hours (you have not marked a check yet)"
    if not since.is_first:
        at = short_moment(since.since, now=now)
        start = f"Since your last check, {ago(since.since, now=now)} ({at})"
    figures = [
        f"<strong>{count(since.matches, 'new match', 'new matches')}</strong> in "
        + count(since.indicators, "indicator"),
        f"<strong>{count(len(since.changes), 'status change')}</strong>",
        f"<strong>{count(len(since.newly_failing), 'feed')}</strong> began failing",
    ]
    changes = "".join(
        f'<li><a href="{address("indicator", id=one.indicator)}">{escape(one.title)}</a>: '
        f"{STATUS[one.before].label if one.before else 'new'} → "
        f"<strong>{STATUS[one.after].label}</strong> ({short_moment(one.changed_at, now=now)})</li>"
        for one in since.changes[:6]
    )
    rest = len(since.changes) - 6
    more = f"<li>and {rest} more</li>" if rest > 0 else ""
    return (
        f'<div class="v-since"><strong>{start}:</strong> {" · ".join(figures)}'
        f"{f'<ul>{changes}{more}</ul>' if changes else ''}</div>"
    )


def _problems(board: WatchBoard) -> None:
    if not board.problems:
        return
    cards = "".join(
        f'<div class="v-card"><h3><a href="{address(PATH, problem=one.id)}">'
        f'{escape(one.title)}</a></h3><div class="v-chips">'
        + "".join(counted_chip(STATUS[status], count) for status, count in one.states)
        + "</div></div>"
        for one in board.problems
    )
    st.html(f'<div class="v-cards">{cards}</div>')
    caption(caveats.NO_LEVEL_SET)


def _filtered(board: WatchBoard) -> tuple[BoardRow, ...]:
    problems = {"": "All warning problems", **{one.id: one.title for one in board.problems}}
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        show = segment(SHOW, param="show", default="all", label="Show")
    with right:
        problem = select(problems, param="problem", default="", label="Warning problem")
    return tuple(
        row
        for row in board.rows
        if _is_asked(row, show) and (not problem or problem in row.problems)
    )


def _is_asked(row: BoardRow, show: str) -> bool:
    if show == "attention":
        return row.status in ATTENTION
    if show == "unseen":
        return row.status in UNSEEN
    return show != "new" or row.new_items > 0


def _table(rows: Sequence[BoardRow], *, now: datetime, is_stale: bool) -> None:
    if not rows:
        empty("Nothing fits this filter", "Choose another, or All.")
        return
    with st.container(key="board_wide"):
        event = st.dataframe(
            _frame(rows, now=now, is_stale=is_stale),
            column_config=_columns(is_stale=is_stale),
            hide_index=True,
            height="content",
            on_select="rerun",
            selection_mode="single-cell",
            key=TABLE,
            placeholder="–",
            alt="Indicators by urgency",
        )
    with st.container(key="board_narrow"):
        st.html(_narrow(rows, now=now, is_stale=is_stale))
    cells = event["selection"]["cells"]
    if cells and int(cells[0][0]) < len(rows):
        go_to("indicator", id=rows[int(cells[0][0])].indicator)


def _frame(rows: Sequence[BoardRow], *, now: datetime, is_stale: bool) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "state": [[_state(row, is_stale)] for row in rows],
            "indicator": [row.titles.en for row in rows],
            "role": [_role(row) for row in rows],
            "week": pd.array([row.observed_7d for row in rows], dtype="Int64"),
            "usual": [_usual(row) for row in rows],
            "spark": [spark_uri(row.spark, today=now.date()) for row in rows],
            "new": pd.array([row.new_items for row in rows], dtype="Int64"),
            "outlets": pd.array([row.outlets for row in rows], dtype="Int64"),
            "newest": [ago(row.newest_at, now=now, absent="none in 30 days") for row in rows],
            "coverage": ["–" if row.coverage is None else share(row.coverage) for row in rows],
            "reason": [status_reason(row) for row in rows],
        }
    )


def _columns(*, is_stale: bool) -> dict[str, ColumnConfig]:
    column = st.column_config
    return {
        "state": column.MultiselectColumn(
            "State",
            width=190 if is_stale else 112,
            options=_states(),
            color=_state_colours(),
            help="Shape, word and colour say the same. " + caveats.UNKNOWN_IS_NOT_CALM,
        ),
        "indicator": column.TextColumn("Indicator", width=350),
        "role": column.TextColumn(
            "Role",
            width=98,
            help="Whether more of it raises concern, lowers it, follows events, or is context.",
        ),
        "week": column.NumberColumn(
            "7 days", width=60, help="Stories in the last seven UTC days, today so far included."
        ),
        "usual": column.TextColumn(
            "Usual", width=64, help="What seven days usually bring from the feeds that worked."
        ),
        "spark": column.ImageColumn(
            "30 days",
            width=170,
            help="Stories a day. Orange: above the usual range. A dash: not collected.",
        ),
        "new": column.NumberColumn("New", width=50, help="Matches since your last check."),
        "outlets": column.NumberColumn("Outlets", width=64, help="In the last seven days."),
        "newest": column.TextColumn("Newest", width=88, help="Newest counted match, first seen."),
        "coverage": column.TextColumn(
            "Coverage",
            width=78,
            alignment="right",
            help="Share of the expected reporting that could be seen today.",
        ),
        "reason": column.TextColumn("Why", width=420),
    }


def _states() -> list[str]:
    labels = [STATUS[one].label for one in URGENCY]
    return labels + [f"{STALE.label}, was {STATUS[one].word}" for one in URGENCY]


def _state_colours() -> list[str]:
    return [PILL_COLOURS[one] for one in URGENCY] + ["gray" for _ in URGENCY]


def _state(row: BoardRow, is_stale: bool) -> str:
    sign = STATUS[row.status]
    return f"{STALE.label}, was {sign.word}" if is_stale else sign.label


def _role(row: BoardRow) -> str:
    return DIRECTION[row.direction] + (", on test" if row.is_on_test else "")


def _usual(row: BoardRow) -> str:
    if row.lower_7d is None or row.upper_7d is None:
        return "–"
    return caveats.usual_range(row.lower_7d, row.upper_7d)


def _narrow(rows: Sequence[BoardRow], *, now: datetime, is_stale: bool) -> str:
    """The same rows as a list, for narrow screens."""
    lines = "".join(
        f"<li>{status_chip(row.status, is_stale=is_stale)} "
        f'<a href="{address("indicator", id=row.indicator)}">{escape(row.titles.en)}</a>'
        f'<div class="v-meta">{_narrow_figures(row, now)}</div>'
        f'<img alt="" src="{spark_uri(row.spark, today=now.date())}"></li>'
        for row in rows
    )
    return f'<ul class="v-list">{lines}</ul>'


def _narrow_figures(row: BoardRow, now: datetime) -> str:
    week = "no 7-day figure" if row.observed_7d is None else f"{row.observed_7d} in 7 days"
    usual = "" if row.upper_7d is None else f", usually {_usual(row)}"
    newest = ago(row.newest_at, now=now, absent="none in 30 days")
    figures = f"{week}{usual} · {row.new_items} new · {row.outlets} outlets · newest {newest}"
    reason = status_reason(row)
    figures = f"{_role(row)} · {figures}"
    return escape(figures) + (f"<br>{escape(reason)}" if reason else "")


def _legend() -> None:
    signs = "".join(
        f"<span>{status_chip(one)} {escape(STATUS[one].meaning)}</span>" for one in URGENCY
    )
    heading("What the states mean")
    st.html(f'<div class="v-legend">{signs}</div>')
    caption(caveats.COUNTS_ARE_REPORTING, caveats.CANDIDATES, caveats.NOT_A_WARNING, caveats.SO_FAR)
