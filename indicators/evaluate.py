"""Decide from the hits of its groups whether a definition fits, and which hits show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from domain.indicator import AllOf, AnyOf, Condition, MatchLogic, Near
from indicators.scan import Hit


@dataclass(frozen=True, slots=True)
class Verdict:
    """A definition fits: the hits that took part, by group, and the flags with theirs."""

    hits: dict[str, list[Hit]]
    flags: dict[str, list[Hit]]


def evaluate(logic: MatchLogic, hits_of: Callable[[str], list[Hit]]) -> Verdict | None:
    """Decide one definition.

    Args:
        logic: How the groups combine.
        hits_of: Gives the hits of a group over all fields.

    Returns:
        None where the definition does not fit.
    """
    hits = _Hits(hits_of, logic.unless_near)
    paired = _pairs(logic.near, hits)
    if paired is None:
        return None
    taking_part: list[str] = []
    if not all(_holds(condition, hits, taking_part) for condition in logic.all):
        return None
    if logic.any and not _holds(AnyOf(any=logic.any), hits, taking_part):
        return None
    # Asked last: most texts have been turned away by now, and these lists are long.
    if any(hits_of(name) for name in logic.none):
        return None
    shown = {name: paired.get(name) or hits[name] for name in dict.fromkeys(taking_part)}
    shown |= {name: found for name, found in paired.items() if found and name not in shown}
    return Verdict(shown, _flags(logic.flag, hits, shown))


class _Hits(dict[str, list[Hit]]):
    """The hits of each group without those that stand beside an excluding one."""

    def __init__(self, hits_of: Callable[[str], list[Hit]], excluded: Iterable[Near]) -> None:
        super().__init__()
        self._hits_of = hits_of
        self._excluded = [
            (_sides(rule.of[0]), _sides(rule.of[1]), rule.within) for rule in excluded
        ]

    def __missing__(self, name: str) -> list[Hit]:
        found = self._hits_of(name)
        for first, second, within in self._excluded:
            if name in first and found:
                beside = [hit for other in second for hit in self._hits_of(other)]
                found = [hit for hit in found if not any(_near(hit, b, within) for b in beside)]
        self[name] = found
        return found


@cache
def _sides(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split("|"))


def _near(one: Hit, other: Hit, within: int) -> bool:
    """Whether two hits stand in one sentence with at most so many words' steps between them."""
    if one.field != other.field or one.sentence != other.sentence:
        return False
    return max(one.first - other.last, other.first - one.last, 0) <= within


def _pairs(rules: Iterable[Near], hits: _Hits) -> dict[str, list[Hit]] | None:
    """Give, by group, the hits that stand near a partner; None where a rule has no pair."""
    paired: dict[str, list[Hit]] = {}
    for rule in rules:
        left = [(name, hit) for name in _sides(rule.of[0]) for hit in hits[name]]
        if not left:
            return None
        right = [(name, hit) for name in _sides(rule.of[1]) for hit in hits[name]]
        found = [(a, b) for a in left for b in right if _near(a[1], b[1], rule.within)]
        if not found:
            return None
        for name, hit in (side for pair in found for side in pair):
            kept = paired.setdefault(name, [])
            if hit not in kept:
                kept.append(hit)
    return paired


def _holds(condition: Condition, hits: _Hits, taking_part: list[str]) -> bool:
    """Whether a condition holds; names the groups that made it hold."""
    if isinstance(condition, str):
        if hits[condition]:
            taking_part.append(condition)
            return True
        return False
    parts = condition.all if isinstance(condition, AllOf) else condition.any
    mine: list[str] = []
    # Every part is looked at, so that every group that holds is shown.
    held = [_holds(part, hits, mine) for part in parts]
    holds = all(held) if isinstance(condition, AllOf) else any(held)
    if holds:
        taking_part.extend(mine)
    return holds


def _flags(
    names: Iterable[str], hits: _Hits, shown: Mapping[str, Sequence[Hit]]
) -> dict[str, list[Hit]]:
    """Give the flags whose words stand in one sentence with a hit that took part."""
    sentences = {(hit.field, hit.sentence) for found in shown.values() for hit in found}
    marks = {
        name: [hit for hit in hits[name] if (hit.field, hit.sentence) in sentences]
        for name in names
    }
    return {name: found for name, found in marks.items() if found}


def needed(logic: MatchLogic) -> list[set[str]]:
    """Give sets of groups; a text without a hit in one of each cannot fit."""
    sets = [found for condition in logic.all for found in _needed_by(condition)]
    if logic.any:
        sets.append(set().union(*(_mentioned(part) for part in logic.any)))
    sets += [set(_sides(side)) for rule in logic.near for side in rule.of]
    return sets


def _needed_by(condition: Condition) -> list[set[str]]:
    if isinstance(condition, AllOf):
        return [found for part in condition.all for found in _needed_by(part)]
    return [_mentioned(condition)]


def _mentioned(condition: Condition) -> set[str]:
    if isinstance(condition, str):
        return {condition}
    parts = condition.any if isinstance(condition, AnyOf) else condition.all
    return set().union(*(_mentioned(part) for part in parts))
