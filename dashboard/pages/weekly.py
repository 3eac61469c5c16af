"""Weekly: the reports on file, and making one now."""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from briefing import caveats
from briefing.times import day, moment
from dashboard import queries
from dashboard.jobs import weekly_job
from dashboard.widgets import caption, empty, escape, heading, note, page_head, table
from domain.week import Week

TITLE = "Weekly"
ICON = "▤"
PATH = "weekly"

WEEKS_BACK = 12


def render() -> None:
    """Draw the page."""
    now = queries.present()
    page_head(TITLE, queries.frame(), now=now)
    _make(Week.containing(now.date()))
    heading("Reports on file")
    _on_file()
    caption(caveats.PUBLIC_REPORTING_ONLY, caveats.NOT_A_WARNING)


def _make(this_week: Week) -> None:
    weeks = [this_week]
    for _ in range(WEEKS_BACK):
        weeks.append(weeks[-1].before())
    picked, button = st.columns([3, 1], vertical_alignment="bottom")
    with picked:
        chosen = st.selectbox(
            "Week",
            [str(week) for week in weeks],
            index=1,
            format_func=_week_words,
            key="week",
            bind="query-params",
        )
    with button:
        asked = st.button("Make the PDF", width="stretch")
    if asked:
        _run(chosen)


def _run(week: str) -> None:
    with st.spinner(f"Writing the weekly for {week} …", show_time=True):
        result = weekly_job(week)
    queries.forget()
    if result.is_done:
        note(f"The weekly for {week} is written; it stands in the list below.")
    else:
        note(f"The weekly for {week} could not be written: {result.said}", tone="bad")


def _week_words(text: str) -> str:
    week = Week.parse(text)
    open_yet = week.last_day >= queries.present().date()
    days = f"{day(week.first_day)} to {day(week.first_day + timedelta(days=6))}"
    return f"{text}: {days}{' (not over)' if open_yet else ''}"


def _on_file() -> None:
    reports = queries.weeklies()
    if not reports:
        empty(
            "No weekly has been made yet",
            "One is made every week while the poller runs; make one above at any time.",
            command="python cli.py report weekly",
        )
        return
    table(
        ["Week", "Made", "Status", "SHA-256", ""],
        (
            [
                f"<b>{escape(one.week)}</b><br>{escape(_week_words(one.week).partition(': ')[2])}",
                escape(moment(one.created_at)),
                escape(one.status.value),
                f"<code>{escape(one.sha256[:10])}…</code>",
                f'<a href="/weekly/{escape(one.week)}.pdf" target="_blank">PDF</a>',
            ]
            for one in reports
        ),
    )
