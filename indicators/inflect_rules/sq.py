"""Albanian endings: definite, oblique and plural forms of nouns, and the verbs in -oj and -ij.

After the usual declension tables. A noun's gender and plural are not known from its ending,
so that all classes the ending allows are given.
"""

from __future__ import annotations

from collections.abc import Collection

from indicators.spaced import spaced

FIXED = frozenset(
    spaced(
        "në nga me pa për nuk s mos do ka kanë kam ishte janë është jan po nëse që dhe a ose as"
        " te tek deri mbi nën pas para ndaj kundër gjatë rreth midis ndërmjet si kur ku çdo"
        " tjera tjerë tjetër më shumë pak asnjë ky kjo ai ajo ata një mund duhet u ta ia iu ua"
    )
)
_LINK = frozenset({"i", "e", "të", "së"})
# The linking article changes with case and number: veri i Kosovës, veriut të Kosovës.
LINKED = dict.fromkeys(_LINK, _LINK)

IRREGULAR = {
    "kufi": spaced("kufij kufijtë kufijve kufiu kufiut kufirit kufiri kufirin"),
    "njeri": spaced("njerëz njerëzit njerëzve"),
}

_MASCULINE = spaced("i it in e et eve ë ët ëve a at ave ësh esh")
_AFTER_K = spaced("u ut un")
_VERB_OJ = spaced(
    "oj on ojmë oni ojnë oja oje onte onim onin ova ove oi uam uat uan uar uara ua o ohem ohet"
    " ohen ohej oheshin osh ofsha"
)


def paradigms(word: str, *, is_name: bool) -> list[frozenset[str]]:
    """Give the sets of forms the word would have in each class its ending allows."""
    found = [_nouns(word, is_name=is_name)]
    if word.endswith("oj") and not is_name:
        found.append(_with(word[:-2], _VERB_OJ))
    if word.endswith("ij") and not is_name:
        found.append(_with(word[:-1], ("j", "n", "jnë", "te", "u", "ti", "tën", "tur", "ta", "më")))
    if not is_name and word[-1] not in "aeëiouy":
        found.append(_verb_consonant(word))
    return found


def plural(word: str, listed: Collection[str]) -> frozenset[str]:
    """Give the plural forms of a noun written in the definite plural; empty if it is not."""
    if word.endswith(("et", "ët", "at")) and word[:-1] + "ve" in listed:
        return _with(word[:-1], ("", "t", "ve", "sh", "vet"))
    return frozenset()


def is_verb(lemma: str) -> bool:
    """Whether a dictionary form is surely a verb's."""
    return lemma.endswith(("oj", "ij"))


def may_be_verb_form(word: str) -> bool:
    """Whether a word may be a form of a verb."""
    return bool(word)


def _with(stem: str, endings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem + ending for ending in endings)


def _nouns(word: str, *, is_name: bool) -> frozenset[str]:
    if word.endswith("ë"):
        return _with(word[:-1], spaced("ë a ës ën at ave e ash ët ëve ëna ënë"))
    if word.endswith("je"):
        return _with(word[:-2], spaced("je ja jes jen jet jeve jesh jeje"))
    if word.endswith("e"):
        return _with(word[:-1], spaced("e ja es en et eve ia ies eja ejes eu eun eut"))
    if word.endswith("a"):
        return _with(word[:-1], spaced("a ë ës ën as an aja at ave"))
    if word.endswith("i"):
        endings = ("", "a", "së", "në", "të", "ve", "e", "t", "n", "sh", "u", "ut", "un", "nj", "")
        return _with(word, endings)
    if word.endswith(("o", "u", "y")):
        return _with(word, ("", "ja", "s", "n", "së", "në", "t", "ve", "ri", "rit", "rin", "të"))
    return _consonant(word)


def _consonant(word: str) -> frozenset[str]:
    endings = ("", *_MASCULINE)
    if word[-1] in "kgh":
        endings += _AFTER_K
    forms = set(_with(word, endings))
    if word.endswith("shëm"):
        forms |= _with(word[:-2], ("me", "mit", "mi", "min", "mja", "mes", "men"))
    if word.endswith(("ër", "ël")):
        forms |= _with(word[:-2] + word[-1], _MASCULINE)
    if word.endswith("k"):
        forms |= _with(word[:-1] + "q", ("", "e", "ë", "it", "të", "ve", "ët", "ëve"))
    if word.endswith("g"):
        forms |= _with(word[:-1] + "gj", ("", "e", "et", "eve", "ë", "ët", "ëve"))
    if word.endswith("ç"):
        forms |= _with(word[:-1] + "q", ("", "i", "it", "in"))
    if word.endswith("q"):
        forms |= _with(word[:-1] + "ç", ("", "i", "it", "in"))
    return frozenset(forms)


def _verb_consonant(word: str) -> frozenset[str]:
    return _with(word, spaced(" im ni in te te a e i ëm ët ën ur ura et en ej eshin ka"))
