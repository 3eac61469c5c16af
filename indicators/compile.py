"""Compile definitions and place lists: every term becomes the sets of forms it may take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from domain.indicator import Group, IndicatorDefinition
from indicators.inflect import Inflector
from indicators.load import Catalogue, used_lists
from indicators.terms import Term, read_term
from indicators.text import fold_text

LANGUAGES = ("sr", "sq", "ru", "en")
ANY_LANGUAGE = "any"
# Languages read with the terms of a near relative.
RELATIVES = dict.fromkeys(("hr", "bs", "sh", "hbs", "cnr", "mk"), "sr")


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """One term in one language: for each of its words the folded forms that will do.

    With `is_prefix` the last word's one form may go on. `capitals` is empty, or tells for each
    letter of each word whether the original must be a capital.
    """

    written: str
    words: tuple[frozenset[str], ...]
    is_prefix: bool = False
    capitals: tuple[tuple[bool, ...], ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class CompiledGroup:
    """The own terms of a group or place list in one language, and what voids a hit of them."""

    terms: tuple[CompiledTerm, ...]
    not_followed_by: tuple[CompiledTerm, ...] = ()
    not_preceded_by: tuple[CompiledTerm, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledCatalogue:
    """Everything a matcher needs.

    `groups` maps language and owner (a place list's name, or ``definition/group``) to the own
    terms there. `members` maps each owner to all owners it draws terms from, itself first.
    """

    definitions: tuple[IndicatorDefinition, ...]
    groups: Mapping[str, Mapping[str, CompiledGroup]]
    members: Mapping[str, tuple[str, ...]]
    hashes: Mapping[str, str]


def language_of_terms(lang: str) -> str:
    """Give the language whose terms an item is tried with; English where there is none."""
    code = lang.lower().replace("_", "-").split("-")[0]
    code = RELATIVES.get(code, code)
    return code if code in LANGUAGES else "en"


def owner_of(definition: IndicatorDefinition, group: str) -> str:
    """Name the owner of a definition's group."""
    return f"{definition.id}/{group}"


def compile_catalogue(catalogue: Catalogue) -> CompiledCatalogue:
    """Compile every definition that takes part in matching, and the place lists they use."""
    definitions = tuple(d for d in catalogue.definitions if d.is_matched)
    used = {name for d in definitions for name in used_lists(d, catalogue.places)}
    owned = dict(_owned(definitions, {n: g for n, g in catalogue.places.items() if n in used}))
    return CompiledCatalogue(
        definitions,
        {lang: _compile_language(owned, lang) for lang in LANGUAGES},
        {owner: (owner, *_lists_of(group, catalogue.places)) for owner, group in owned.items()},
        catalogue.hashes,
    )


def _owned(
    definitions: Iterable[IndicatorDefinition], places: Mapping[str, Group]
) -> Iterator[tuple[str, Group]]:
    yield from places.items()
    for definition in definitions:
        for name, group in definition.groups.items():
            yield owner_of(definition, name), group


def _lists_of(group: Group, places: Mapping[str, Group]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = list(group.use)
    while waiting:
        name = waiting.pop(0)
        if name not in found:
            found.append(name)
            waiting.extend(places[name].use)
    return tuple(found)


@cache
def inflector(lang: str) -> Inflector:
    """Give the one inflector of a language; it remembers every word it has expanded."""
    return Inflector(lang)


def _compile_language(owned: Mapping[str, Group], lang: str) -> dict[str, CompiledGroup]:
    forms = inflector(lang)
    forms.prepare(set(_inflected_words(owned.values(), lang)))
    return {owner: _compile_group(group, lang, forms) for owner, group in owned.items()}


def _inflected_words(groups: Iterable[Group], lang: str) -> Iterator[str]:
    for group in groups:
        for text, _ in _written(group, lang):
            term = read_term(text)
            if not term.is_exact:
                yield from term.written[: len(term.written) - term.is_prefix]
        for text in (*group.not_followed_by, *group.not_preceded_by):
            yield from read_term(text).written


def _written(group: Group, lang: str) -> Iterator[tuple[str, str]]:
    """Give (term, needed list) of all terms that count in a language."""
    for key in (ANY_LANGUAGE, lang):
        for term in group.terms.get(key, ()):
            yield term.term, term.needs


def _compile_group(group: Group, lang: str, forms: Inflector) -> CompiledGroup:
    terms: list[CompiledTerm] = []
    for text, needs in _written(group, lang):
        terms.extend(_compile_term(text, needs, group, forms))
    return CompiledGroup(
        tuple(terms),
        tuple(_expand(t, read_term(t), "", {}, forms) for t in group.not_followed_by),
        tuple(_expand(t, read_term(t), "", {}, forms) for t in group.not_preceded_by),
    )


def _compile_term(text: str, needs: str, group: Group, forms: Inflector) -> Iterator[CompiledTerm]:
    """Give the term as compiled, and one more for each form of several words given by hand."""
    by_words = {read_term(word).words: given for word, given in group.forms.items()}
    term = read_term(text)
    yield _expand(text, term, needs, by_words, forms)
    for form in (read_term(given) for given in by_words.get(term.words, ())):
        if len(form.words) > 1 or len(term.words) > 1:
            yield _exact_words(text, form, needs)


def _expand(
    text: str,
    term: Term,
    needs: str,
    by_words: Mapping[tuple[str, ...], tuple[str, ...]],
    forms: Inflector,
) -> CompiledTerm:
    if term.is_exact:
        return _exact_words(text, term, needs)
    words = []
    for number, (written, folded) in enumerate(zip(term.written, term.words, strict=True)):
        if term.is_prefix and number == len(term.words) - 1:
            words.append(frozenset({folded}))
        else:
            given = frozenset(fold_text(form) for form in by_words.get((folded,), ()))
            words.append(forms.forms(written) | given)
    return CompiledTerm(text, tuple(words), is_prefix=term.is_prefix, needs=needs)


def _exact_words(text: str, term: Term, needs: str) -> CompiledTerm:
    words = tuple(frozenset({word}) for word in term.words)
    return CompiledTerm(text, words, term.is_prefix, term.capitals, needs)
