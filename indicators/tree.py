"""What a person wrote, as plain lists, mappings and text, with the place of every part."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from domain.errors import Problem

KeyPath = tuple[str | int, ...]


@dataclass(slots=True)
class Tree:
    """One file: `content` (dict, list or str), the place of each path, and what is wrong so far.

    Every scalar is text. Lines and columns count from 1.
    """

    file: str
    content: object = None
    places: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: KeyPath, message: str) -> None:
        """Note a problem at a path, or at the nearest part above it that has a place."""
        spot = path
        while spot and spot not in self.places:
            spot = spot[:-1]
        line, column = self.places.get(spot, (1, 1))
        where = dotted(path)
        text = f"{where}: {message}" if where else message
        self.problems.append(Problem(file=self.file, line=line, column=column, message=text))

    def mapping(self, node: object, path: KeyPath) -> dict[str, object]:
        """Give a mapping, or an empty one and a problem."""
        if isinstance(node, dict):
            return node
        self.report(path, "must be a mapping (`key: value` lines)")
        return {}

    def sequence(self, node: object, path: KeyPath) -> list[object]:
        """Give a list, or an empty one and a problem."""
        if isinstance(node, list):
            return node
        self.report(path, "must be a list")
        return []

    def texts(self, node: object, path: KeyPath) -> tuple[str, ...]:
        """Give a list of texts, leaving out (and reporting) what is none."""
        found = []
        for number, part in enumerate(self.sequence(node, path)):
            if isinstance(part, str) and part.strip():
                found.append(part.strip())
            else:
                self.report((*path, number), "must be text")
        return tuple(found)

    def known_keys(self, node: Mapping[str, object], path: KeyPath, known: Collection[str]) -> None:
        """Report every key that is not known, with the nearest one that is."""
        for key in node:
            if key not in known:
                self.report((*path, key), f'unknown key "{key}"{did_you_mean(key, known)}')


def dotted(path: Iterable[str | int]) -> str:
    """Write a path as ``groups.move.sr[2]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Give ``; did you mean "x"?`` or nothing."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
