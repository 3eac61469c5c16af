"""Coverage: the feeds that bring nothing now, and what was seen of each feed and day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import streamlit as st

from briefing import caveats
from briefing.coverage import Cell, Outage, Strip, Trouble, TroubleKind
from briefing.figures import count
from briefing.figures import share as percent
from briefing.times import ago, day, moment, short_moment
from briefing.views import CoverageView, FeedLog
from briefing.words import COVERAGE, COVERAGE_REASON, FAILURE, OUTCOME, language
from dashboard import queries
from dashboard.links import select
from dashboard.widgets import (
    address,
    caption,
    empty,
    escape,
    facts,
    heading,
    page_head,
    table,
)
from domain.feed import Poll
from domain.reading import CoverageState

TITLE = "Coverage"
ICON = "▦"
PATH = "coverage"

KIND = {
    TroubleKind.MUTED: "✕ Stopped",
    TroubleKind.FAILING: "▲ Failing",
    TroubleKind.SILENT: "◇ Silent",
}
NARROW_DAYS = 10
LOG_PARAM = "feed"
LOG_HEIGHT_PX = 480


def render() -> None:
    """Draw the page; with ``?feed=`` the fetch log of that feed stands first."""
    now = queries.present()
    view = queries.coverage(days=30)
    past = queries.looking_back_to()
    page_head(TITLE, view.frame, now=now, past_day=past)
    if not view.has_polls:
        empty("The poller has not run yet", caveats.NO_POLLS, command="python cli.py run")
    log, back = st.columns([7, 2], vertical_alignment="center")
    with back:
        queries.choose_day()
    with log:
        _one_feed(view, now)
    _headline(view)
    if past is None:
        heading("Feeds that bring nothing now")
        _troubles(view.troubles, now)
    heading("What was seen, by feed and day (UTC)")
    _legend()
    enabled = [strip for strip in view.strips if strip.is_enabled]
    if enabled:
        st.html(_grid(enabled))
    else:
        empty("No feed is switched on", "Add sources and feeds to config.yaml, or switch some on.")
    _switched_off([strip for strip in view.strips if not strip.is_enabled])
    caption(caveats.NO_ALL_CLEAR, caveats.NEWEST_ENTRIES_ONLY)
    heading("When this program was not running")
    _outages(view.outages, now)


def _one_feed(view: CoverageView, now: datetime) -> None:
    feeds = {strip.feed: f"{strip.source}: {strip.feed}" for strip in view.strips}
    titles = {"": "Fetch log of a feed …", **feeds}
    chosen = select(titles, param=LOG_PARAM, default="", label="Fetch log")
    if chosen and (log := queries.feed_log(chosen)) is not None:
        with st.container(border=True, height=LOG_HEIGHT_PX):
            _log(log, now)


def _headline(view: CoverageView) -> None:
    share = view.seen_share_today
    seen = "Seen that day" if queries.looking_back_to() else "Seen today so far"
    facts(
        [
            ("Feeds read", str(view.frame.feeds_enabled), f"of {len(view.strips)} configured"),
            ("Failing", str(len(view.frame.failing)), ""),
            ("Silent", str(len(view.frame.silent)), ""),
            (
                seen,
                "–" if share is None else percent(share),
                "mean over feeds",
            ),
        ]
    )


def _troubles(troubles: Sequence[Trouble], now: datetime) -> None:
    if not troubles:
        caption("None: every enabled feed answered at its last poll.")
        return
    table(
        ["State", "Feed", "Why", "Since", "Next try"],
        (
            [
                escape(KIND[one.kind]) + (" · critical" if one.is_critical else ""),
                f'<a href="{address(PATH, feed=one.feed)}">{escape(one.feed)}</a><br>'
                f"{escape(one.source)}",
                escape(one.reason)
                + (f" ({one.failures} polls in a row)" if one.failures > 1 else ""),
                f"{escape(short_moment(one.since, now=now, absent='unknown'))}<br>"
                f"{escape(ago(one.since, now=now, absent=''))}",
                escape(_next_try(one, now)),
            ]
            for one in troubles
        ),
    )


def _next_try(one: Trouble, now: datetime) -> str:
    if one.next_try_at is None:
        return "none: a person must decide"
    if one.next_try_at <= now:
        return "due now"
    return f"{short_moment(one.next_try_at, now=now)} ({ago(one.next_try_at, now=now)})"


def _legend() -> None:
    signs = "".join(
        f'<span><i class="v-{COVERAGE[state].tone}">{COVERAGE[state].shape}</i>'
        f"<b>{escape(COVERAGE[state].word)}</b>: {escape(COVERAGE[state].meaning)}</span>"
        for state in CoverageState
    )
    st.html(f'<div class="v-legend">{signs}</div>')


def _grid(strips: Sequence[Strip]) -> str:
    last = len(strips[0].cells) - 1
    older = len(strips[0].cells) - NARROW_DAYS
    heads = "".join(
        f'<th scope="col"{_older(i, older)}>{_day_head(cell) if i < last - 1 else ""}</th>'
        for i, cell in enumerate(strips[0].cells)
    )
    rows = "".join(_grid_row(strip, older) for strip in strips)
    return (
        '<div class="v-scroll"><table class="v-strip"><caption class="v-caption">'
        "Newest day on the right.</caption>"
        f'<thead><tr><td class="v-corner"></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _older(place: int, older: int) -> str:
    """Days that a narrow screen has no room for."""
    return ' class="v-older"' if place < older else ""


def _day_head(cell: Cell) -> str:
    return f"{cell.day.day} {cell.day:%b}" if cell.day.weekday() == 0 else ""


def _grid_row(strip: Strip, older: int) -> str:
    cells = "".join(_grid_cell(strip, cell, i < older) for i, cell in enumerate(strip.cells))
    about = f"{strip.source}, {language(strip.lang)}" + (", critical" if strip.is_critical else "")
    return (
        f'<tr><th scope="row" title="{escape(about)}">'
        f'<a href="{address(PATH, feed=strip.feed)}">{escape(strip.feed)}</a></th>{cells}</tr>'
    )


def _grid_cell(strip: Strip, cell: Cell, is_older: bool) -> str:
    sign = None if cell.state is None else COVERAGE[cell.state]
    tone = f"v-{sign.tone}" if sign else ""
    classes = f"{tone} v-older" if is_older else tone
    title = escape(_cell_words(strip, cell))
    return f'<td class="{classes}" title="{title}">{sign.shape if sign else ""}</td>'


def _cell_words(strip: Strip, cell: Cell) -> str:
    words = f"{strip.feed}, {day(cell.day)}: "
    if cell.state is None:
        return words + "not judged yet"
    words += COVERAGE[cell.state].word.lower()
    if cell.state is not CoverageState.NEVER_COLLECTED:
        words += f", {percent(cell.share)} of the day, {count(cell.new_items, 'new item')}"
    return words + (f"; {COVERAGE_REASON[cell.reason]}" if cell.reason else "")


def _switched_off(strips: Sequence[Strip]) -> None:
    if not strips:
        return
    with st.expander(f"{count(len(strips), 'feed is', 'feeds are')} switched off, and why"):
        table(
            ["Feed", "Source", "Reason"],
            ([escape(one.feed), escape(one.source), escape(one.disabled_reason)] for one in strips),
        )


def _outages(outages: Sequence[Outage], now: datetime) -> None:
    if not outages:
        caption("No interruption of ten minutes or more in these 30 days.")
        return
    table(
        ["From", "To", "Length"],
        (
            [
                escape(moment(one.start)),
                escape(moment(one.end, absent="still not running")),
                escape(ago(one.start, now=one.end or now).removesuffix(" ago")),
            ]
            for one in outages
        ),
    )


def _log(log: FeedLog, now: datetime) -> None:
    state, feed = log.state, log.feed
    source = log.source.name if log.source else feed.source
    st.html(
        f'<h2 class="v-h2">Fetch log: {escape(source)}, {escape(feed.id)}</h2>'
        f'<div class="v-caption">{escape(feed.url)}</div>'
    )
    if not feed.enabled:
        caption(f"Switched off: {feed.disabled_reason}")
    if state is not None:
        facts(
            [
                ("Last success", escape(ago(state.last_success_at, now=now)), ""),
                ("Last new item", escape(ago(state.last_new_item_at, now=now)), ""),
                ("Next poll", escape(ago(state.next_check_at, now=now)), ""),
            ]
        )
    if not log.polls:
        caption("No poll of this feed is on record.")
        return
    table(
        ["Started", "Outcome", "HTTP", "Entries", "New", "Edited", "Remarks"],
        (_poll_cells(one) for one in log.polls),
    )


def _poll_cells(one: Poll) -> list[str]:
    remarks = [FAILURE[one.reason]] if one.reason else []
    remarks += [one.detail] if one.detail else []
    remarks += ["entries may have passed unseen before this poll"] if one.window_overrun else []
    remarks += [flag.replace("_", " ") for flag in one.flags]
    return [
        escape(moment(one.started_at)),
        escape(OUTCOME[one.outcome]),
        escape(one.http_status or "–"),
        str(one.entries),
        str(one.new),
        str(one.revised),
        escape("; ".join(remarks)),
    ]
