"""Say what is likely wrong with definitions that load: examples first, then the doubtful."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from domain.errors import Problem
from domain.indicator import AllOf, Condition, DefinitionStatus, Group, IndicatorDefinition
from domain.match import MatchFlag
from indicators.compile import ANY_LANGUAGE, CompiledCatalogue, owner_of
from indicators.dictionaries import words_beginning
from indicators.examples import Outcome, try_examples, wanted_and_got
from indicators.load import Catalogue, places_in
from indicators.match import Matcher
from indicators.terms import read_term
from indicators.tree import KeyPath, Tree

_FEWEST_EXAMPLES = 2
_SHORT_LETTERS = 3
_ACRONYM_LETTERS = 3
_WIDE_PREFIX = 20
_SHOWN = 6


def check_examples(catalogue: Catalogue, matcher: Matcher) -> list[Problem]:
    """Give a problem for every example that does not behave; known failures are left out."""
    found = []
    for definition in catalogue.definitions:
        if not definition.is_matched:
            continue
        wrong = [outcome for outcome in try_examples(definition, matcher) if _fails(outcome)]
        tree = places_in(catalogue.files[definition.id]) if wrong else Tree("")
        tree.problems.clear()
        for outcome in wrong:
            path: KeyPath = ("examples", outcome.kind, outcome.number)
            tree.report(path, f'{wanted_and_got(outcome)}: "{outcome.example.text}"')
        found += tree.problems
    return found


def _fails(outcome: Outcome) -> bool:
    return outcome.kind != "known_failures" and not outcome.is_as_wanted


def lint(catalogue: Catalogue, compiled: CompiledCatalogue) -> list[Problem]:
    """Give a warning for everything that loads and is probably not meant."""
    found = []
    wide = _wide_prefixes(catalogue)
    for definition in catalogue.definitions:
        if definition.status is DefinitionStatus.RETIRED:
            continue
        warnings = list(_warnings(definition, catalogue, compiled, wide))
        if warnings:
            tree = places_in(catalogue.files[definition.id])
            tree.problems.clear()
            for path, message in warnings:
                tree.report(path, message)
            found += tree.problems
    return found


def _warnings(
    definition: IndicatorDefinition,
    catalogue: Catalogue,
    compiled: CompiledCatalogue,
    wide: Mapping[tuple[str, str], tuple[str, ...]],
) -> Iterator[tuple[KeyPath, str]]:
    yield from _languages(definition, catalogue.places)
    yield from _unused(definition)
    yield from _doubtful_terms(definition, wide)
    if not definition.benign_explanations:
        yield ("benign_explanations",), "no benign explanation: what else would look like this?"
    if len(definition.match.all) > 1 and not definition.match.near:
        yield ("match",), "several groups and no `near`: they may stand anywhere in an item"
    if definition.is_matched:
        yield from _few_examples(definition)
        yield from _empty_groups(definition, compiled)


def _languages(
    definition: IndicatorDefinition, places: Mapping[str, Group]
) -> Iterator[tuple[KeyPath, str]]:
    for name, group in definition.groups.items():
        spoken = _spoken(group, places)
        missing = [lang for lang in definition.languages if lang not in spoken]
        if missing and ANY_LANGUAGE not in spoken:
            yield ("groups", name), f"no term in {', '.join(missing)}"


def _spoken(group: Group, places: Mapping[str, Group]) -> set[str]:
    found = {lang for lang, terms in group.terms.items() if terms}
    return found.union(*(_spoken(places[name], places) for name in group.use))


def _unused(definition: IndicatorDefinition) -> Iterator[tuple[KeyPath, str]]:
    logic = definition.match
    used = {*_triggers(definition), *logic.none, *logic.flag}
    used |= {name.strip() for r in logic.unless_near for side in r.of for name in side.split("|")}
    flags = {flag.value for flag in MatchFlag}
    for name in definition.groups:
        if name not in used:
            hint = "; list it under `match.flag`" if name in flags else ""
            yield ("groups", name), f'the group "{name}" is not used in `match`{hint}'


def _triggers(definition: IndicatorDefinition) -> set[str]:
    """Give the groups whose hits make a match, as against those that stop or mark one."""
    logic = definition.match
    used = {name for part in (*logic.all, *logic.any) for name in _mentioned(part)}
    near = {name.strip() for rule in logic.near for side in rule.of for name in side.split("|")}
    return used | near


def _mentioned(part: Condition) -> set[str]:
    if isinstance(part, str):
        return {part}
    inner = part.all if isinstance(part, AllOf) else part.any
    return set().union(*(_mentioned(one) for one in inner))


def _doubtful_terms(
    definition: IndicatorDefinition, wide: Mapping[tuple[str, str], tuple[str, ...]]
) -> Iterator[tuple[KeyPath, str]]:
    triggers = _triggers(definition)
    for name, group in definition.groups.items():
        for lang, terms in group.terms.items() if name in triggers else ():
            for number, term in enumerate(terms):
                message = _doubt(term.term, lang, wide)
                if message and not term.needs:
                    yield ("groups", name, lang, number), f'"{term.term}": {message}'


def _doubt(text: str, lang: str, wide: Mapping[tuple[str, str], tuple[str, ...]]) -> str:
    term = read_term(text)
    if term.is_prefix:
        caught = wide.get((lang, term.words[-1]), ())
        sample = ", ".join(caught[:_SHOWN])
        return f"a wide prefix, it catches {len(caught)} words: {sample} …" if caught else ""
    if len(term.words) > 1 or term.is_exact:
        return ""
    if term.words[0].isdigit():
        return "a bare number; make it part of a phrase"
    if len(term.words[0]) <= _ACRONYM_LETTERS and text.isupper():
        return f'an acronym in capitals; write "={text}" so that only capitals count'
    if len(term.words[0]) < _SHORT_LETTERS:
        return "very short; make it part of a phrase"
    return ""


def _wide_prefixes(catalogue: Catalogue) -> dict[tuple[str, str], tuple[str, ...]]:
    """Give the dictionary words that begin with a used prefix, where they are many."""
    wanted: dict[str, set[str]] = {}
    for definition in catalogue.definitions:
        for group in definition.groups.values():
            for lang, terms in group.terms.items():
                for term in (read_term(t.term) for t in terms):
                    if term.is_prefix and len(term.words) == 1 and lang != ANY_LANGUAGE:
                        wanted.setdefault(lang, set()).add(term.words[0])
    return {
        (lang, prefix): words
        for lang, prefixes in wanted.items()
        for prefix, words in words_beginning(lang, prefixes).items()
        if len(words) > _WIDE_PREFIX
    }


def _few_examples(definition: IndicatorDefinition) -> Iterator[tuple[KeyPath, str]]:
    kinds = {"match": definition.examples.match, "no_match": definition.examples.no_match}
    for kind, examples in kinds.items():
        for lang in definition.languages:
            count = sum(example.lang == lang for example in examples)
            if count < _FEWEST_EXAMPLES:
                yield ("examples", kind), f"{count} examples in {lang}, at least 2 are wanted"


def _empty_groups(
    definition: IndicatorDefinition, compiled: CompiledCatalogue
) -> Iterator[tuple[KeyPath, str]]:
    for name in (*definition.match.flag, *definition.match.none):
        members = compiled.members[owner_of(definition, name)]
        for lang in definition.languages:
            if not any(compiled.groups[lang][owner].terms for owner in members):
                yield ("groups", name), f"nothing to exclude or flag by in {lang}"
