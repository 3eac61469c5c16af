"""Cut a text at its matched spans, so that screen and paper can each mark them in their way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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
        for start, end in zip(cuts, cuts[1:], strict=False)
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
