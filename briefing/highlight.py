"""Cut a text at its matched spans, so that screen and paper can each mark them in their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from domain.match import Span


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `groups` names what matched there, empty where nothing did."""

    text: str
    groups: tuple[str, ...] = ()


def segments(text: str, spans: Iterable[Span], *, field: str) -> tuple[Segment, ...]:
    """Cut `text` at the spans that lie in `field`.

    Args:
        text: The original text that the spans count in.
        spans: Half-open character spans; they may overlap, touch, or lie outside the text.
        field: ``title`` or ``summary``.

    Returns:
        Segments that joined give `text` again; neighbours with the same groups are one.
    """
    inside = [
        (max(0, span.start), min(len(text), span.end), span.group)
        for span in spans
        if span.field == field
    ]
    inside = [one for one in inside if one[0] < one[1]]
    cuts = sorted({0, len(text), *(a for a, _, _ in inside), *(b for _, b, _ in inside)})
    cut = [
        Segment(text[start:end], tuple(sorted({g for a, b, g in inside if a <= start < b})))
        for start, end in pairwise(cuts)
    ]
    return _joined(cut)


def _joined(cut: list[Segment]) -> tuple[Segment, ...]:
    joined: list[Segment] = []
    for one in cut:
        if joined and joined[-1].groups == one.groups:
            joined[-1] = Segment(joined[-1].text + one.text, one.groups)
        else:
            joined.append(one)
    return tuple(joined)


def excerpt(cut: tuple[Segment, ...], *, length: int) -> tuple[Segment, ...]:
    """At most about `length` characters of a cut text, holding its first marked stretch.

    Returns:
        The segments unchanged where they are short enough; else a stretch of them that begins
        and ends between words, with an ellipsis wherever something was left out.
    """
    text = "".join(one.text for one in cut)
    if len(text) <= length:
        return cut
    before = 0
    for one in cut:
        if one.groups:
            break
        before += len(one.text)
    start = 0 if before >= len(text) or before < length * 2 // 3 else before - length // 3
    start = text.find(" ", start) + 1 if start else 0
    end = len(text) if start + length >= len(text) else text.rfind(" ", start + 1, start + length)
    end = end if end > start else min(len(text), start + length)
    return _ends(_window(cut, start, end), before=start > 0, after=end < len(text))


def _window(cut: tuple[Segment, ...], start: int, end: int) -> list[Segment]:
    shown, place = [], 0
    for one in cut:
        piece = one.text[max(0, start - place) : max(0, end - place)]
        if piece:
            shown.append(Segment(piece, one.groups))
        place += len(one.text)
    return shown


def _ends(shown: list[Segment], *, before: bool, after: bool) -> tuple[Segment, ...]:
    head = [Segment("… ")] if before else []
    tail = [Segment(" …")] if after else []
    return tuple(_joined([*head, *shown, *tail]))
