"""Give all inflected forms of a word: the dictionary's, and what ending rules add to them."""

from __future__ import annotations

from collections.abc import Iterable

from indicators.dictionaries import Dictionary
from indicators.inflect_rules import RULES, en, sr
from indicators.script import to_cyrillic, to_latin
from indicators.text import fold_text

# A class of endings is believed when it explains this share of what the dictionary lists.
_ENOUGH = 0.5
_FEW = 3
# A class of fewer forms than this proves little by being listed.
_TELLING = 6


class Inflector:
    """All forms of words in one language, folded, each worked out once."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._rules = RULES[lang]
        self._dictionary = Dictionary(lang)
        self._known: dict[str, frozenset[str]] = {}

    def prepare(self, words: Iterable[str]) -> None:
        """Look up many words at once; saves scans of the dictionary for each."""
        variants = {v for word in words for v in self._variants(word)}
        self._dictionary.prepare(variants)
        lemmas = {lemma for v in variants if (lemma := self._dictionary.lemma(v)) is not None}
        self._dictionary.prepare({v for lemma in lemmas for v in self._variants(lemma)})

    def forms(self, word: str) -> frozenset[str]:
        """Give the folded forms of a word as written; the word itself is always among them."""
        if word not in self._known:
            plain = self._plain(word)
            raw = self._expand(word, plain)
            self._known[word] = frozenset({fold_text(form) for form in raw} | {fold_text(word)})
        return self._known[word]

    def _plain(self, word: str) -> str:
        lowered = word.lower()
        return lowered if self.lang == "ru" else to_latin(lowered)

    def _variants(self, word: str) -> set[str]:
        """Give the spellings under which the dictionary may list a word."""
        plain = self._plain(word)
        spelled = {plain, *en.spellings(plain)} if self.lang == "en" else {plain}
        if self.lang == "sr":
            spelled.add(to_cyrillic(plain))
        return {v for s in spelled for v in (s, s.capitalize())} | {word}

    def _expand(self, word: str, plain: str) -> set[str]:
        if plain in self._rules.FIXED or plain.isdigit():
            return {plain}
        if plain in self._rules.LINKED:
            return set(self._rules.LINKED[plain])
        return self._regular(word, plain) | set(self._rules.IRREGULAR.get(plain, ()))

    def _regular(self, word: str, plain: str) -> set[str]:
        listed = self._listed(self._variants(word))
        if listed:
            return listed | self._ruled(word, plain, listed)
        lemma = self._lemma(word)
        if lemma is not None:
            return {plain} | self._from_other_form(word, plain, lemma)
        is_name = word[:1].isupper()
        return {plain}.union(*self._paradigms(plain, is_name=is_name))

    def _paradigms(self, plain: str, *, is_name: bool) -> list[frozenset[str]]:
        spelled = en.spellings(plain) if self.lang == "en" else (plain,)
        return [found for s in spelled for found in self._rules.paradigms(s, is_name=is_name)]

    def _listed(self, variants: set[str]) -> set[str]:
        forms = set().union(*(self._dictionary.forms(variant) for variant in variants))
        return {self._plain(form) for form in forms}

    def _lemma(self, word: str) -> str | None:
        for variant in sorted(self._variants(word), key=lambda v: (v != word, v)):
            lemma = self._dictionary.lemma(variant)
            if lemma is not None:
                return lemma
        return None

    def _ruled(self, word: str, plain: str, listed: set[str]) -> set[str]:
        """Fill gaps of the dictionary from the classes of endings that explain its forms."""
        choices = self._paradigms(plain, is_name=word[:1].isupper())
        if len(listed) <= _FEW:
            return set().union(*choices)
        alike = {form for form in listed if form[:2] == plain[:2]} or listed
        shares = [
            len(choice & alike) / min(len(alike), max(len(choice), _TELLING)) for choice in choices
        ]
        best = max(shares, default=0.0)
        good = [c for c, s in zip(choices, shares, strict=True) if s >= max(_ENOUGH, 0.8 * best)]
        return set().union(*good, self._participles(listed))

    def _participles(self, listed: set[str]) -> set[str]:
        if self.lang != "sr":
            return set()
        short = {f for f in listed if f.endswith(("n", "t")) and {f + "a", f + "i"} <= listed}
        return set().union(*(sr.participle(form) for form in short))

    def _from_other_form(self, word: str, plain: str, lemma: str) -> set[str]:
        """Expand a word that is not written as its dictionary form; a plural stays plural."""
        listed = self._listed(self._variants(lemma))
        if self.lang == "sr" and plain.endswith(("en", "an", "ut")) and plain + "a" in listed:
            return set(sr.participle(plain))
        plural = () if self._rules.is_verb(lemma) else self._rules.plural(plain, listed)
        if plural:
            return set(plural)
        own = set().union(*self._paradigms(plain, is_name=word[:1].isupper()))
        if self._rules.is_verb(lemma) and not self._rules.may_be_verb_form(plain):
            return own
        return own | listed | self._ruled(lemma, self._plain(lemma), listed)
