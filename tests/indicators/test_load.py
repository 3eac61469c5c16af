"""Loading: everything wrong is said at once, with its place and the nearest right word."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigError
from domain.indicator import Group, IndicatorDefinition, WarningProblem
from indicators.load import load_catalogue, load_definition_text, load_places, read_catalogue
from tests.indicators.catalogues import BODY, PLACES, definition
from tests.indicators.conftest import WriteCatalogue

LISTS = {"north": Group(), "anchor": Group()}


def _load(text: str, *, file: str = "test-one.yaml") -> IndicatorDefinition:
    return load_definition_text(text, file=file, places=LISTS)


def _problems(text: str, *, file: str = "test-one.yaml") -> list[str]:
    with pytest.raises(ConfigError) as raised:
        _load(text, file=file)
    return [str(problem) for problem in raised.value.problems]


def _line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_sound_definition_loads() -> None:
    loaded = _load(definition())

    assert loaded.id == "test-one"
    assert [term.term for term in loaded.groups["move"].terms["sr"]] == ["raspoređen", "vojsk*"]
    assert loaded.groups["place"].use == ("north",)


def test_every_scalar_is_text() -> None:
    body = BODY.replace("[raspoređen", "[63., 1244, on, no, 1e3, raspoređen")

    terms = _load(definition(body)).groups["move"].terms["sr"]

    assert [term.term for term in terms[:5]] == ["63.", "1244", "on", "no", "1e3"]


def test_all_problems_are_said_at_once_with_line_and_column() -> None:
    text = definition(
        BODY.replace("raspoređen", "raspoređ*en")
        .replace("use: [north]", "use: [nort]")
        .replace("flag: [denied]", "flag: [denid]")
        .replace("all: [force, move]\n", "all: [forse, move]\n", 1)
    ).replace("owner: desk", "ownr: desk")

    problems = _problems(text)

    def at(part: str, column: int, message: str) -> str:
        return f"test-one.yaml:{_line_of(text, part)}:{column}: {message}"

    wildcard = 'groups.move.sr[0]: "raspoređ*en": a wildcard may only end a term'
    assert at("raspoređ*en", 10, wildcard) in problems
    unknown_list = 'groups.place.use[0]: unknown place list "nort"; did you mean "north"?'
    assert at("[nort]", 17, unknown_list) in problems
    unknown_group = 'match.all[0]: unknown group "forse"; did you mean "force"?'
    assert at("[forse", 9, unknown_group) in problems
    assert at("ownr", 1, 'ownr: unknown key "ownr"; did you mean "owner"?') in problems
    assert 'test-one.yaml:1:1: "owner" is missing' in problems
    assert any('unknown flag "denid"; did you mean "denied"?' in problem for problem in problems)
    assert len(problems) == 6


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("languages: [sr, en]", "languages: [sr, sp]", 'unknown language "sp"'),
        ("[raspoređen,", "[vo*,", '"vo*": a wildcard needs at least 3 letters before it'),
        ("[raspoređen,", '["a=b",', '"=" may only begin a term'),
        ("[raspoređen,", '["!!",', "no letter or digit in it"),
        ("[raspoređen,", "[{trm: x},", 'unknown key "trm"; did you mean "term"?'),
        ("[raspoređen,", "[{term: x, needs: nrth},", 'unknown place list "nrth"'),
        ("    sr: [demantovati]", "    sr: demantovati", "must be a list"),
        ("  flag: [denied]", "  flag: [move]", 'unknown flag "move" (flags are denied'),
        ("  flag: [denied]", "  near: [{of: [force], within: 3}]", "must name two groups"),
        ("  flag: [denied]", "  near: [{of: [force, move], within: far}]", "a number of words"),
        ("  flag: [denied]", "  near: [{of: [force|moove, move], within: 3}]", '"moove"'),
        ("half_life: 5d", "half_life: soon", '"soon"'),
        ("status: test", "status: tets", '"tets"'),
        ("direction: raises", "direction: up", '"up"'),
        ("levels: {watch: 1, elevated: 2", "levels: {watch: 5, elevated: 2", "must rise"),
        ("diagnosticity: {}", "diagnosticity: {a: hi}", '"hi"'),
        (
            "{en: Test, sr: Proba, sq: Provë}",
            "{en: Test, sr: Proba, sp: x}",
            'title.sq: "sq" is missing',
        ),
        ('lang: sr, text: "Žandarmerija slavi"', "lang: xx, text: a", 'unknown language "xx"'),
        ("owner: desk", "owner: desk\nowner: other", "stands here a second time (first in line 4)"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, message: str) -> None:
    text = definition()
    assert old in text

    assert any(message in problem for problem in _problems(text.replace(old, new)))


def test_the_id_must_be_the_name_of_the_file() -> None:
    (problem,) = _problems(definition(), file="folder/other.yaml")

    assert problem.startswith("folder/other.yaml:1:")
    assert 'must be the name of the file, "other"' in problem


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x [1]\nb: *x\n", "anchors and aliases"),
        ("a: !!python/object:os.system x\n", "not allowed"),
        ("a: [1\n", "not YAML"),
        ("[" * 60, "nested deeper"),
        ("a: 1\n---\nb: 2\n", "one document a file"),
        ("", "the file is empty"),
        ("just text", "must be a mapping"),
        ("a: " + "x" * 2**20, "larger than"),
        ("a: [" + "x," * 100_001 + "]", "more than 100000 parts"),
        ("a: \x00", "not YAML"),
    ],
)
def test_hostile_yaml_is_refused_with_a_word(text: str, message: str) -> None:
    assert any(message in problem for problem in _problems(text))


def test_unknown_problems_and_hypotheses_are_named_where_the_known_ones_are_given() -> None:
    title = {"en": "a", "sr": "a", "sq": "a"}
    problem = WarningProblem.model_validate(
        {"id": "other-problem", "title": title, "hypotheses": ["bargaining"]}
    )
    text = definition().replace("diagnosticity: {}", "diagnosticity: {bargainin: high}")

    with pytest.raises(ConfigError) as raised:
        load_definition_text(text, file="test-one.yaml", places=LISTS, problems=[problem])

    assert 'unknown warning problem "a-problem"' in str(raised.value)
    assert 'unknown hypothesis "bargainin"; did you mean "bargaining"?' in str(raised.value)


def test_the_sound_definitions_can_be_read_beside_broken_ones(
    write_catalogue: WriteCatalogue, tmp_path: Path
) -> None:
    write_catalogue({"test-one": BODY})
    (tmp_path / "catalog" / "broken.yaml").write_text("id: [", encoding="utf-8")
    (tmp_path / "catalog" / "bytes.yaml").write_bytes(b"\xff\xfe\x00")

    catalogue, problems = read_catalogue(tmp_path / "catalog", tmp_path / "places.yaml")

    assert [found.id for found in catalogue.definitions] == ["test-one"]
    assert len(problems) == 2
    with pytest.raises(ConfigError):
        load_catalogue(tmp_path / "catalog", tmp_path / "places.yaml")


def test_a_missing_folder_or_place_file_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as raised:
        load_catalogue(tmp_path / "none", tmp_path / "none.yaml")

    assert "no such folder" in str(raised.value)
    assert "cannot be read" in str(raised.value)


def test_a_list_that_uses_itself_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.yaml"
    path.write_text("lists:\n  a: {use: [b]}\n  b: {use: [a]}\n", encoding="utf-8")

    with pytest.raises(ConfigError, match="uses itself"):
        load_places(path)


def test_the_hash_changes_with_the_definition_and_with_the_lists_it_uses(
    write_catalogue: WriteCatalogue,
) -> None:
    first = write_catalogue({"test-one": BODY}).hashes["test-one"]
    again = write_catalogue({"test-one": BODY + "\n# a comment\n"}).hashes["test-one"]
    reworded = write_catalogue({"test-one": BODY.replace("deploy", "deployed")})
    in_use = write_catalogue({"test-one": BODY}, places=PLACES.replace("Лепосавич", "Звечан"))
    needed = write_catalogue({"test-one": BODY}, places=PLACES.replace("Priština", "Peja"))
    unused = write_catalogue({"test-one": BODY}, places=PLACES + "  other: {en: [Paris]}\n")

    assert again == first
    assert reworded.hashes["test-one"] != first
    assert in_use.hashes["test-one"] != first
    assert needed.hashes["test-one"] != first
    assert unused.hashes["test-one"] == first
