"""Building blocks of pages; whatever text comes from a feed passes `escape` or `plain` here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from urllib.parse import urlencode

import streamlit as st

from briefing import caveats
from briefing.frame import FrameView, Polling
from briefing.highlight import Segment
from briefing.times import ago, day, moment
from briefing.words import STALE, STATUS, Sign
from domain.reading import Condition, Status

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Make any text harmless where Streamlit reads markdown: it shows as it is written."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(text.split()))


def escape(text: object) -> str:
    """Make any text harmless inside HTML, quotes included."""
    return html.escape(str(text), quote=True)


def address(page: str, **query: str) -> str:
    """The address of a page of ours with a query, ready for an ``href``."""
    return escape(f"/{page}?{urlencode(query)}" if query else f"/{page}")


def chip(sign: Sign, *, extra: str = "") -> str:
    """A state as shape, word and colour."""
    tail = f" {escape(extra)}" if extra else ""
    return _chip(sign, f"{escape(sign.label)}{tail}")


def counted_chip(sign: Sign, count: int) -> str:
    """How many stand in a state."""
    return _chip(sign, f"{sign.shape} {count} {escape(sign.word)}")


def _chip(sign: Sign, inside: str) -> str:
    meaning = escape(sign.meaning)
    return f'<span class="v-chip v-{sign.tone}" title="{meaning}">{inside}</span>'


def status_chip(status: Status, *, is_stale: bool = False) -> str:
    """The chip of a status; a stale one says what it was when last known."""
    if not is_stale:
        return chip(STATUS[status])
    return chip(STALE, extra=f"· was {STATUS[status].word}")


def marked(segments: Iterable[Segment]) -> str:
    """Text with its matched stretches marked, as HTML."""
    return "".join(
        f'<mark title="{escape(", ".join(one.groups))}">{escape(one.text)}</mark>'
        if one.groups
        else escape(one.text)
        for one in segments
    )


def note(text: str, *, tone: str = "") -> None:
    """A line of caution. `tone` is empty, ``care`` or ``bad``."""
    role = ' role="alert"' if tone == "bad" else ""
    st.html(f'<div class="v-note v-{tone or "plainly"}"{role}>{escape(text)}</div>')


def caption(*sentences: str) -> None:
    """Small print under what it speaks of."""
    st.html(f'<div class="v-caption">{escape(" ".join(sentences))}</div>')


def heading(text: str) -> None:
    """A second-level heading."""
    st.html(f'<h2 class="v-h2">{escape(text)}</h2>')


def paragraphs(lines: Iterable[str], *, title: str = "") -> None:
    """Plain paragraphs, or a titled list."""
    if title:
        body = (
            f"<b>{escape(title)}</b><ul>{''.join(f'<li>{escape(one)}</li>' for one in lines)}</ul>"
        )
    else:
        body = "".join(f"<p>{escape(one)}</p>" for one in lines)
    st.html(f'<div class="v-prose">{body}</div>')


def empty(title: str, text: str, *, command: str = "") -> None:
    """A designed empty state: what is missing, what it means, and the remedy."""
    remedy = f" <br><code>{escape(command)}</code>" if command else ""
    st.html(f'<div class="v-empty"><b>{escape(title)}</b>{escape(text)}{remedy}</div>')


def facts(pairs: Sequence[tuple[str, str, str]]) -> None:
    """Headline figures: label, value and a smaller remark."""
    cells = "".join(
        f'<div class="v-fact"><div class="v-label">{escape(label)}</div>'
        f'<div class="v-value">{value} <small>{escape(small)}</small></div></div>'
        for label, value, small in pairs
    )
    st.html(f'<div class="v-facts">{cells}</div>')


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A small table; cells are HTML, already escaped."""
    head = "".join(f"<th scope=col>{escape(one)}</th>" for one in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    st.html(
        f'<div class="v-scroll"><table class="v-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def why_list(conditions: Sequence[Condition]) -> None:
    """Why a status is what it is, line by line; whether each condition holds is in words too."""
    lines = "".join(
        f'<li><span class="v-tick" aria-hidden="true">{"✓" if one.holds else "–"}</span>'
        f"{escape(one.text)} "
        f'<span class="v-asof">({"holds" if one.holds else "does not hold"})</span></li>'
        for one in conditions
    )
    st.html(f'<ul class="v-why">{lines}</ul>')


def bare_head(title: str, *, is_exercise: bool) -> None:
    """The top of a page that could not ask the database."""
    st.html(f'{_banner(is_exercise)}<div class="v-head"><h1>{escape(title)}</h1></div>')


def page_head(title: str, frame: FrameView, *, now: datetime, past_day: date | None = None) -> None:
    """What stands at the top of every page: exercise banner, title, and as of when it speaks.

    Args:
        past_day: The day a page looks back to; the poller's beat says nothing about it.
    """
    as_of = "Nothing evaluated yet"
    if frame.data_as_of is not None:
        as_of = f"Data as of <b>{moment(frame.data_as_of)}</b> · {_beat(frame, now)}"
    if past_day is not None:
        as_of = f"As at the end of <b>{day(past_day)}</b> UTC"
    st.html(
        _banner(frame.is_exercise)
        + f'<div class="v-head"><h1>{escape(title)}</h1>'
        + f'<div class="v-asof">{as_of}</div></div>'
    )
    if past_day is not None:
        note(caveats.looking_back(past_day), tone="care")
    elif frame.is_stale and frame.heartbeat_at is not None:
        note(caveats.stale(frame.heartbeat_at, now=now), tone="bad")
    elif frame.polling is Polling.NEVER:
        note(caveats.NO_POLLS, tone="care")


def feeds_line(frame: FrameView) -> None:
    """One line on the feeds that bring nothing now, with the way to them; none when all work."""
    if not frame.failing and not frame.silent:
        return
    said = escape(caveats.feeds_unseen(len(frame.failing), len(frame.silent)))
    st.html(
        f'<div class="v-note v-care"><a href="{address("coverage")}">{said[: said.index(":")]}</a>'
        f"{said[said.index(':') :]}</div>"
    )


def _banner(is_exercise: bool) -> str:
    if not is_exercise:
        return ""
    return f'<div class="v-exercise" role="note">{escape(caveats.EXERCISE)}</div>'


def _beat(frame: FrameView, now: datetime) -> str:
    if frame.heartbeat_at is None:
        return "the poller has not run yet"
    return f"poller heard {ago(frame.heartbeat_at, now=now)}"
