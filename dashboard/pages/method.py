"""Method and known issues: what is watched, how it is decided, and what is wrong with the data."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from briefing import caveats, method_text
from briefing.figures import count
from briefing.method import DefinitionRow, SourceRow
from briefing.times import day, moment
from briefing.views import MethodView
from briefing.words import (
    AFFILIATION,
    COVERAGE,
    CREDIBILITY,
    DIRECTION,
    RELIABILITY,
    STALE,
    STATUS,
    URGENCY,
    language,
)
from dashboard import queries
from dashboard.widgets import (
    address,
    caption,
    chip,
    empty,
    escape,
    heading,
    page_head,
    paragraphs,
    status_chip,
    table,
)

TITLE = "Method and known issues"
ICON = "§"
PATH = "method"


def render() -> None:
    """Draw the page."""
    view = queries.method()
    page_head(TITLE, view.frame, now=queries.present())
    left, right = st.columns(2, gap="large")
    with left:
        paragraphs(method_text.WHAT_THIS_IS)
        heading("How a state is decided")
        paragraphs(method_text.how_decided(view.rules))
        caption(caveats.alert_budget(view.alert_budget_per_week, indicators=view.live))
    with right:
        heading("What is wrong with the data")
        paragraphs(method_text.KNOWN_ISSUES)
        _issues_here(view)
    heading("Scales and signs")
    _scales()
    heading("Indicators")
    _definitions(view.definitions)
    heading("Sources")
    _sources(view.sources)
    _calendar(view)
    heading("Names, lines and licences")
    paragraphs(method_text.NAMES_AND_LICENCES)


def _issues_here(view: MethodView) -> None:
    lines = [
        f"{view.ungraded} of {len(view.sources)} sources stand at F: no person has graded them.",
        f"{view.search_feeds} of {view.frame.feeds_enabled} feeds are news searches. "
        + caveats.SEARCH_FEEDS,
        "Feeds by language: "
        + ", ".join(f"{language(lang)} {count}" for lang, count in view.feeds_by_language)
        + ".",
    ]
    off = count(len(view.disabled), "feed is", "feeds are")
    lines.append(f"{off} switched off; the Coverage page says why.")
    paragraphs(lines, title="In this installation")


def _scales() -> None:
    left, right = st.columns(2, gap="large")
    with left:
        table(
            ["State of an indicator", "Meaning"],
            [
                *([status_chip(one), escape(STATUS[one].meaning)] for one in URGENCY),
                [chip(STALE), escape(STALE.meaning)],
            ],
        )
        table(
            ["Coverage of a feed's day", "Meaning"],
            ([chip(sign), escape(sign.meaning)] for sign in COVERAGE.values()),
        )
        table(
            ["Role of an indicator", "Meaning"],
            ([escape(word), escape(caveats.DIRECTION[one])] for one, word in DIRECTION.items()),
        )
    with right:
        table(
            ["Reliability of a source", "Meaning"],
            ([f"<b>{one.value}</b>", escape(word)] for one, word in RELIABILITY.items()),
        )
        table(
            ["Credibility of information", "Meaning"],
            (
                [f"<b>{digit}</b>", f"{escape(word)}. {escape(text)}"]
                for digit, word, text in CREDIBILITY
            ),
        )
        caption(caveats.F_IS_UNKNOWN, caveats.AFFILIATION_BESIDE_LETTER)


def _definitions(rows: Iterable[DefinitionRow]) -> None:
    shown = [
        [
            f'<a href="{address("indicator", id=one.id)}">{escape(one.title)}</a>'
            f'<br><span class="v-caption">{escape(one.id)}</span>',
            escape(one.role) + (", baseline only" if one.is_baseline_only else ""),
            escape(one.status),
            "not registered" if one.version is None else f"v{one.version}",
            escape(moment(one.since, absent="–")),
            escape(", ".join(one.problems)),
            escape(", ".join(one.languages)),
        ]
        for one in rows
    ]
    if not shown:
        empty("No definitions", "The catalogue folder holds no indicator.")
        return
    heads = [
        "Indicator",
        "Role",
        "Status",
        "Version",
        "In force since",
        "Warning problems",
        "Languages",
    ]
    table(heads, shown)


def _sources(rows: Iterable[SourceRow]) -> None:
    table(
        ["Source", "Reliability", "Who stands behind it", "Languages", "Feeds"],
        (
            [
                escape(row.source.name)
                + ("<br>narrative sensor" if row.source.is_narrative_sensor else ""),
                f'<span class="v-letter">{row.source.reliability.value}</span> '
                f"{escape(RELIABILITY[row.source.reliability])}",
                escape(AFFILIATION[row.source.affiliation])
                + (f"<br>{escape(row.source.owner)}" if row.source.owner else ""),
                escape(", ".join(language(one) for one in row.source.languages)),
                ", ".join(
                    f'<a href="{address("coverage", feed=feed.id)}">{escape(feed.id)}</a>'
                    for feed in row.feeds
                ),
            ]
            for row in rows
        ),
    )


def _calendar(view: MethodView) -> None:
    if not view.calendar:
        return
    heading("Known dates in the next 90 days")
    table(
        ["Day", "What", "Kind"],
        ([escape(day(when)), escape(title), escape(kind)] for when, title, kind in view.calendar),
    )
