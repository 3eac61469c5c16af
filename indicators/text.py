"""Fold text once, so that both scripts, all spellings and all cases of a word meet.

NFKC, format characters and diacritics dropped, Cyrillic to Latin, case folded. ``đ``, ``ђ``
and the ASCII spelling ``dj`` all become ``d``: Medveđa, Медвеђа, Medvedja and Medveda meet,
and so do the two Serbian standards in words such as ``deca``/``djeca``. The price is that
``dj`` and ``d`` are never told apart, on either side of a comparison.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from indicators.language import language
from indicators.letters import TO_CYRILLIC, TO_LATIN, fold_character

__all__ = ["Folded", "fold", "fold_text", "language"]

_CYRILLIC = "\u0400-\u052f"
_LATIN = "A-Za-z\u00c0-\u024f"
_GREEK = "\u0370-\u03ff"
_MIXED = re.compile(f"[{_LATIN}][{_CYRILLIC}{_GREEK}]|[{_CYRILLIC}{_GREEK}][{_LATIN}]")
_LETTERS = re.compile(f"[{_LATIN}{_CYRILLIC}{_GREEK}]+")


class _FoldTable(dict[int, str]):
    """Folds of single characters, worked out when first met."""

    def __missing__(self, code: int) -> str:
        folded = fold_character(chr(code))
        self[code] = folded
        return folded


_TABLE = _FoldTable()


# Letters that are another letter with this mark behind them: й, ѓ, ќ written as two characters.
_COMPOSED = re.compile("[иИ]\u0306|[гГкК]\u0301")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back.

    `offsets` holds, for each folded character, the index of the original character it came
    from, and `ends` the index just behind it, so that ``original[offsets[i]:ends[j - 1]]``
    is what ``text[i:j]`` was read from, marks that belong to the last letter included.
    """

    text: str
    offsets: Sequence[int]
    ends: Sequence[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open original range of a non-empty half-open folded range."""
        return self.offsets[start], self.ends[end - 1]


def fold_text(text: str) -> str:
    """Give only the folded string; always equal to ``fold(text).text``."""
    if text.isascii():
        folded = text.lower()
        if _ODD_ASCII.search(folded):
            folded = folded.translate(_TABLE)
    else:
        folded = _COMPOSED.sub(_compose, _unmixed(text)).translate(_TABLE)
    return folded.replace("dj", "d") if "dj" in folded else folded


_ODD_ASCII = re.compile(r"[\x00-\x08\x0e-\x1b\x7f_`]")


def _compose(found: re.Match[str]) -> str:
    return unicodedata.normalize("NFC", found.group())


def _unmixed(text: str) -> str:
    """Replace look-alike letters of the other script in words that mix scripts."""
    return _LETTERS.sub(_one_script, text) if _MIXED.search(text) else text


def _one_script(found: re.Match[str]) -> str:
    word = found.group()
    latin = [c for c in word if c < "\u0370"]
    if not latin or len(latin) == len(word):
        return word
    cyrillic = [c for c in word if "\u0400" <= c <= "\u052f"]
    sure_latin = sum(c not in TO_CYRILLIC for c in latin)
    sure_cyrillic = sum(c not in TO_LATIN for c in cyrillic)
    if sure_latin and sure_cyrillic:
        return word  # half transliterated: every letter means what it is
    to_latin = (sure_latin, len(latin)) >= (sure_cyrillic, len(cyrillic))
    table = TO_LATIN if to_latin else TO_CYRILLIC
    return "".join(table.get(c, c) for c in word)


def fold(text: str) -> Folded:
    """Fold text and keep, for every folded character, where in the original it came from."""
    prepared = _unmixed(text)
    if _COMPOSED.search(prepared):
        return _fold_composed(prepared)
    folded, offsets, ends = _fold_run(prepared)
    return Folded(*_without_dj(folded, offsets, ends))


def _fold_composed(text: str) -> Folded:
    """Fold a text some of whose letters are two characters that count as one."""
    starts: list[int] = []
    stops: list[int] = []
    position = 0
    for pair in [m.start() for m in _COMPOSED.finditer(text)]:
        starts.extend(range(position, pair + 1))
        stops.extend([*range(position + 1, pair + 1), pair + 2])
        position = pair + 2
    starts.extend(range(position, len(text)))
    stops.extend(range(position + 1, len(text) + 1))
    folded, offsets, ends = _fold_run(_COMPOSED.sub(_compose, text))
    places = [starts[i] for i in offsets], [stops[i - 1] for i in ends]
    return Folded(*_without_dj(folded, *places))


def _fold_run(text: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Fold character by character; most give one letter each, and only the others cost."""
    folded = text.translate(_TABLE)
    odd = {c for c in set(text) if len(_TABLE[ord(c)]) != 1}
    if not odd:
        return folded, range(len(text)), range(1, len(text) + 1)
    offsets: list[int] = []
    ends: list[int] = []
    position = 0
    for index in [i for i, c in enumerate(text) if c in odd]:
        offsets.extend(range(position, index))
        ends.extend(range(position + 1, index + 1))
        letters = len(_TABLE[ord(text[index])])
        offsets.extend([index] * letters)
        ends.extend([index + 1] * letters)
        if not letters and ends and unicodedata.combining(text[index]):
            ends[-1] = index + 1
        position = index + 1
    offsets.extend(range(position, len(text)))
    ends.extend(range(position + 1, len(text) + 1))
    return folded, offsets, ends


def _without_dj(
    folded: str, offsets: Sequence[int], ends: Sequence[int]
) -> tuple[str, Sequence[int], Sequence[int]]:
    """Turn every ``dj`` into a ``d`` that stands for both letters."""
    if "dj" not in folded:
        return folded, offsets, ends
    starts, stops = list(offsets), list(ends)
    for match in reversed(list(re.finditer("dj", folded))):
        j = match.start() + 1
        stops[j - 1] = stops[j]
        del starts[j], stops[j]
    return folded.replace("dj", "d"), starts, stops
