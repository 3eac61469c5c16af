"""Turn simplemma's form → lemma dictionaries around, for the words that are asked for.

A dictionary is scanned as the stream it is stored as: the ready-made mapping of all four
languages would hold half a gigabyte, the scan holds only what it finds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.metadata import version

from simplemma.strategies.dictionaries import dictionary_factory, frontcode

from indicators.remembered import LookUps, recall, remember
from indicators.text import fold_text

# Our language → the dictionary's name.
NAMES = {"sr": "hbs", "sq": "sq", "ru": "ru", "en": "en"}


def dictionary_version() -> str:
    """Name the package and version that the forms come from."""
    return f"simplemma {version('simplemma')}"


@dataclass(slots=True)
class Dictionary:
    """One language's dictionary, remembering every word it was asked for."""

    lang: str
    _forms: dict[str, frozenset[str]] = field(default_factory=dict)
    _lemmas: dict[str, str] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        known = recall(self.lang)
        self._forms.update(known.forms)
        self._lemmas.update(known.lemmas)
        self._asked |= known.asked

    def prepare(self, words: Iterable[str]) -> None:
        """Look up all words in one scan, as lemmas and as forms."""
        new = set(words) - self._asked
        if new:
            self._scan(new)
            found = LookUps(asked=frozenset(self._asked), forms=self._forms, lemmas=self._lemmas)
            remember(self.lang, found)

    def forms(self, lemma: str) -> frozenset[str]:
        """Give every form listed under a lemma; empty for a word that is none."""
        if lemma not in self._asked:
            self.prepare((lemma,))
        return self._forms.get(lemma, frozenset())

    def lemma(self, word: str) -> str | None:
        """Give the lemma a form is listed under, where it is another word."""
        if word not in self._asked:
            self.prepare((word,))
        return self._lemmas.get(word)

    def _scan(self, words: set[str]) -> None:
        """Read the whole stream once; a plain loop, for it runs over a million entries."""
        stream = dictionary_factory._read_decompressed(NAMES[self.lang])
        is_reversed, _, position = frontcode._read_header(stream)
        wanted = {_stored(word, is_reversed) for word in words}
        found: dict[bytes, set[bytes]] = {}
        for _, key, value in frontcode._iter_records(stream, position):
            if value in wanted:
                found.setdefault(value, set()).add(key)
            if key in wanted and key != value:
                self._lemmas[_read(key, is_reversed)] = _read(value, is_reversed)
        for lemma, forms in found.items():
            read = frozenset(_read(form, is_reversed) for form in forms)
            self._forms[_read(lemma, is_reversed)] = read
        self._asked |= words


def _stored(word: str, is_reversed: bool) -> bytes:
    return word.encode()[::-1] if is_reversed else word.encode()


def _read(stored: bytes, is_reversed: bool) -> str:
    return (stored[::-1] if is_reversed else stored).decode()


def words_beginning(lang: str, prefixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give for each folded prefix the dictionary words of which a form begins with it, sorted."""
    found: dict[str, set[str]] = {prefix: set() for prefix in prefixes}
    stream = dictionary_factory._read_decompressed(NAMES[lang])
    is_reversed, _, position = frontcode._read_header(stream)
    likely: dict[bytes, list[str]] = {}
    for _, key, value in frontcode._iter_records(stream, position):
        head = b"" if is_reversed else key[:6]
        if head not in likely:
            start = fold_text(head.decode(errors="ignore"))[:2]
            likely[head] = [prefix for prefix in found if prefix.startswith(start)]
        if likely[head]:
            folded = fold_text(_read(key, is_reversed))
            for prefix in likely[head]:
                if folded.startswith(prefix):
                    found[prefix].add(_read(value, is_reversed))
    return {prefix: tuple(sorted(words)) for prefix, words in found.items()}
