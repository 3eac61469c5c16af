"""Match without an automaton or shortcuts: slow, plain, and what the fast way must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from domain.indicator import AllOf, Condition, IndicatorDefinition, Near
from domain.match import IndicatorMatch, MatchFlag, Span
from indicators.compile import (
    CompiledCatalogue,
    CompiledGroup,
    CompiledTerm,
    language_of_terms,
    owner_of,
)
from indicators.words import Words, split_words


class Found(NamedTuple):
    """A term found in a field: sentence, first and last word (inclusive), and the term."""

    field: str
    sentence: int
    first: int
    last: int
    term: CompiledTerm


def match(
    compiled: CompiledCatalogue, *, title: str, summary: str = "", lang: str
) -> tuple[IndicatorMatch, ...]:
    """Give what `indicators.match.Matcher.match` must give for the same text."""
    item = _Item(compiled, {"title": title, "summary": summary}, language_of_terms(lang))
    found = (item.try_definition(definition) for definition in compiled.definitions)
    return tuple(match for match in found if match is not None)


class _Item:
    """One text and everything looked up in it, term by term."""

    def __init__(self, compiled: CompiledCatalogue, texts: dict[str, str], lang: str) -> None:
        self._compiled = compiled
        self._groups = compiled.groups[lang]
        self._texts = texts
        self._words = {field: split_words(text) for field, text in texts.items()}
        self._cache: dict[str, list[Found]] = {}

    def try_definition(self, definition: IndicatorDefinition) -> IndicatorMatch | None:
        """Decide one definition by the letter of its logic."""
        logic = definition.match
        raw = {name: self._group(owner_of(definition, name)) for name in definition.groups}
        if any(raw[name] for name in logic.none):
            return None
        left = {name: _not_beside(name, raw, logic.unless_near) for name in raw}
        partners: dict[str, list[Found]] = {}
        for rule in logic.near:
            pairs = list(_pairs(rule, left))
            if not pairs:
                return None
            for name, hit in (side for pair in pairs for side in pair):
                partners.setdefault(name, []).append(hit)
        if not all(_is_true(part, left) for part in logic.all):
            return None
        if logic.any and not any(_is_true(part, left) for part in logic.any):
            return None
        shown = {n: left[n] for part in (*logic.all, *logic.any) for n in _true_names(part, left)}
        shown |= partners
        flags = _flags(logic.flag, left, shown)
        return self._describe(definition.id, shown | flags, set(flags))

    def _group(self, owner: str) -> list[Found]:
        everything = [f for member in self._compiled.members[owner] for f in self._own(member)]
        return [f for f in everything if not f.term.needs or self._is_anchored(f)]

    def _is_anchored(self, found: Found) -> bool:
        for member in self._compiled.members[found.term.needs]:
            for other in self._own(member):
                apart = other.field != found.field or (
                    other.last < found.first or found.last < other.first
                )
                if apart and not other.term.needs:
                    return True
        return False

    def _own(self, owner: str) -> list[Found]:
        if owner not in self._cache:
            group = self._groups[owner]
            self._cache[owner] = [
                found
                for field, words in self._words.items()
                for found in _everywhere(group, words, self._texts[field], field)
            ]
        return self._cache[owner]

    def _describe(
        self, indicator: str, shown: dict[str, list[Found]], flags: set[str]
    ) -> IndicatorMatch:
        spans = {self._span(n, f) for n, hits in shown.items() for f in hits if _is_widest(f, hits)}
        order = list(self._texts)
        return IndicatorMatch(
            indicator=indicator,
            flags=tuple(flag for flag in MatchFlag if flag.value in flags),
            spans=tuple(
                sorted(
                    spans, key=lambda s: (order.index(s.field), s.start, -s.end, s.group, s.term)
                )
            ),
        )

    def _span(self, group: str, found: Found) -> Span:
        words = self._words[found.field]
        start, end = words.folded.original(words.starts[found.first], words.ends[found.last])
        return Span(
            field=found.field,
            start=start,
            end=end,
            text=self._texts[found.field][start:end],
            group=group,
            term=found.term.written,
            form=" ".join(words.tokens[found.first : found.last + 1]),
        )


def _everywhere(group: CompiledGroup, words: Words, text: str, field: str) -> Iterator[Found]:
    tokens = frozenset(words.tokens)
    for term in group.terms:
        whole = term.words[:-1] if term.is_prefix else term.words
        if any(tokens.isdisjoint(forms) for forms in whole):
            continue
        for first in range(len(words.tokens) - len(term.words) + 1):
            last = first + len(term.words) - 1
            stands = _fits(term, first, words) and _fits_case(term, first, words, text)
            if stands and not _is_void(group, first, last, words):
                yield Found(field, words.sentences[first], first, last, term)


def _fits(term: CompiledTerm, first: int, words: Words) -> bool:
    if first < 0 or first + len(term.words) > len(words.tokens):
        return False
    for number, forms in enumerate(term.words):
        token = words.tokens[first + number]
        goes_on = term.is_prefix and number == len(term.words) - 1
        if token not in forms and not (goes_on and any(token.startswith(form) for form in forms)):
            return False
    return all(words.follows[first + number] for number in range(1, len(term.words)))


def _fits_case(term: CompiledTerm, first: int, words: Words, text: str) -> bool:
    letters = [
        (words.starts[first + number] + place, capital)
        for number, capitals in enumerate(term.capitals)
        for place, capital in enumerate(capitals)
    ]
    return all(text[words.folded.offsets[at]].isupper() for at, capital in letters if capital)


def _is_void(group: CompiledGroup, first: int, last: int, words: Words) -> bool:
    before = words.follows[first] and any(
        _fits(term, first - len(term.words), words) for term in group.not_preceded_by
    )
    is_last = last + 1 == len(words.tokens)
    after = (not is_last and words.follows[last + 1]) and any(
        _fits(term, last + 1, words) for term in group.not_followed_by
    )
    return before or after


def _is_near(one: Found, other: Found, within: int) -> bool:
    if (one.field, one.sentence) != (other.field, other.sentence):
        return False
    before, after = sorted((one, other), key=lambda f: (f.first, f.last))
    return after.first <= before.last or after.first - before.last <= within


def _names(side: str) -> list[str]:
    return [name.strip() for name in side.split("|")]


def _not_beside(name: str, raw: dict[str, list[Found]], rules: tuple[Near, ...]) -> list[Found]:
    kept = raw[name]
    for rule in rules:
        if name in _names(rule.of[0]):
            beside = [other for second in _names(rule.of[1]) for other in raw[second]]
            kept = [f for f in kept if not any(_is_near(f, b, rule.within) for b in beside)]
    return kept


def _pairs(
    rule: Near, left: dict[str, list[Found]]
) -> Iterator[tuple[tuple[str, Found], tuple[str, Found]]]:
    for first, second in product(_names(rule.of[0]), _names(rule.of[1])):
        for one, other in product(left[first], left[second]):
            if _is_near(one, other, rule.within):
                yield (first, one), (second, other)


def _is_true(part: Condition, left: dict[str, list[Found]]) -> bool:
    if isinstance(part, str):
        return bool(left[part])
    if isinstance(part, AllOf):
        return all(_is_true(inner, left) for inner in part.all)
    return any(_is_true(inner, left) for inner in part.any)


def _true_names(part: Condition, left: dict[str, list[Found]]) -> set[str]:
    if not _is_true(part, left):
        return set()
    if isinstance(part, str):
        return {part}
    inner = part.all if isinstance(part, AllOf) else part.any
    return set().union(*(_true_names(one, left) for one in inner))


def _flags(
    names: tuple[str, ...], left: dict[str, list[Found]], shown: dict[str, list[Found]]
) -> dict[str, list[Found]]:
    places = {(f.field, f.sentence) for hits in shown.values() for f in hits}
    marks = {n: [f for f in left[n] if (f.field, f.sentence) in places] for n in names}
    return {name: hits for name, hits in marks.items() if hits}


def _is_widest(found: Found, hits: list[Found]) -> bool:
    """Whether no other hit of the group holds this one; of equals the first by its term stands."""
    for other in hits:
        if other is found:
            continue
        if other.field != found.field:
            continue
        if other.first <= found.first and found.last <= other.last:
            is_equal = (other.first, other.last) == (found.first, found.last)
            if not is_equal or _comes_before(other, found, hits):
                return False
    return True


def _comes_before(other: Found, found: Found, hits: list[Found]) -> bool:
    if other.term.written != found.term.written:
        return other.term.written < found.term.written
    return hits.index(other) < hits.index(found)
