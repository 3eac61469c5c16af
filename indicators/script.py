"""Serbian between its two alphabets, diacritics kept."""

from __future__ import annotations

from indicators.spaced import spaced

_PAIRS = tuple(
    zip(
        spaced("а б в г д ђ е ж з и ј к л љ м н њ о п р с т ћ у ф х ц ч џ ш"),
        spaced("a b v g d đ e ž z i j k l lj m n nj o p r s t ć u f h c č dž š"),
        strict=True,
    )
)
_TO_LATIN = str.maketrans(dict(_PAIRS))
_TO_CYRILLIC = str.maketrans({latin: letter for letter, latin in _PAIRS if len(latin) == 1})


def to_latin(word: str) -> str:
    """Write a lower-case Serbian word in Latin letters; other letters stay."""
    return word.translate(_TO_LATIN)


def to_cyrillic(word: str) -> str:
    """Write a lower-case Serbian word in Cyrillic letters; other letters stay."""
    for letter, latin in _PAIRS:
        if len(latin) == 2:
            word = word.replace(latin, letter)
    return word.translate(_TO_CYRILLIC)
