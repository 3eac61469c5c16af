"""Read definitions and place lists from YAML: every scalar text, every problem with its place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from domain.errors import ConfigError, Problem
from domain.indicator import Group, IndicatorDefinition, WarningProblem
from indicators.check import Surroundings, check_definition, check_places
from indicators.tree import KeyPath, Tree

LARGEST_FILE_BYTES = 2**20
_DEEPEST = 24
_MOST_NODES = 100_000
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All definitions and place lists.

    `hashes` holds for each definition the SHA-256 over its canonical content and that of every
    place list it uses, so that a change of either is a change of the definition. `files` says
    where each definition was read from.
    """

    definitions: tuple[IndicatorDefinition, ...]
    places: dict[str, Group]
    hashes: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)

    def only(self, ids: Collection[str]) -> Catalogue:
        """Give a catalogue of some definitions, for looking at a change by itself."""
        return replace(self, definitions=tuple(d for d in self.definitions if d.id in ids))


def load_catalogue(
    folder: Path, places: Path, *, problems: Sequence[WarningProblem] = ()
) -> Catalogue:
    """Read every ``*.yaml`` of a folder and the place lists.

    Args:
        folder: The folder with one definition a file.
        places: The file with the place lists.
        problems: The known warning problems; with none given, their ids go unchecked.

    Raises:
        ConfigError: Carries every problem of every file.
    """
    catalogue, wrong = read_catalogue(folder, places, problems=problems)
    if wrong:
        raise ConfigError(wrong)
    return catalogue


def read_catalogue(
    folder: Path, places: Path, *, problems: Sequence[WarningProblem] = ()
) -> tuple[Catalogue, tuple[Problem, ...]]:
    """Read what can be read: the sound definitions, and every problem of every file.

    Arguments are those of `load_catalogue`. Nothing is raised for a broken file.
    """
    place_tree = _read_file(places)
    lists = check_places(place_tree)
    around = _surroundings(lists, problems)
    trees = [_read_file(path) for path in sorted(folder.glob("*.yaml"))]
    read = [(tree.file, check_definition(tree, around)) for tree in trees]
    wrong = [*place_tree.problems, *(p for tree in trees for p in tree.problems)]
    if not folder.is_dir():
        wrong.append(Problem(file=str(folder), line=1, column=1, message="no such folder"))
    found = {definition.id: (file, definition) for file, definition in read if definition}
    catalogue = Catalogue(
        tuple(definition for _, definition in found.values()),
        lists,
        {name: content_hash(definition, lists) for name, (_, definition) in found.items()},
        {name: file for name, (file, _) in found.items()},
    )
    return catalogue, tuple(sorted(wrong, key=lambda p: (p.file, p.line, p.column)))


def load_definition_text(
    text: str,
    *,
    file: str,
    places: Mapping[str, Group],
    problems: Sequence[WarningProblem] = (),
) -> IndicatorDefinition:
    """Read one definition from a text, with the same checks as for a file.

    Args:
        text: The YAML.
        file: The name to report problems under; its stem must be the id.
        places: The place lists that groups may use.
        problems: As for `load_catalogue`.

    Raises:
        ConfigError: Carries every problem found.
    """
    tree = read_tree(text, file=file)
    definition = check_definition(tree, _surroundings(places, problems))
    if tree.problems or definition is None:
        raise ConfigError(tree.problems)
    return definition


def load_places(path: Path) -> dict[str, Group]:
    """Read the place lists alone.

    Raises:
        ConfigError: Carries every problem found.
    """
    tree = _read_file(path)
    lists = check_places(tree)
    if tree.problems:
        raise ConfigError(tree.problems)
    return lists


def content_hash(definition: IndicatorDefinition, places: Mapping[str, Group]) -> str:
    """Give the SHA-256 over a definition and the place lists it uses, as 64 hex digits."""
    used = used_lists(definition, places)
    content = {
        "definition": definition.model_dump(mode="json"),
        "places": {name: places[name].model_dump(mode="json") for name in sorted(used)},
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def used_lists(definition: IndicatorDefinition, places: Mapping[str, Group]) -> set[str]:
    """Give the names of all place lists a definition draws on, directly or through another."""
    found: set[str] = set()
    open_groups = list(definition.groups.values())
    while open_groups:
        group = open_groups.pop()
        named = {*group.use, *(t.needs for terms in group.terms.values() for t in terms if t.needs)}
        new = {name for name in named if name in places} - found
        found |= new
        open_groups.extend(places[name] for name in new)
    return found


def places_in(file: str) -> Tree:
    """Read a file again for the places of its parts; what cannot be read gives line 1."""
    return _read_file(Path(file))


def _surroundings(places: Mapping[str, Group], problems: Sequence[WarningProblem]) -> Surroundings:
    hypotheses = {name for problem in problems for name in problem.hypotheses}
    return Surroundings(dict(places), frozenset(p.id for p in problems), frozenset(hypotheses))


def _read_file(path: Path) -> Tree:
    name = str(path)
    try:
        raw = path.read_bytes()
        if len(raw) > LARGEST_FILE_BYTES:
            return _refused(name, f"larger than {LARGEST_FILE_BYTES} bytes")
        return read_tree(raw.decode("utf-8-sig"), file=name)
    except UnicodeDecodeError as error:
        return _refused(name, f"not UTF-8 text (byte {error.start})")
    except OSError as error:
        return _refused(name, f"cannot be read ({error.strerror})")


def _refused(file: str, message: str) -> Tree:
    tree = Tree(file)
    tree.report((), message)
    return tree


def read_tree(text: str, *, file: str) -> Tree:
    """Read YAML as text, lists and mappings; anchors, aliases and tags are refused."""
    tree = Tree(file)
    if len(text.encode()) > LARGEST_FILE_BYTES:
        tree.report((), f"larger than {LARGEST_FILE_BYTES} bytes")
        return tree
    try:
        if _is_refused(text, tree):
            return tree
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        _report_syntax(error, tree)
        return tree
    except yaml.YAMLError as error:
        tree.report((), f"not YAML: {error}".replace("\n", " "))
        return tree
    if node is None:
        tree.report((), "the file is empty")
        return tree
    tree.content = _content(node, (), tree)
    return tree


def _spot(mark: object) -> tuple[int, int]:
    line, column = getattr(mark, "line", 0), getattr(mark, "column", 0)
    return line + 1, column + 1


def _report_syntax(error: yaml.MarkedYAMLError, tree: Tree) -> None:
    mark = error.problem_mark or error.context_mark
    tree.places[()] = _spot(mark)
    tree.report((), f"not YAML: {error.problem or error.context}")


def _is_refused(text: str, tree: Tree) -> bool:
    """Look at the events before anything is built: size, depth, anchors, documents."""
    depth = nodes = documents = 0
    for event in yaml.parse(text, Loader=_Loader):
        nodes += isinstance(event, yaml.NodeEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        message = _objection(event, depth=depth, nodes=nodes, documents=documents)
        if message:
            tree.places[()] = _spot(event.start_mark)
            tree.report((), message)
            return True
    return False


def _objection(event: yaml.Event, *, depth: int, nodes: int, documents: int) -> str:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "anchors and aliases (`&`, `*`) are not allowed; quote a text that begins with one"
    tag = getattr(event, "tag", None)
    if tag:
        return f'the tag "{tag}" is not allowed; quote a text that begins with `!`'
    if depth > _DEEPEST:
        return f"nested deeper than {_DEEPEST} levels"
    if nodes > _MOST_NODES:
        return f"more than {_MOST_NODES} parts"
    return "one document a file" if documents > 1 else ""


def _content(node: yaml.Node, path: KeyPath, tree: Tree) -> object:
    tree.places.setdefault(path, _spot(node.start_mark))
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [_content(part, (*path, number), tree) for number, part in enumerate(node.value)]
    return _mapping(node, path, tree)


def _mapping(node: yaml.Node, path: KeyPath, tree: Tree) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            tree.report(path, "a key must be text")
            continue
        key = str(key_node.value)
        spot = (*path, key)
        place = _spot(key_node.start_mark)
        if key in found:
            first = tree.places[spot]
            tree.places[spot] = place
            tree.report(
                spot, f'the key "{key}" stands here a second time (first in line {first[0]})'
            )
            continue
        tree.places[spot] = place
        found[key] = _content(value, spot, tree)
    return found
