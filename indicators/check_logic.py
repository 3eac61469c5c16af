"""Read how the groups of a definition combine."""

from __future__ import annotations

from collections.abc import Mapping

from domain.indicator import AllOf, AnyOf, Condition, Group, MatchLogic, Near
from domain.match import MatchFlag
from indicators.tree import KeyPath, Tree, did_you_mean

_KEYS = ("all", "any", "none", "near", "unless_near", "flag")
_DEEPEST = 8
_FARTHEST = 60


def read_logic(tree: Tree, node: object, groups: Mapping[str, Group]) -> MatchLogic:
    """Give the logic as far as it could be read; problems stay in the tree."""
    path: KeyPath = ("match",)
    content = tree.mapping(node, path)
    tree.known_keys(content, path, _KEYS)
    reader = _Reader(tree, groups)
    logic = MatchLogic(
        all=reader.conditions(content.get("all", []), (*path, "all"), depth=0),
        any=reader.conditions(content.get("any", []), (*path, "any"), depth=0),
        none=reader.names(content.get("none", []), (*path, "none")),
        near=reader.nears(content.get("near", []), (*path, "near")),
        unless_near=reader.nears(content.get("unless_near", []), (*path, "unless_near")),
        flag=reader.flags(content.get("flag", []), (*path, "flag")),
    )
    if isinstance(node, dict) and not logic.all and not logic.any:
        tree.report(path, "needs `all` or `any`")
    return logic


class _Reader:
    def __init__(self, tree: Tree, groups: Mapping[str, Group]) -> None:
        self._tree = tree
        self._groups = groups

    def conditions(self, node: object, path: KeyPath, *, depth: int) -> tuple[Condition, ...]:
        parts = self._tree.sequence(node, path)
        if depth > _DEEPEST:
            self._tree.report(path, f"nested deeper than {_DEEPEST} levels")
            return ()
        read = [self._condition(part, (*path, n), depth) for n, part in enumerate(parts)]
        return tuple(part for part in read if part is not None)

    def _condition(self, node: object, path: KeyPath, depth: int) -> Condition | None:
        if isinstance(node, str):
            return node if self._known(node, path) else None
        content = self._tree.mapping(node, path)
        self._tree.known_keys(content, path, ("all", "any"))
        if len(content) != 1:
            self._tree.report(path, "must be a group's name, or one of `all:`, `any:`")
            return None
        ((key, parts),) = content.items()
        inner = self.conditions(parts, (*path, key), depth=depth + 1)
        if not inner:
            self._tree.report((*path, key), "is empty")
            return None
        return AllOf(all=inner) if key == "all" else AnyOf(any=inner)

    def names(self, node: object, path: KeyPath) -> tuple[str, ...]:
        texts = self._tree.texts(node, path)
        return tuple(name for n, name in enumerate(texts) if self._known(name, (*path, n)))

    def flags(self, node: object, path: KeyPath) -> tuple[str, ...]:
        known = [flag.value for flag in MatchFlag]
        texts = self._tree.texts(node, path)
        for number, name in enumerate(texts):
            if name not in known:
                hint = did_you_mean(name, known)
                fixed = ", ".join(known)
                message = f'unknown flag "{name}"{hint} (flags are {fixed})'
                self._tree.report((*path, number), message)
            else:
                self._known(name, (*path, number))
        return tuple(name for name in texts if name in known and name in self._groups)

    def nears(self, node: object, path: KeyPath) -> tuple[Near, ...]:
        parts = self._tree.sequence(node, path)
        read = [self._near(part, (*path, n)) for n, part in enumerate(parts)]
        return tuple(part for part in read if part is not None)

    def _near(self, node: object, path: KeyPath) -> Near | None:
        content = self._tree.mapping(node, path)
        self._tree.known_keys(content, path, ("of", "within"))
        pair = self._tree.texts(content.get("of", []), (*path, "of"))
        if len(pair) != 2:
            self._tree.report((*path, "of"), "must name two groups (`a|b` for either)")
            return None
        for number, side in enumerate(pair):
            for name in side.split("|"):
                self._known(name.strip(), (*path, "of", number))
        within = content.get("within", "")
        if not isinstance(within, str) or not within.isdigit() or not 1 <= int(within) <= _FARTHEST:
            self._tree.report((*path, "within"), f"must be a number of words, 1 to {_FARTHEST}")
            return None
        return Near(of=(pair[0], pair[1]), within=int(within))

    def _known(self, name: str, path: KeyPath) -> bool:
        if name in self._groups:
            return True
        self._tree.report(path, f'unknown group "{name}"{did_you_mean(name, self._groups)}')
        return False
