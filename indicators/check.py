"""Turn what a person wrote into a definition, reporting everything that is wrong at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath

from pydantic import ValidationError

from domain.indicator import Group, IndicatorDefinition
from domain.match import MatchFlag
from indicators.check_groups import LANGUAGES, read_group
from indicators.check_logic import read_logic
from indicators.spaced import spaced
from indicators.tree import KeyPath, Tree, did_you_mean

_REQUIRED = spaced(
    "id title rationale owner status problems direction benign_explanations known_gaps half_life"
    " languages groups match examples references"
)
_KEYS = frozenset(IndicatorDefinition.model_fields)
_LEVELS = ("watch", "elevated", "high")
_EXAMPLE_KINDS = ("match", "no_match", "known_failures")
_EXAMPLE_KEYS = ("lang", "text", "summary", "why", "flags", "want")
_LANGUAGE_HINTS = (*LANGUAGES, "und")
_MOST_EXAMPLES = 500


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a definition may refer to. Empty sets of problems or hypotheses go unchecked."""

    places: dict[str, Group]
    problems: frozenset[str]
    hypotheses: frozenset[str]


def check_places(tree: Tree) -> dict[str, Group]:
    """Give the place lists of a file that could be read; problems stay in the tree."""
    if tree.content is None:
        return {}
    content = tree.mapping(tree.content, ())
    tree.known_keys(content, (), ("lists",))
    lists = tree.mapping(content.get("lists", {}), ("lists",))
    found = {
        name: read_group(tree, node, ("lists", name), lists=lists) for name, node in lists.items()
    }
    for name in found:
        _refuse_circle(tree, name, found)
    return found


def _refuse_circle(tree: Tree, name: str, lists: Mapping[str, Group]) -> None:
    seen: set[str] = set()
    open_names = list(lists[name].use)
    while open_names:
        used = open_names.pop()
        if used == name:
            tree.report(("lists", name, "use"), f'the list "{name}" uses itself')
            return
        if used in lists and used not in seen:
            seen.add(used)
            open_names.extend(lists[used].use)


def check_definition(tree: Tree, around: Surroundings) -> IndicatorDefinition | None:
    """Give the definition, or None with problems in the tree."""
    if tree.content is None:
        return None
    content = tree.mapping(tree.content, ())
    tree.known_keys(content, (), _KEYS)
    for key in _REQUIRED:
        if key not in content:
            tree.report((), f'"{key}" is missing')
    _check_id(tree, content)
    _check_names(tree, content, around)
    groups = {
        name: read_group(tree, node, ("groups", name), lists=around.places)
        for name, node in tree.mapping(content.get("groups", {}), ("groups",)).items()
    }
    values = {key: value for key, value in content.items() if key in _KEYS}
    values["groups"] = groups
    values["match"] = read_logic(tree, content.get("match", {}), groups)
    _check_examples(tree, content.get("examples", {}))
    return _build(tree, values)


def _build(tree: Tree, values: dict[str, object]) -> IndicatorDefinition | None:
    reported = len(tree.problems)
    try:
        definition = IndicatorDefinition.model_validate(values)
    except ValidationError as error:
        for wrong in error.errors():
            _report(tree, wrong["type"], tuple(wrong["loc"]), wrong["msg"], wrong["input"])
        if len(tree.problems) == reported == 0:
            tree.report((), "cannot be read as a definition")
        return None
    return definition if not tree.problems else None


def _report(tree: Tree, kind: str, path: KeyPath, message: str, given: object) -> None:
    """Report what pydantic refused, leaving out what has been reported with more to say."""
    if kind in ("missing", "extra_forbidden") and (len(path) == 1 or path[0] == "examples"):
        return
    words = {
        "missing": f'"{path[-1]}" is missing',
        "extra_forbidden": f'unknown key "{path[-1]}"',
    }
    tree.report(path, words.get(kind) or _in_words(message, given))


def _in_words(message: str, given: object) -> str:
    text = message[:1].lower() + message[1:]
    return f'"{given}": {text}' if isinstance(given, str) else text


def _check_id(tree: Tree, content: Mapping[str, object]) -> None:
    stem = PurePath(tree.file).stem
    given = content.get("id")
    if isinstance(given, str) and given != stem:
        tree.report(("id",), f'"{given}": the id must be the name of the file, "{stem}"')


def _check_names(tree: Tree, content: Mapping[str, object], around: Surroundings) -> None:
    _check_list(tree, content, "languages", LANGUAGES, "language")
    if around.problems:
        _check_list(tree, content, "problems", around.problems, "warning problem")
    if around.hypotheses and isinstance(weights := content.get("diagnosticity"), dict):
        for name in weights:
            if name not in around.hypotheses:
                hint = did_you_mean(name, around.hypotheses)
                tree.report(("diagnosticity", name), f'unknown hypothesis "{name}"{hint}')
    levels = content.get("levels")
    if isinstance(levels, dict):
        tree.known_keys(levels, ("levels",), _LEVELS)
        _check_order(tree, levels)


def _check_list(
    tree: Tree,
    content: Mapping[str, object],
    key: str,
    known: tuple[str, ...] | frozenset[str],
    noun: str,
) -> None:
    given = content.get(key)
    for number, name in enumerate(given if isinstance(given, list) else []):
        if isinstance(name, str) and name not in known:
            tree.report((key, number), f'unknown {noun} "{name}"{did_you_mean(name, known)}')


def _check_order(tree: Tree, levels: Mapping[str, object]) -> None:
    numbers = [
        int(text)
        for name in _LEVELS
        if isinstance(text := levels.get(name), str) and text.isdigit()
    ]
    if numbers != sorted(set(numbers)) or 0 in numbers:
        tree.report(("levels",), "must rise from watch over elevated to high, from 1")


def _check_examples(tree: Tree, node: object) -> None:
    kinds = tree.mapping(node, ("examples",))
    tree.known_keys(kinds, ("examples",), _EXAMPLE_KINDS)
    for kind in _EXAMPLE_KINDS:
        examples = tree.sequence(kinds.get(kind, []), ("examples", kind))
        if len(examples) > _MOST_EXAMPLES:
            tree.report(("examples", kind), f"more than {_MOST_EXAMPLES} examples")
        for number, example in enumerate(examples):
            _check_example(tree, example, ("examples", kind, number))


def _check_example(tree: Tree, node: object, path: tuple[str | int, ...]) -> None:
    example = tree.mapping(node, path)
    tree.known_keys(example, path, _EXAMPLE_KEYS)
    for key in ("lang", "text"):
        if isinstance(node, dict) and key not in example:
            tree.report(path, f'"{key}" is missing')
    lang = example.get("lang")
    if isinstance(lang, str) and lang not in _LANGUAGE_HINTS:
        tree.report((*path, "lang"), f'unknown language "{lang}"{did_you_mean(lang, LANGUAGES)}')
    if "flags" in example:
        known = [flag.value for flag in MatchFlag]
        for number, flag in enumerate(tree.texts(example["flags"], (*path, "flags"))):
            if flag not in known:
                hint = did_you_mean(flag, known)
                tree.report((*path, "flags", number), f'unknown flag "{flag}"{hint}')
