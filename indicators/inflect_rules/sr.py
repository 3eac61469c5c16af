"""Serbian endings, in Latin letters with diacritics.

After the declension and conjugation tables of any school grammar; made to fill gaps of a
dictionary, so that a form which does not exist costs nothing and a missing one does.
"""

from __future__ import annotations

from collections.abc import Collection

from indicators.spaced import spaced

# Words taken as written: particles, prepositions, pronouns, auxiliaries.
FIXED = frozenset(
    spaced(
        "i a ali ili ni niti pa te da ne nije nisu nisam nismo niste neće nećemo neću nema nemaju"
        " nisi je su sam smo ste će ću ćemo bi bih bismo bude budu se si li u na o od do iz za sa s"
        " k ka kod kroz niz uz po pod pred pri nad među bez oko protiv preko zbog radi posle pre"
        " između iznad ispod tokom duž kao ako kad kada kad bi gde što šta koji još već sve svi"
        " ovo to taj ta on ona oni više manje vrlo nato"
    )
)
LINKED: dict[str, frozenset[str]] = {}
IRREGULAR = {
    "čovek": spaced("ljudi ljude ljudima"),
    "deo": spaced("dela delu delom delovi delova delove delovima"),
    "dete": spaced("deteta detetu detetom deca dece deci decu decom"),
    "brat": spaced("braća braće braći braću braćom"),
    "gospodin": spaced("gospoda gospode gospodi gospodu gospodom"),
}

_FEMININE = ("a", "e", "i", "u", "o", "om", "ama")
_ADJECTIVE = spaced("i a o e u og oga om ome omu oj im ima ih")
_SOFT_ADJECTIVE = spaced("i a e u eg ega em emu oj im ima ih")
_MASCULINE = spaced("a u om em e i ima ovi ova ovima ove evi eva evima eve")
_PALATAL = {"k": ("c", "č"), "g": ("z", "ž"), "h": ("s", "š")}
_IOTATED = {
    "st": "šć",
    "zd": "žđ",
    "d": "đ",
    "t": "ć",
    "s": "š",
    "z": "ž",
    "n": "nj",
    "l": "lj",
    "p": "plj",
    "b": "blj",
    "v": "vlj",
    "m": "mlj",
    "c": "č",
}
# Foreign names in -i, -u, -e, -o keep the vowel: Kurtija, Dinua, Otoa.
_FOREIGN = ("", *spaced("ja ju jem je ji jima a u m em om"))
_VOWELS = "aeiou"


def paradigms(word: str, *, is_name: bool) -> list[frozenset[str]]:
    """Give the sets of forms the word would have in each class its ending allows."""
    found = [_nouns(word, is_name=is_name)]
    if word.endswith(("ti", "ći")) and not is_name:
        found.append(verb(word))
    if word.endswith("i"):
        found.append(_with(word[:-1], _ADJECTIVE + _SOFT_ADJECTIVE))
    elif word[-1] not in _VOWELS:
        found.append(_adjective(word))
    elif word.endswith(("ska", "čka", "ška", "ćka", "cka", "ško", "sko", "čko", "vo", "no", "na")):
        found.append(_with(word[:-1], _ADJECTIVE))
    return found


def plural(word: str, listed: Collection[str]) -> frozenset[str]:
    """Give the plural forms of a noun written in the plural; empty if it is not.

    Args:
        word: The word as written.
        listed: What the dictionary lists under its lemma. An adjective is never cut down: its
            endings follow the noun it stands with.
    """
    stem = word[:-1]
    if len(word) < 4 or is_adjective(listed):
        return frozenset()
    if word.endswith("i"):
        hard = {"c": "k", "z": "g", "s": "h"}.get(stem[-1], stem[-1])
        many = _with(stem[:-1] + hard, ("a", "e")) | _with(stem, ("a", "e", "ima", "ih", "im"))
        return frozenset({word, _broken(stem) + "a"}) | many
    if word.endswith("e") and stem + "a" in listed:
        return frozenset({word, _broken(stem) + "a"}) | _with(stem, ("a", "i", "ama"))
    return frozenset()


def is_adjective(listed: Collection[str]) -> bool:
    """Whether a list of forms is an adjective's."""
    return any(form.endswith(("og", "eg")) and form[:-2] + "ih" in listed for form in listed)


def is_verb(lemma: str) -> bool:
    """Whether a dictionary form is an infinitive."""
    return lemma.endswith(("ti", "ći"))


def may_be_verb_form(word: str) -> bool:
    """Whether a word may be a present or past form, judged by its ending."""
    return word[-1] in _VOWELS or word.endswith(("n", "t"))


def _with(stem: str, endings: tuple[str, ...]) -> frozenset[str]:
    return frozenset(stem + ending for ending in endings)


def _broken(stem: str) -> str:
    """Put the fleeting a into a final pair of consonants: crkv, crkav."""
    if len(stem) > 2 and stem[-1] not in _VOWELS and stem[-2] not in _VOWELS:
        return f"{stem[:-1]}a{stem[-1]}"
    return stem


def _nouns(word: str, *, is_name: bool) -> frozenset[str]:
    if word[-1] not in _VOWELS:
        return _consonant(word)
    foreign = _with(word, _FOREIGN) if is_name and word[-1] != "a" else frozenset()
    if word.endswith("a"):
        return _feminine(word[:-1])
    if word.endswith("o"):
        return foreign | _with(word[:-1], ("o", "a", "u", "om", "ima", "e")) | _o_participle(word)
    if word.endswith("e"):
        return foreign | _neuter_e(word[:-1])
    return foreign | {word}


def _feminine(stem: str) -> frozenset[str]:
    forms = set(_with(stem, _FEMININE)) | {_broken(stem) + "a"}
    if stem.endswith("ist"):
        forms.add(stem + "ima")
    if stem and stem[-1] in _PALATAL:
        forms.add(stem[:-1] + _PALATAL[stem[-1]][0] + "i")
    return frozenset(forms)


def _neuter_e(stem: str) -> frozenset[str]:
    return _with(stem, ("e", "a", "u", "em", "ima", "ama", "o", "om", "i"))


def _o_participle(word: str) -> frozenset[str]:
    return frozenset({word[:-1] + "la", word[:-1] + "li"}) if word.endswith("ao") else frozenset()


def _consonant(word: str) -> frozenset[str]:
    stems = {word}
    if len(word) > 3 and word[-2] == "a" and word[-3] not in _VOWELS:
        stems.add(word[:-2] + word[-1])
        if word.endswith(("tac", "dac")):
            stems.add(word[:-3] + "c")
    forms = {word, word + "a"}
    for stem in stems:
        forms |= _with(stem, _MASCULINE)
        if stem[-1] in _PALATAL:
            soft, hushing = _PALATAL[stem[-1]]
            forms |= {stem[:-1] + soft + "i", stem[:-1] + soft + "ima", stem[:-1] + hushing + "e"}
        if stem[-1] == "c":
            forms.add(stem[:-1] + "če")
    if word.endswith("lac"):
        forms |= _with(word[:-3] + "oc", ("a", "u", "em", "i", "ima", "e"))
    if word.endswith("st"):
        forms |= {word + "i", word + "ima", word[:-2] + "šću", word + "ju"}
    if word[-1] in "čćšžvlrnd":
        forms |= {word + "i", word + "ju"}
    return frozenset(forms)


def _adjective(word: str) -> frozenset[str]:
    stem = word
    if len(word) > 3 and word.endswith(("an", "ak", "ar", "av")) and word[-3] not in _VOWELS:
        stem = word[:-2] + word[-1]
    return frozenset({word}) | _with(stem, _ADJECTIVE) | _with(word, _ADJECTIVE)


def participle(form: str) -> frozenset[str]:
    """Give all cases of a passive participle given in its shortest form (uhapšen)."""
    return frozenset({form}) | _with(form, _ADJECTIVE)


def verb(word: str) -> frozenset[str]:
    """Give present, past and passive forms of an infinitive."""
    if word.endswith("ći"):
        return _verb_ci(word)
    stem = word[:-2]
    forms = {word} | _past(stem)
    if stem.endswith(("ova", "iva", "eva")):
        forms |= _present(stem[:-3] + "uje", "u") | _passive(stem + "n")
    elif stem.endswith("a"):
        forms |= _present(stem, "ju") | _passive(stem + "n")
    elif stem.endswith("nu"):
        forms |= _present(stem[:-1] + "e", "u") | _passive(stem + "t")
    elif stem.endswith(("i", "e")):
        forms |= _present(stem[:-1] + "i", "e") | _passive(_iotate(stem[:-1]) + "en")
    return frozenset(forms)


def _verb_ci(word: str) -> frozenset[str]:
    stem = word[:-2]
    forms = {word}
    for root in (stem + "g", stem + "k", stem + "š"):
        forms |= _with(root, ("ao", "la", "lo", "li", "le"))
    forms |= _present(stem + "gne", "u") | _present(stem + "kne", "u") | _present(stem + "đe", "u")
    forms |= _present(stem + "če", "ku") | _present(stem + "že", "gu")
    return frozenset(forms | _passive(stem + "čen") | _passive(stem + "gnut"))


def _past(stem: str) -> set[str]:
    return {stem + ending for ending in ("o", "la", "lo", "li", "le", "vši")}


def _present(theme: str, third_plural: str) -> set[str]:
    plural_stem = theme[:-1] if third_plural in ("u", "e", "ku", "gu") else theme
    if third_plural in ("ku", "gu"):
        plural_stem = theme[:-2]
    return {theme + ending for ending in ("", "m", "š", "mo", "te")} | {plural_stem + third_plural}


def _passive(form: str) -> set[str]:
    return {form} | {form + ending for ending in _ADJECTIVE}


def _iotate(stem: str) -> str:
    for old, new in _IOTATED.items():
        if stem.endswith(old):
            return stem.removesuffix(old) + new
    return stem
