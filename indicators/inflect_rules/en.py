"""English endings and the spellings of the two standards."""

from __future__ import annotations

from collections.abc import Collection

from indicators.spaced import spaced

FIXED = frozenset(
    spaced(
        "the a an of in on at to for from by with without near and or not no nor as is are was were"
        " be been has have had will would could may might can did do does if than that this these"
        " those its their his her into over under between against out off up down more most all any"
        " said says say"
    )
)
LINKED: dict[str, frozenset[str]] = {}
IRREGULAR: dict[str, tuple[str, ...]] = {}
_VOWELS = "aeiou"
_SPELLINGS = (
    ("isation", "ization"),
    ("ise", "ize"),
    ("ised", "ized"),
    ("ising", "izing"),
    ("our", "or"),
    ("oured", "ored"),
    ("ogue", "og"),
    ("ogues", "ogs"),
    ("defence", "defense"),
    ("centre", "center"),
    ("licence", "license"),
)


def paradigms(word: str, *, is_name: bool) -> list[frozenset[str]]:
    """Give the sets of forms the word would have in each class its ending allows."""
    if is_name:
        return [frozenset({word, _plural(word)})]
    return [frozenset({word, _plural(word)}), frozenset({word, *_verb(word)})]


def plural(word: str, listed: Collection[str]) -> frozenset[str]:
    """Give the word itself where it is written in the plural, else nothing."""
    is_plural = word.endswith("s") and not word.endswith("ss") and word in listed
    return frozenset({word}) if is_plural else frozenset()


def is_verb(lemma: str) -> bool:
    """Whether a dictionary form is surely a verb's: English endings do not tell."""
    return not lemma


def may_be_verb_form(word: str) -> bool:
    """Whether a word may be a form of a verb."""
    return bool(word)


def spellings(word: str) -> frozenset[str]:
    """Give the word in British and American spelling."""
    found = {word}
    for british, american in _SPELLINGS:
        for old, new in ((british, american), (american, british)):
            if word == old or (word.endswith(old) and len(word) >= len(old) + 3):
                found.add(word.removesuffix(old) + new)
    return frozenset(found)


def _plural(word: str) -> str:
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    return word + "s"


def _verb(word: str) -> set[str]:
    if word.endswith("e"):
        return {_plural(word), word + "d", word[:-1] + "ing"}
    if word.endswith("y") and len(word) > 2 and word[-2] not in _VOWELS:
        return {_plural(word), word[:-1] + "ied", word + "ing"}
    forms = {_plural(word), word + "ed", word + "ing"}
    doubles = len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS
    return forms | {word + word[-1] + "ed", word + word[-1] + "ing"} if doubles else forms
