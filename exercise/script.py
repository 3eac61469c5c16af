"""Serbian Latin to Cyrillic, for the outlets that print in Cyrillic."""

from __future__ import annotations

import re

PAIRS = {"lj": "љ", "nj": "њ", "dž": "џ"}
LETTERS = dict(
    zip(
        "abvgdđežzijklmnoprstćufhcčš",
        "абвгдђежзијклмнопрстћуфхцчш",
        strict=True,
    )
)
_PAIR = re.compile("|".join(PAIRS), re.IGNORECASE)


def to_cyrillic(text: str) -> str:
    """Serbian text in Cyrillic; what is no Serbian letter stays."""
    return "".join(_letter(one) for one in _PAIR.sub(_pair, text))


def _pair(found: re.Match[str]) -> str:
    pair = found.group()
    letter = PAIRS[pair.lower()]
    return letter.upper() if pair[0].isupper() else letter


def _letter(one: str) -> str:
    letter = LETTERS.get(one.lower(), one)
    return letter.upper() if one.isupper() else letter
