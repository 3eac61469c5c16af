"""Russian endings in Cyrillic; the dictionary is good, so these serve names and new words."""

from __future__ import annotations

from collections.abc import Collection

from indicators.spaced import spaced

FIXED = frozenset(
    spaced(
        "и а но или ни не нет да в во на о об от до из за с со к ко у по под над при про для без"
        " через между перед после против около возле вдоль как если бы когда где что кто уже ещё"
        " еще был была было были есть будет будут не более менее"
    )
)
LINKED: dict[str, frozenset[str]] = {}
IRREGULAR = {
    "человек": spaced("люди людей людям людьми людях"),
    "год": spaced("лет летам"),
    "войско": spaced("войск войскам войсками войсках войска"),
}

# How a stem in -ить changes before the ending of the passive.
_SOFTENED = (
    ("ст", "щ"),
    ("с", "ш"),
    ("з", "ж"),
    ("т", "ч"),
    ("т", "щ"),
    ("д", "ж"),
    ("д", "жд"),
    ("б", "бл"),
    ("п", "пл"),
    ("в", "вл"),
    ("м", "мл"),
)
_HARD = spaced("а у ом ем е ы и ов ев ей ам ами ах")
_SOFT = spaced("я ю ем ём е и ей ям ями ях")
_ADJECTIVE = spaced(
    "ый ий ой ая ое ее ые ие ого его ому ему ым им ом ем ую ой ей ых их ыми ими яя юю"
)
_PAST = spaced("л ла ло ли в вши вший")


def paradigms(word: str, *, is_name: bool) -> list[frozenset[str]]:
    """Give the sets of forms the word would have in each class its ending allows."""
    found = [_nouns(word)]
    if word.endswith(("ый", "ий", "ой")):
        found.append(_with(word[:-2], _ADJECTIVE))
    if is_name and word.endswith(("ска", "ска́", "ая")):
        found.append(_with(word[:-2] if word.endswith("ая") else word[:-1], _ADJECTIVE))
    if word.endswith("ть") and not is_name:
        found.append(_verb(word))
    return found


def plural(word: str, listed: Collection[str]) -> frozenset[str]:
    """Give the plural forms of a word written in the plural; empty if it is not."""
    stem = word[:-1]
    if word.endswith(("ые", "ие")) and len(word) > 4:
        short = word[:-2]
        return frozenset({word}) | _with(short, ("ых", "их", "ым", "им", "ыми", "ими"))
    if word.endswith(("ия", "ья")):
        return frozenset({word, stem[:-1] + "ий", stem + "ям", stem + "ями", stem + "ях"})
    if word.endswith(("ы", "и")) and len(word) > 3 and not any(is_verb(form) for form in listed):
        many = ("", "ов", "ев", "ей", "ам", "ами", "ах", "ям", "ями", "ях", "й")
        return frozenset({word}) | _with(stem, many)
    return frozenset()


def is_verb(lemma: str) -> bool:
    """Whether a dictionary form is an infinitive."""
    return lemma.endswith(("ть", "ти", "чь", "ться"))


def may_be_verb_form(word: str) -> bool:
    """Whether a word may be a form of a verb."""
    return bool(word)


def _with(stem: str, endings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem + ending for ending in endings)


def _nouns(word: str) -> frozenset[str]:
    stem = word[:-1]
    if word.endswith("ия"):
        return _with(stem, ("я", "и", "ю", "ей", "й", "ям", "ями", "ях"))
    if word.endswith("ие"):
        return _with(stem, ("е", "я", "ю", "ем", "и", "й", "ям", "ями", "ях"))
    if word.endswith("мя"):
        return _with(stem, ("я", "ени", "енем", "ена", "ён", "ен", "енам", "енами", "енах"))
    if word.endswith("я"):
        return _with(stem, ("я", "и", "е", "ю", "ей", "ёй", "ь", "ям", "ями", "ях"))
    if word.endswith("а"):
        return _with(stem, ("а", "ы", "и", "е", "у", "ой", "ою", "ей", "", "ам", "ами", "ах"))
    if word.endswith("о"):
        return _with(stem, ("о", "а", "у", "ом", "е", "ам", "ами", "ах"))
    if word.endswith("е"):
        return _with(stem, ("е", "я", "ю", "ем", "а", "у", "и"))
    if word.endswith("ь"):
        return _with(stem, ("ь", "ью", *_SOFT))
    if word.endswith("й"):
        return _with(stem, ("й", "я", "ю", "ем", "е", "и", "ев", "ям", "ями", "ях"))
    if word.endswith(("у", "и", "ы", "э", "ю")):
        return frozenset({word})
    return _consonant(word)


def _consonant(word: str) -> frozenset[str]:
    forms = {word, *_with(word, _HARD)}
    if len(word) > 3 and word[-2] in "еоё":
        forms |= _with(word[:-2] + word[-1], _HARD)
    if word.endswith(("авац", "овац")):
        forms |= _with(word[:-2] + word[-1], _HARD)
    if word.endswith(("ов", "ев", "ин", "ёв")):
        forms |= _with(word, ("ым", "ых", "ыми", "ой"))
    return frozenset(forms)


def _verb(word: str) -> frozenset[str]:
    stem = word[:-2]
    forms = {word} | _with(stem, _PAST)
    if stem.endswith("ова"):
        root = stem[:-3] + "у"
        forms |= _with(root, ("ю", "ешь", "ет", "ем", "ете", "ют"))
    elif stem.endswith("и"):
        forms |= _with(stem[:-1], ("ишь", "ит", "им", "ите", "ят", "ат", "ю"))
    else:
        forms |= _with(stem, ("ю", "ешь", "ет", "ем", "ете", "ют"))
    for short in _passives(stem):
        forms |= _with(short, ("", "а", "о", "ы")) | _with(short + "н", _ADJECTIVE)
    return frozenset(forms)


def _passives(stem: str) -> set[str]:
    """Give the short passive participles: сделан, переброшен, размещён."""
    if stem.endswith(("а", "я")):
        return {stem + "н"}
    root = stem[:-1]
    roots = {root} | {root.removesuffix(old) + new for old, new in _SOFTENED if root.endswith(old)}
    return {each + vowel + "н" for each in roots for vowel in "её"}
