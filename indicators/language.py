"""Tell the language of a text: by letters where they decide, else by py3langid and the feed."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from indicators.spaced import spaced

_SERBIAN_CYRILLIC = frozenset("ђјљњћџ")
_MACEDONIAN = frozenset("ѓќѕ")
_RUSSIAN = frozenset("ыэё")
_UKRAINIAN = frozenset("іїєґ")
_EAST_OR_BULGARIAN = frozenset("йщъьюя")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = re.compile(r"[a-z\u00df-\u024f]")
_GREEK = re.compile(r"[\u0370-\u03ff]{2}")
_CARON = frozenset("čšž")
_SERBIAN_LATIN = frozenset("ćđ")
_OTHERS = frozenset("ěřůťďňáéíýúľĺŕôäąęłńóśźżėįųūēīņķļģăâîșț")
_ALBANIAN_WORDS = re.compile(r"\b(?:të|në|për|është|që|së|më|dhe|nga|një|janë)\b")
_SERBIAN_WORDS = re.compile(
    r"\b(?:je|su|se|na|za|sa|od|iz|kod|nije|koji|koja|koje|kako|biti|protiv|posle|ali|zbog|što|"
    r"sto|ce|ne|i|u|o)\b"
)
_ALIKE = {"hr": "sr", "bs": "sr", "sh": "sr", "hbs": "sr", "cnr": "sr", "sl": "sr"}
_CHOICES = spaced(
    "sr hr bs sl sq ru en mk bg uk de fr it es pl tr nl pt ro hu el cs sk sv da fi ar zh"
)
_PRIOR_WEIGHT = 20.0
_SURE = 0.7
_SHORT_WORDS = 4
# So many Cyrillic letters without one that Serbian lacks are Serbian.
_ENOUGH_LETTERS = 60


def language(title: str, summary: str = "", *, prior: str = "") -> str:
    """Give the language of an item.

    Args:
        title: Plain text.
        summary: Plain text, may be empty.
        prior: The feed's language, where it has one; scripts may be given (``sr-Latn``).

    Returns:
        ``sr`` (also for Croatian, Bosnian and the like), ``sq``, ``ru``, ``en``, another
        two-letter code, or ``und`` where nothing tells.
    """
    text = f"{title}\n{summary}".lower()
    known = _known(prior)
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic + latin < 2:
        return "el" if _GREEK.search(text) else known or "und"
    letters = set(text)
    is_cyrillic = cyrillic > latin
    by_letters = _by_cyrillic(letters, cyrillic) if is_cyrillic else _by_latin(letters, text)
    if by_letters:
        return by_letters
    return _by_model(text, known, is_cyrillic=is_cyrillic)


def _known(prior: str) -> str:
    code = prior.lower().replace("_", "-").split("-")[0]
    return "" if code == "und" else _ALIKE.get(code, code)


def _by_cyrillic(letters: set[str], count: int) -> str:
    if letters & _UKRAINIAN and not letters & _RUSSIAN:
        return "" if letters & _SERBIAN_CYRILLIC else "uk"
    if letters & _RUSSIAN:
        return "ru"
    if letters & _MACEDONIAN:
        return "mk"
    if letters & _EAST_OR_BULGARIAN:
        return ""
    return "sr" if letters & _SERBIAN_CYRILLIC or count >= _ENOUGH_LETTERS else ""


def _by_latin(letters: set[str], text: str) -> str:
    if letters & _OTHERS:
        return ""
    if "ë" in letters and not letters & _CARON and len(_ALBANIAN_WORDS.findall(text)) > 0:
        return "sq"
    if letters & _SERBIAN_LATIN and "ë" not in letters and "ç" not in letters:
        return "sr" if len(_SERBIAN_WORDS.findall(text)) > 1 else ""
    return ""


@cache
def _model() -> Any:
    """Load the identifier when first needed; it knows the languages our feeds may bring."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages([code for code in _CHOICES if code in model.labels])
    return model


def _by_model(text: str, prior: str, *, is_cyrillic: bool) -> str:
    scores: dict[str, float] = {}
    for code, probability in _model().rank(text):
        alike = _ALIKE.get(code, code)
        scores[alike] = scores.get(alike, 0.0) + float(probability)
    if is_cyrillic:
        scores = {code: scores.get(code, 0.0) for code in ("sr", "ru", "mk", "bg", "uk")}
    if prior in scores:
        weight = _PRIOR_WEIGHT * (4 if len(text.split()) <= _SHORT_WORDS else 1)
        scores[prior] = min(1.0, scores[prior] * weight + 0.01)
    best = max(scores, key=lambda code: scores[code])
    if best == prior or scores[best] >= _SURE:
        return best
    return prior or (best if scores[best] >= 0.4 else "und")
