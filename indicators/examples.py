"""Run the examples of definitions: ``python -m indicators.examples [ID …]``.

Prints what is wrong in the files, with line and column, then every example that does not
behave, with what was found in it. Exit 0 when all do, else 1.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from domain.indicator import Example, IndicatorDefinition
from domain.match import IndicatorMatch
from indicators.compile import compile_catalogue
from indicators.load import Catalogue, read_catalogue
from indicators.match import Matcher

HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One example tried. `place` is its path in the file, such as ``("examples", "match", 0)``."""

    indicator: str
    kind: str
    number: int
    example: Example
    match: IndicatorMatch | None
    is_as_wanted: bool
    others: tuple[str, ...]


def try_examples(definition: IndicatorDefinition, matcher: Matcher) -> Iterator[Outcome]:
    """Try every example of a definition, known failures included."""
    kinds = (
        ("match", definition.examples.match),
        ("no_match", definition.examples.no_match),
        ("known_failures", definition.examples.known_failures),
    )
    for kind, examples in kinds:
        for number, example in enumerate(examples):
            found = matcher.match(title=example.text, summary=example.summary, lang=example.lang)
            mine = next((m for m in found if m.indicator == definition.id), None)
            yield Outcome(
                indicator=definition.id,
                kind=kind,
                number=number,
                example=example,
                match=mine,
                is_as_wanted=_is_as_wanted(kind, example, mine),
                others=tuple(m.indicator for m in found if m is not mine),
            )


def _is_as_wanted(kind: str, example: Example, match: IndicatorMatch | None) -> bool:
    """Whether the outcome is the wanted one; flags an example names must be exactly those set."""
    wants_match = kind == "match" or (kind == "known_failures" and example.want == "match")
    if wants_match:
        return match is not None and (
            not example.flags or set(example.flags) == {flag.value for flag in match.flags}
        )
    return match is None


def wanted_and_got(outcome: Outcome) -> str:
    """Say what an example wants and what it got."""
    example, match = outcome.example, outcome.match
    wanted = "no match" if outcome.kind == "no_match" else "a match"
    got = "no match" if match is None else "a match"
    got += _flagged([flag.value for flag in match.flags] if match is not None else [])
    return f"({example.lang}) wanted {wanted}{_flagged(example.flags)}, got {got}"


def _flagged(flags: Sequence[str]) -> str:
    return f" flagged {', '.join(flags)}" if flags else ""


def describe(outcome: Outcome) -> str:
    """Say in a few lines what went wrong and what was found."""
    example, match = outcome.example, outcome.match
    place = f"{outcome.indicator}: examples.{outcome.kind}[{outcome.number}]"
    text = example.text + (f" | {example.summary}" if example.summary else "")
    lines = [f"{place} {wanted_and_got(outcome)}", f"    {text}"]
    lines += [f"    why: {example.why}"] if example.why else []
    for span in match.spans if match is not None else ():
        lines.append(f'    {span.group}: "{span.text}" ({span.field}, term {span.term})')
    return "\n".join(lines)


def run(catalogue: Catalogue, ids: Sequence[str]) -> tuple[str, int]:
    """Give the report of all (or the named) definitions' examples, and the number of failures."""
    matcher = Matcher(compile_catalogue(catalogue))
    lines, failed, tried = [], 0, 0
    for definition in catalogue.definitions:
        if (ids and definition.id not in ids) or not definition.is_matched:
            continue
        for outcome in try_examples(definition, matcher):
            tried += 1
            if outcome.kind == "known_failures":
                if outcome.is_as_wanted:
                    lines.append(f"{definition.id}: known failure {outcome.number} now behaves")
            elif not outcome.is_as_wanted:
                failed += 1
                lines.append(describe(outcome) + _missing(definition, outcome, matcher))
    lines.append(f"{tried} examples tried, {failed} not as wanted")
    return "\n".join(lines), failed


def _missing(definition: IndicatorDefinition, outcome: Outcome, matcher: Matcher) -> str:
    if outcome.match is not None:
        return ""
    example = outcome.example
    found = matcher.groups_found(
        definition.id, title=example.text, summary=example.summary, lang=example.lang
    )
    parts = [
        f"{name}: {', '.join(texts)}" if texts else f"{name}: -" for name, texts in found.items()
    ]
    return "".join(f"\n    found {part}" for part in parts)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the examples and print the report."""
    parser = argparse.ArgumentParser(prog="python -m indicators.examples", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="only these definitions")
    parser.add_argument("--folder", type=Path, default=HERE / "catalog")
    parser.add_argument("--places", type=Path, default=HERE / "places.yaml")
    given = parser.parse_args(arguments)
    catalogue, problems = read_catalogue(given.folder, given.places)
    report, failed = run(catalogue, given.ids)
    lines = [str(problem) for problem in problems] + [report]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if failed or problems else 0


if __name__ == "__main__":
    sys.exit(main())
