"""Where the entries of an XML document begin and end, found without parsing it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(
    r"<!\[CDATA\[|<!--|<(/?)((?:[\w.-]{1,40}:)?(?:item|entry))(?=[\s/>])", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Offsets of whole entries, in order, and where the first entry starts (-1 without any).

    `opened` counts entries that were begun; it is larger than the whole ones in a document
    that was cut. `tag` is the name as written, prefix included.
    """

    whole: tuple[tuple[int, int], ...]
    first: int
    opened: int
    tag: str


class _Closings:
    """Finds closing marks, remembering which kind does not come again, so that a flood of
    openings costs one search and not one each."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._gone: set[str] = set()

    def after(self, mark: str, position: int) -> int:
        if mark in self._gone:
            return -1
        found = self._text.find(mark, position)
        if found < 0:
            self._gone.add(mark)
        return found


def find_entries(text: str) -> Boundaries:
    """Find every outermost item or entry; CDATA and comments are passed over."""
    closings = _Closings(text)
    whole: list[tuple[int, int]] = []
    position, depth, start, first, opened, tag = 0, 0, -1, -1, 0, ""
    while mark := _MARK.search(text, position):
        position = mark.end()
        if mark.group(2) is None:
            is_cdata = mark.group(0)[2] == "["
            end = closings.after("]]>" if is_cdata else "-->", position)
            if end >= 0:
                position = end + 3
            elif is_cdata:
                break
            continue
        end = closings.after(">", position)
        if end < 0:
            opened += not mark.group(1)
            first = mark.start() if first < 0 else first
            break
        position = end + 1
        if mark.group(1):
            depth -= depth > 0
            if depth == 0 and start >= 0:
                whole.append((start, position))
                start = -1
            continue
        if depth == 0:
            start, opened, tag = mark.start(), opened + 1, tag or mark.group(2)
            first = start if first < 0 else first
        if text[end - 1] == "/":
            if depth == 0:
                whole.append((start, position))
                start = -1
        else:
            depth += 1
    return Boundaries(tuple(whole), first, opened, tag)
