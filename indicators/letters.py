"""The letter tables behind folding: transliteration, look-alikes, and what is dropped."""

from __future__ import annotations

import unicodedata

# Cyrillic to the letters that Serbian Latin without diacritics would use. The Russian soft
# sign becomes `j`, so that Баньска meets Бањска, and `брат` does not meet `брать`.
CYRILLIC = {
    "а": "a",
    "б": "b",
    "в": "v",
    "г": "g",
    "д": "d",
    "ђ": "d",
    "е": "e",
    "ё": "e",
    "ж": "z",
    "з": "z",
    "и": "i",
    "й": "j",
    "ј": "j",
    "к": "k",
    "л": "l",
    "љ": "lj",
    "м": "m",
    "н": "n",
    "њ": "nj",
    "о": "o",
    "п": "p",
    "р": "r",
    "с": "s",
    "т": "t",
    "ћ": "c",
    "у": "u",
    "ф": "f",
    "х": "h",
    "ц": "c",
    "ч": "c",
    "џ": "dz",
    "ш": "s",
    "щ": "sc",
    "ъ": "",
    "ы": "y",
    "ь": "j",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ѓ": "gj",
    "ќ": "kj",
    "ѕ": "dz",
    "і": "i",
    "ї": "i",
    "є": "e",
    "ґ": "g",
    "ў": "u",
}

# Letters that no decomposition resolves, and marks that feeds write in several ways.
OTHER = {
    "đ": "d",
    "ð": "d",
    "ł": "l",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ı": "i",
    "ŧ": "t",
    "ħ": "h",
    "_": " ",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ʹ": "'",
    "`": "'",
    "´": "'",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "−": "-",
}

# Cyrillic (and Greek) letters that look like Latin ones, for tokens written mostly in Latin.
TO_LATIN = dict(
    zip(
        "АВЕКМНОРСТУХЈЅІаеорсухјѕікмтΑΒΕΖΗΙΚΜΝΟΡΤΥΧοανρτ",
        "ABEKMHOPCTYXJSIaeopcyxjsikmtABEZHIKMNOPTYXoavpt",
        strict=True,
    )
)
# Latin letters that look like Cyrillic ones, for tokens written mostly in Cyrillic.
TO_CYRILLIC = dict(zip("ABCEHKMOPTXYJSIaceopxyjsikm", "АВСЕНКМОРТХУЈЅІасеорхујѕікм", strict=True))


def is_dropped(character: str) -> bool:
    """Whether a character leaves no trace: format characters, marks, controls that do not space."""
    category = unicodedata.category(character)
    return category in ("Cf", "Mn", "Me") or (category == "Cc" and not character.isspace())


def fold_character(character: str) -> str:
    """Give what one character folds to: zero or more lower-case letters or marks."""
    if is_dropped(character):
        return ""
    plain = unicodedata.normalize("NFKC", character).casefold()
    return "".join(_fold_letter(letter) for letter in plain)


def _fold_letter(letter: str) -> str:
    direct = CYRILLIC.get(letter, OTHER.get(letter))
    if direct is not None:
        return direct
    parts = unicodedata.normalize("NFKD", letter).casefold()
    return "".join(CYRILLIC.get(p, OTHER.get(p, p)) for p in parts if not is_dropped(p))
