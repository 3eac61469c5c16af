"""Indicator: trend, why it stands where it stands, and the evidence down to the originals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from briefing import caveats
from briefing.charts import trend
from briefing.figures import count, share
from briefing.highlight import Segment, excerpt
from briefing.indicator import EVIDENCE_LIMIT, EVIDENCE_MOST, EvidenceLine
from briefing.times import ago, day, moment
from briefing.views import IndicatorView
from briefing.words import AFFILIATION, DEFINITION_STATUS, DIRECTION, RELIABILITY, STATUS, language
from dashboard import queries
from dashboard.links import segment, select
from dashboard.widgets import (
    caption,
    empty,
    escape,
    facts,
    feeds_line,
    heading,
    marked,
    note,
    page_head,
    status_chip,
    why_list,
)
from domain.reading import Status

TITLE = "Indicator"
ICON = "∿"
PATH = "indicator"

RANGES = {str(days): f"{days} days" for days in (30, 90, 180, 365)}
EXCERPT = 280
CHART = {"displayModeBar": False, "responsive": True}


def render() -> None:
    """Draw the page of the indicator that the address names."""
    titles = queries.indicator_titles()
    if not titles:
        page_head(TITLE, queries.frame(), now=queries.present())
        empty("No indicator is watched yet", "None of the definitions is live or on test.")
        return
    head = st.container()
    picked, span, back = st.columns([4, 3, 2], vertical_alignment="center")
    with picked:
        name = select(titles, param="id", default=next(iter(titles)), label="Indicator")
    with span:
        days = segment(RANGES, param="days", default="90", label="Days")
    with back:
        queries.choose_day()
    _one(name, int(days), head)


def _one(name: str, days: int, head: DeltaGenerator) -> None:
    now = queries.present()
    limit = st.session_state.get(f"evidence-{name}", EVIDENCE_LIMIT)
    view = queries.indicator(name, days=days, limit=limit)
    if view is None:
        empty("No such indicator", "It may have been renamed or retired.")
        return
    with head:
        page_head(view.definition.title.en, view.frame, now=now, past_day=queries.looking_back_to())
        _titles(view)
        if queries.looking_back_to() is None:
            feeds_line(view.frame)
        _headline(view)
    _trend(view)
    left, right = st.columns([3, 2], gap="large")
    with left:
        heading("Why this status")
        _why(view)
    with right:
        heading("How to read this indicator")
        _reading_guide(view)
    _evidence(view, now, name, limit)


def _titles(view: IndicatorView) -> None:
    titles = view.definition.title
    version = f"v{view.version.number}" if view.version else "not registered yet"
    st.html(
        f'<div class="v-caption"><span lang="sr">{escape(titles.sr)}</span> · '
        f'<span lang="sq">{escape(titles.sq)}</span><br>'
        f"{escape(DIRECTION[view.definition.direction])} · "
        f"{escape('; '.join(title for _, title in view.problems) or 'no warning problem')} · "
        f"definition {version}, {escape(DEFINITION_STATUS[view.definition.status])}</div>"
    )


def _headline(view: IndicatorView) -> None:
    reading = view.reading
    observed = "–" if reading is None or reading.observed_7d is None else str(reading.observed_7d)
    usual = "no usual range yet"
    if reading and reading.observed_7d is None:
        usual = "not every day was seen"
    elif reading and reading.lower_7d is not None and reading.upper_7d is not None:
        usual = f"usually {caveats.usual_range(reading.lower_7d, reading.upper_7d)}"
    facts(
        [
            ("State", status_chip(view.status, is_stale=view.frame.is_stale), ""),
            ("Stories in 7 days", observed, usual),
            ("Outlets in 7 days", str(len(view.outlets_7d)), count(view.items_7d, "item")),
            (
                "Coverage that day" if queries.looking_back_to() else "Coverage today",
                "–" if reading is None else share(reading.coverage),
                "of the expected reporting",
            ),
        ]
    )
    if len(view.outlets_7d) == 1 and view.items_7d > 1:
        note(caveats.one_outlet(view.items_7d), tone="care")


def _trend(view: IndicatorView) -> None:
    if not any(one.observed is not None for one in view.series):
        empty(
            "No day in this range has a figure",
            "Either nothing was collected or nothing was evaluated. This does not mean calm.",
        )
        return
    figure = trend(
        view.series,
        marks=view.marks,
        first=view.first_day,
        last=view.last_day,
        is_dark=st.context.theme.type == "dark",
    )
    st.plotly_chart(figure, width="stretch", config=CHART, key="trend")
    _marks(view)
    so_far = () if queries.looking_back_to() else (caveats.SO_FAR,)
    caption(caveats.COUNTS_ARE_REPORTING, caveats.GAP_IS_NOT_ZERO, *so_far)


def _marks(view: IndicatorView) -> None:
    if not view.marks:
        return
    told = "; ".join(f"{day(one.day)} {one.text}" for one in view.marks)
    changed = any(one.is_definition for one in view.marks)
    caption(f"Marked: {told}.", *([caveats.RECOUNTED] if changed else []))


def _why(view: IndicatorView) -> None:
    if view.reading is None:
        empty("Not evaluated yet", caveats.NOT_EVALUATED, command="python cli.py evaluate")
        return
    caption(f"{STATUS[view.status].meaning} Reading of {day(view.reading.day)} UTC.")
    why_list(view.reading.conditions)
    if view.reading.spacing_days is not None and view.status not in (
        Status.UNKNOWN,
        Status.LEARNING,
    ):
        caption(caveats.chance_spacing(view.reading.spacing_days))


def _reading_guide(view: IndicatorView) -> None:
    definition = view.definition
    parts = [
        f"<p>{escape(definition.rationale)}</p>",
        f"<p><b>{escape(DIRECTION[definition.direction].capitalize())}.</b> "
        f"{escape(caveats.DIRECTION[definition.direction])}</p>",
    ]
    if definition.is_baseline_only:
        parts.append(f"<p>{escape(caveats.BASELINE_ONLY)}</p>")
    parts.append(_listed("Harmless explanations", definition.benign_explanations))
    parts.append(_listed("Known gaps", definition.known_gaps))
    if definition.diagnosticity:
        parts.append(
            _listed(
                "How much it tells between hypotheses",
                [f"{one}: {how.value}" for one, how in definition.diagnosticity.items()],
            )
        )
    st.html(f'<div class="v-prose">{"".join(parts)}</div>')


def _listed(title: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<p class="v-listed">{escape(title)}</p><ul class="v-listed">{shown}</ul>'


def _evidence(view: IndicatorView, now: datetime, name: str, limit: int) -> None:
    heading("Evidence, newest first")
    if not view.evidence:
        empty("No evidence in this range", caveats.NO_EVIDENCE)
        return
    lines = _chosen(view.evidence)
    caption(
        f"{len(lines)} of {len(view.evidence)}{' or more' if view.has_more else ''} matched items.",
        caveats.CANDIDATES,
        caveats.PUBLISHED_IS_A_CLAIM,
    )
    st.html(f'<ul class="v-evidence">{"".join(_line(one, now) for one in lines)}</ul>')
    if view.has_more and limit < EVIDENCE_MOST and st.button("Show older evidence"):
        st.session_state[f"evidence-{name}"] = limit * 2
        st.rerun()


def _chosen(evidence: Sequence[EvidenceLine]) -> list[EvidenceLine]:
    langs = sorted({one.lang for one in evidence})
    outlets = sorted({one.outlet for one in evidence}, key=str.casefold)
    left, right = st.columns([2, 3])
    with left:
        wanted_langs = st.pills(
            "Language",
            langs,
            selection_mode="multi",
            format_func=language,
            key="lang",
            bind="query-params",
        )
    with right:
        wanted_outlets = st.multiselect(
            "Outlet", outlets, key="outlet", bind="query-params", placeholder="All outlets"
        )
    return [
        one
        for one in evidence
        if (not wanted_langs or one.lang in wanted_langs)
        and (not wanted_outlets or one.outlet in wanted_outlets)
    ]


def _line(one: EvidenceLine, now: datetime) -> str:
    title = marked(one.title) or "(no title)"
    if one.link:
        title = (
            f'<a href="{escape(one.link)}" target="_blank" rel="noopener noreferrer nofollow">'
            f"{title}</a>"
        )
    summary = _summary(one.summary) if one.summary else ""
    flags = "".join(f'<span class="v-flag">{escape(flag)}</span>' for flag in one.flags)
    return (
        f'<li class="{"" if one.is_counted else "v-uncounted"}">'
        f'<div class="v-title" lang="{escape(one.lang)}">{title}</div>{summary}'
        f'<div class="v-meta">{_origin(one)}{_times(one, now)}'
        f'<span class="v-flag">{escape(language(one.lang))}</span>{flags}'
        f"{'' if one.is_counted else '<span>listed, not counted</span>'}</div></li>"
    )


def _summary(text: tuple[Segment, ...]) -> str:
    short = excerpt(text, length=EXCERPT)
    shown = f'<div class="v-summary">{marked(short)}</div>'
    if short == text:
        return shown
    return (
        f'{shown}<details class="v-summary"><summary>whole text as collected</summary>'
        f"{marked(text)}</details>"
    )


def _origin(one: EvidenceLine) -> str:
    letter = (
        f'<span class="v-letter" title="reliability {one.reliability.value}: '
        f'{escape(RELIABILITY[one.reliability])}">{one.reliability.value}</span>'
    )
    via = f" via {escape(one.source)}" if one.source != one.outlet else ""
    sensor = ", narrative sensor" if one.is_narrative_sensor else ""
    return (
        f"<span>{letter} <b>{escape(one.outlet)}</b>{via}, "
        f"{escape(AFFILIATION[one.affiliation])}{sensor}</span>"
    )


def _times(one: EvidenceLine, now: datetime) -> str:
    published = moment(one.published_at, absent="not stated")
    return (
        f"<span>published {escape(published)}</span>"
        f"<span>first seen {escape(moment(one.first_seen_at))} "
        f"({ago(one.first_seen_at, now=now)})</span>"
    )
