"""Find the terms of one language in a text: an automaton proposes, the words decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from indicators.compile import CompiledGroup, CompiledTerm
from indicators.words import Words

# Shorter words are everywhere.
_TELLING_LETTERS = 4
# One hit of the automaton: pattern, and folded offset at which the word begins.
Proposal = tuple[int, int]


class Hit(NamedTuple):
    """A term found: field number, sentence, and first and last word, both inclusive."""

    field: int
    sentence: int
    first: int
    last: int
    term: CompiledTerm

    def overlaps(self, other: Hit) -> bool:
        """Whether two hits share a word."""
        return self.field == other.field and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class _Entry:
    """A pattern's meaning: this term of this owner, with the word at this position.

    `is_certain` where the pattern alone decides: one word, in any case, beside anything.
    """

    owner: str
    bit: int
    term: CompiledTerm
    position: int
    is_certain: bool


class _Spaces(dict[int, str]):
    """Everything but letters and digits as a space, one for one."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = character if character.isalnum() else " "
        return self[code]


_SPACES = _Spaces()


class Scanner:
    """The terms of all groups in one language."""

    def __init__(self, groups: Mapping[str, CompiledGroup]) -> None:
        self._groups = groups
        self.bits = {owner: 1 << number for number, owner in enumerate(groups)}
        patterns: dict[str, list[_Entry]] = {}
        commonness = Counter(
            forms for group in groups.values() for term in group.terms for forms in term.words
        )
        for owner, group in groups.items():
            for term in group.terms:
                _add(patterns, owner, self.bits[owner], term, group, commonness)
        self._masks = [_mask(entries) for entries in patterns.values()]
        self._own: dict[str, dict[int, list[_Entry]]] = {owner: {} for owner in groups}
        for number, entries in enumerate(patterns.values()):
            for entry in entries:
                self._own[entry.owner].setdefault(number, []).append(entry)
        self._automaton = AhoCorasick(list(patterns), matchkind=MatchKind.Standard)

    def terms(self, owner: str) -> tuple[CompiledTerm, ...]:
        """Give the own terms of a group or place list."""
        return self._groups[owner].terms

    def propose(self, folded: str) -> tuple[list[Proposal], int]:
        """Give the words that may begin or belong to a term, and the owners' bits together."""
        haystack = f" {folded.translate(_SPACES)} "
        found = self._automaton.find_matches_as_indexes(haystack, overlapping=True)
        mask = 0
        for pattern, _, _ in found:
            mask |= self._masks[pattern]
        return [(pattern, start) for pattern, start, _ in found], mask

    def hits(
        self, owner: str, proposals: Iterable[Proposal], words: Words, text: str, *, field: int
    ) -> list[Hit]:
        """Give the proposals of one owner that truly stand in the text, each hit once."""
        own, at = self._own[owner], words.at
        found: dict[tuple[int, int, str], Hit] = {}
        for pattern, start in proposals:
            if pattern not in own or (place := at.get(start)) is None:
                continue
            for entry in own[pattern]:
                first = place - entry.position
                if entry.is_certain or self._holds(entry, first, words, text):
                    hit = _hit(entry.term, first, words, field)
                    found.setdefault((first, hit.last, entry.term.written), hit)
        return list(found.values())

    def _holds(self, entry: _Entry, first: int, words: Words, text: str) -> bool:
        if first < 0 or not _stands(entry.term, first, words):
            return False
        if entry.term.capitals and not _has_capitals(entry.term, first, words, text):
            return False
        group = self._groups[entry.owner]
        if not group.not_followed_by and not group.not_preceded_by:
            return True
        after = first + len(entry.term.words)
        return not (
            any(
                after < len(words.tokens) and words.follows[after] and _stands(t, after, words)
                for t in group.not_followed_by
            )
            or any(
                words.follows[first]
                and first >= len(t.words)
                and _stands(t, first - len(t.words), words)
                for t in group.not_preceded_by
            )
        )


def _add(
    patterns: dict[str, list[_Entry]],
    owner: str,
    bit: int,
    term: CompiledTerm,
    group: CompiledGroup,
    commonness: Mapping[frozenset[str], int],
) -> None:
    """Enter a term under every form of its most telling word: rare among terms, and long."""
    position = min(range(len(term.words)), key=lambda n: _telling(term.words[n], commonness))
    ends = "" if term.is_prefix and position == len(term.words) - 1 else " "
    voids = group.not_followed_by or group.not_preceded_by
    is_certain = len(term.words) == 1 and not term.capitals and not voids
    entry = _Entry(owner, bit, term, position, is_certain)
    for form in term.words[position]:
        patterns.setdefault(f" {form}{ends}", []).append(entry)


def _telling(
    forms: frozenset[str], commonness: Mapping[frozenset[str], int]
) -> tuple[bool, int, int]:
    """Rank the forms of a word, the most telling lowest."""
    shortest = min(map(len, forms))
    is_short = shortest < _TELLING_LETTERS
    return is_short, -shortest if is_short else 0, commonness[forms]


def _mask(entries: Iterable[_Entry]) -> int:
    mask = 0
    for entry in entries:
        mask |= entry.bit
    return mask


def _stands(term: CompiledTerm, first: int, words: Words) -> bool:
    """Whether a term's words stand at a place, one behind the other in one stretch."""
    wanted, tokens = term.words, words.tokens
    last = first + len(wanted) - 1
    if last >= len(tokens):
        return False
    for place, forms in enumerate(wanted, first):
        if tokens[place] not in forms and not (
            term.is_prefix and place == last and tokens[place].startswith(tuple(forms))
        ):
            return False
    return len(wanted) == 1 or all(words.follows[first + 1 : last + 1])


def _has_capitals(term: CompiledTerm, first: int, words: Words, text: str) -> bool:
    for number, capitals in enumerate(term.capitals):
        start = words.starts[first + number]
        for letter, must_be_capital in enumerate(capitals):
            if must_be_capital and not text[words.folded.offsets[start + letter]].isupper():
                return False
    return True


def _hit(term: CompiledTerm, first: int, words: Words, field: int) -> Hit:
    return Hit(field, words.sentences[first], first, first + len(term.words) - 1, term)
