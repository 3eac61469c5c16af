"""Match texts against all definitions, with the exact spans that show why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from domain.indicator import IndicatorDefinition
from domain.match import IndicatorMatch, MatchFlag, Span
from indicators.compile import CompiledCatalogue, language_of_terms, owner_of
from indicators.evaluate import Verdict, evaluate, needed
from indicators.scan import Hit, Proposal, Scanner
from indicators.text import fold_text
from indicators.words import Words, split_words

FIELDS = ("title", "summary")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A definition with the owners of its groups; a text must show one bit of each mask."""

    definition: IndicatorDefinition
    members: dict[str, tuple[str, ...]]
    masks: tuple[int, ...]


class Matcher:
    """All definitions of a compiled catalogue, ready for texts in any language."""

    def __init__(self, compiled: CompiledCatalogue) -> None:
        self._compiled = compiled
        self._ready: dict[str, tuple[Scanner, list[_Plan]]] = {}

    def match(self, *, title: str, summary: str = "", lang: str) -> tuple[IndicatorMatch, ...]:
        """Give every indicator that a text fits.

        Args:
            title: The title as published.
            summary: The summary as published, plain text; may be empty.
            lang: The text's language; unknown ones are tried with English and common terms.

        Returns:
            One match for each definition that fits, in the catalogue's order.
        """
        scanner, plans = self._prepared(language_of_terms(lang))
        texts = (title, summary)
        proposals = _proposals(scanner, texts)
        seen = _union(mask for _, mask in proposals)
        likely = [plan for plan in plans if _is_likely(plan, seen)]
        if not likely:
            return ()
        reading = _Reading(scanner, texts, proposals)
        lists = self._compiled.members
        found = []
        for plan in likely:
            verdict = evaluate(plan.definition.match, reading.groups(plan.members, lists))
            if verdict is not None:
                found.append(reading.described(plan.definition.id, verdict))
        return tuple(found)

    def groups_found(
        self, indicator: str, *, title: str, summary: str = "", lang: str
    ) -> dict[str, tuple[str, ...]]:
        """Give, for each group of one definition, the words of a text that hit it."""
        scanner, plans = self._prepared(language_of_terms(lang))
        plan = next(plan for plan in plans if plan.definition.id == indicator)
        texts = (title, summary)
        reading = _Reading(scanner, texts, _proposals(scanner, texts))
        lists = self._compiled.members
        return {
            name: tuple(reading.text(hit) for hit in reading.group(owners, lists))
            for name, owners in plan.members.items()
        }

    def _prepared(self, lang: str) -> tuple[Scanner, list[_Plan]]:
        if lang not in self._ready:
            scanner = Scanner(self._compiled.groups[lang])
            plans = [_plan(d, self._compiled, scanner) for d in self._compiled.definitions]
            self._ready[lang] = scanner, plans
        return self._ready[lang]


def _proposals(scanner: Scanner, texts: Iterable[str]) -> list[tuple[list[Proposal], int]]:
    """What the automaton proposes in each text, and whose terms they may be."""
    return [scanner.propose(fold_text(text)) if text else ([], 0) for text in texts]


def _is_likely(plan: _Plan, seen: int) -> bool:
    for mask in plan.masks:  # noqa: SIM110 - a generator here costs a tenth of the throughput
        if not seen & mask:
            return False
    return True


def _union(masks: Iterable[int]) -> int:
    total = 0
    for mask in masks:
        total |= mask
    return total


def _plan(definition: IndicatorDefinition, compiled: CompiledCatalogue, scanner: Scanner) -> _Plan:
    members = {name: compiled.members[owner_of(definition, name)] for name in definition.groups}
    bits = {name: _union(scanner.bits[o] for o in owners) for name, owners in members.items()}
    masks = tuple(_union(bits[name] for name in names) for names in needed(definition.match))
    return _Plan(definition, members, masks)


class _Reading:
    """One item's words and hits, shared by all definitions."""

    def __init__(
        self,
        scanner: Scanner,
        texts: tuple[str, ...],
        proposals: list[tuple[list[Proposal], int]],
    ) -> None:
        self._scanner = scanner
        self._texts = texts
        self._words: list[Words | None] = [None] * len(texts)
        self._proposals = proposals
        self._by_owner: dict[str, list[Hit]] = {}

    def groups(
        self, members: Mapping[str, tuple[str, ...]], lists: Mapping[str, tuple[str, ...]]
    ) -> Callable[[str], list[Hit]]:
        """Give the way from a group's name to its hits."""
        return lambda name: self.group(members[name], lists)

    def group(self, owners: tuple[str, ...], lists: Mapping[str, tuple[str, ...]]) -> list[Hit]:
        """Give the hits of a group: its own terms' and those of the lists it uses."""
        found = [hit for owner in owners for hit in self._hits(owner)]
        return [hit for hit in found if not hit.term.needs or self._is_anchored(hit, lists)]

    def _is_anchored(self, hit: Hit, lists: Mapping[str, tuple[str, ...]]) -> bool:
        """Whether the list a term needs hits elsewhere, by a name that needs nothing itself."""
        return any(
            not other.term.needs and not other.overlaps(hit)
            for owner in lists[hit.term.needs]
            for other in self._hits(owner)
        )

    def _hits(self, owner: str) -> list[Hit]:
        """Give the hits of one owner's terms, looked up when they are first asked for."""
        if (known := self._by_owner.get(owner)) is not None:
            return known
        found = [
            hit
            for field, (proposed, seen) in enumerate(self._proposals)
            if seen & self._scanner.bits[owner]
            for hit in self._scanner.hits(
                owner, proposed, self._split(field), self._texts[field], field=field
            )
        ]
        self._by_owner[owner] = found
        return found

    def _split(self, field: int) -> Words:
        words = self._words[field]
        if words is None:
            words = self._words[field] = split_words(self._texts[field])
        return words

    def described(self, indicator: str, verdict: Verdict) -> IndicatorMatch:
        """Give a match with its spans in reading order, longer ones first where they begin."""
        hits = {**verdict.hits, **verdict.flags}
        spans = {self._span(group, hit) for group, found in hits.items() for hit in _widest(found)}
        return IndicatorMatch(
            indicator=indicator,
            flags=tuple(flag for flag in MatchFlag if flag.value in verdict.flags),
            spans=tuple(sorted(spans, key=_reading_order)),
        )

    def text(self, hit: Hit) -> str:
        """Give the original words of a hit."""
        return self._span("", hit).text

    def _span(self, group: str, hit: Hit) -> Span:
        words = self._words[hit.field]
        assert words is not None
        start, end = words.folded.original(words.starts[hit.first], words.ends[hit.last])
        return Span(
            field=FIELDS[hit.field],
            start=start,
            end=end,
            text=self._texts[hit.field][start:end],
            group=group,
            term=hit.term.written,
            form=" ".join(words.tokens[hit.first : hit.last + 1]),
        )


def _reading_order(span: Span) -> tuple[int, int, int, str, str]:
    return FIELDS.index(span.field), span.start, -span.end, span.group, span.term


def _widest(hits: Iterable[Hit]) -> list[Hit]:
    """Leave out hits within another of the same group; of equals the first by its term stays."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.field, h.first, -h.last, h.term.written)):
        if not any(k.field == hit.field and hit.last <= k.last for k in kept):
            kept.append(hit)
    return kept
