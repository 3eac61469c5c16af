"""Lint: what loads and is probably not meant is said with its place."""

from __future__ import annotations

import pytest

from domain.errors import Problem
from indicators.compile import compile_catalogue
from indicators.lint import check_examples, lint
from indicators.match import Matcher
from tests.indicators.catalogues import BODY, definition
from tests.indicators.conftest import WriteCatalogue


def _warnings(write_catalogue: WriteCatalogue, body: str) -> list[Problem]:
    catalogue = write_catalogue({"test-one": body})
    return lint(catalogue, compile_catalogue(catalogue))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    en: [deploy]\n", "", "groups.move: no term in en"),
        ("  flag: [denied]\n", "", 'the group "denied" is not used in `match`; list it under'),
        ("[raspoređen,", "[SAJ, raspoređen,", '"SAJ": an acronym in capitals; write "=SAJ"'),
        ("[raspoređen,", "[ka, raspoređen,", '"ka": very short'),
        ("[raspoređen,", '["1999", raspoređen,', '"1999": a bare number'),
        ('"vojsk*"', '"pro*"', '"pro*": a wide prefix, it catches'),
    ],
)
def test_a_doubtful_part_is_named(
    write_catalogue: WriteCatalogue, old: str, new: str, message: str
) -> None:
    assert old in BODY

    found = _warnings(write_catalogue, BODY.replace(old, new))

    assert any(message in problem.message for problem in found)


def test_warnings_carry_the_place_in_the_file(write_catalogue: WriteCatalogue) -> None:
    body = BODY.replace("[raspoređen,", '["1999", raspoređen,')
    text = definition(body)

    (warning,) = [w for w in _warnings(write_catalogue, body) if "bare number" in w.message]

    line = text.splitlines()[warning.line - 1]
    assert line[warning.column - 1 :].startswith('"1999"')
    assert warning.file.endswith("test-one.yaml")


def test_too_few_examples_and_a_missing_near_are_named(write_catalogue: WriteCatalogue) -> None:
    messages = [problem.message for problem in _warnings(write_catalogue, BODY)]

    assert "examples.match: 1 examples in sr, at least 2 are wanted" in messages
    assert "examples.no_match: 0 examples in en, at least 2 are wanted" in messages
    assert any("no `near`" in message for message in messages)


def test_examples_that_behave_give_no_problem(write_catalogue: WriteCatalogue) -> None:
    catalogue = write_catalogue({"test-one": BODY})

    assert check_examples(catalogue, Matcher(compile_catalogue(catalogue))) == []


def test_an_example_that_does_not_behave_is_named_with_its_line(
    write_catalogue: WriteCatalogue,
) -> None:
    body = BODY.replace("Žandarmerija slavi", "Žandarmerija raspoređena u Leposaviću")
    catalogue = write_catalogue({"test-one": body})

    (problem,) = check_examples(catalogue, Matcher(compile_catalogue(catalogue)))

    assert problem.message.startswith("examples.no_match[0]: (sr) wanted no match, got a match")
    assert "no_match" in definition(body).splitlines()[problem.line - 2]


def test_the_flags_an_example_names_must_be_those_set(write_catalogue: WriteCatalogue) -> None:
    body = BODY.replace(
        '"Žandarmerija raspoređena u Leposaviću"}',
        '"Žandarmerija raspoređena u Leposaviću", flags: [denied]}',
    )
    catalogue = write_catalogue({"test-one": body})

    (problem,) = check_examples(catalogue, Matcher(compile_catalogue(catalogue)))

    assert "wanted a match flagged denied, got a match" in problem.message


def test_known_failures_do_not_fail(write_catalogue: WriteCatalogue) -> None:
    failure = '  known_failures:\n    - {lang: sr, text: "Bez ičega", want: match}\nreferences'
    catalogue = write_catalogue({"test-one": BODY.replace("references", failure)})

    assert check_examples(catalogue, Matcher(compile_catalogue(catalogue))) == []
