"""The configuration: what is read, and that all that is wrong is told at once, at its place."""

from __future__ import annotations

import datetime
from pathlib import Path
from textwrap import dedent

import pytest

from config import SCHEMA_PATH, Config, config_path, load_config, schema_text
from domain.errors import ConfigError

SHIPPED = Path(__file__).resolve().parent.parent / "config.yaml"
GOOD = """\
name: Desk
sources:
  - {id: koha, name: Koha.net, country: NO}
feeds:
  - id: koha
    source: koha
    url: https://www.koha.net/rss/
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "config.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    """Every problem as ``line:column: message``."""
    with pytest.raises(ConfigError) as caught:
        load_config(write(folder, text), environment={})
    return [f"{one.line}:{one.column}: {one.message}" for one in caught.value.problems]


def test_the_shipped_file_is_read_without_a_problem() -> None:
    config = load_config(SHIPPED, environment={})

    assert len(config.feeds) >= 60
    assert {problem.id for problem in config.problems} == {
        "armed-provocation-north",
        "cross-line-force",
        "civil-unrest-north",
        "information-campaign",
    }


def test_the_shipped_file_grades_nobody_and_says_why_each_feed_is_off() -> None:
    config = load_config(SHIPPED, environment={})

    assert {source.reliability.value for source in config.sources} == {"F"}
    assert all(feed.disabled_reason for feed in config.feeds if not feed.enabled)
    assert any(feed.enabled for feed in config.feeds)


def test_the_shipped_file_leaves_the_feed_that_robots_txt_forbids_off() -> None:
    (feed,) = [
        one for one in load_config(SHIPPED, environment={}).feeds if "balkaninsight" in one.url
    ]

    assert not feed.enabled
    assert "robots.txt" in feed.disabled_reason


def test_words_that_yaml_would_turn_into_other_things_stay_words(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD), environment={})

    assert config.sources[0].country == "NO"


def test_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, GOOD), environment={})

    assert config.folder == tmp_path
    assert config.database.url == f"sqlite:///{tmp_path}/var/vedette.db"
    assert config.report.folder == tmp_path / "var/reports"


def test_the_environment_overrides_the_database(tmp_path: Path) -> None:
    url = "postgresql+psycopg://watch@db/watch"

    config = load_config(write(tmp_path, GOOD), environment={"VEDETTE_DATABASE_URL": url})

    assert config.database.url == url


def test_the_environment_names_another_file() -> None:
    assert config_path({"VEDETTE_CONFIG": "other.yaml"}) == Path("other.yaml")
    assert config_path({}).name == "config.yaml"


def test_a_key_without_a_value_means_its_default(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "name:\nfeeds:\ncollect:\n"), environment={})

    assert config.name == "Vedette"
    assert config.feeds == ()


def test_every_problem_is_told_at_once_at_its_node(tmp_path: Path) -> None:
    told = problems(
        tmp_path,
        """\
        nmae: Desk
        collect:
          tick_s: soon
          in_flight: 0
        sources:
          - {id: koha, name: Koha.net}
          - {id: koha, name: Koha again, affiliation: indipendent}
        feeds:
          - id: Koha Net
            source: kohha
            url: https://www.koha.net/rss/
            enabled: maybe
          - source: koha
            url: https://www.koha.net/rss/
        calendar:
          - {date: 2026-02-30, title: Nothing}
          - {date: 2024-02-29, title: Leap, every_year: true}
        dashboard:
          address: 0.0.0.0
        """,
    )

    assert told == [
        '1:1: unknown key "nmae"; did you mean "name"?',
        '3:11: collect.tick_s: "soon" is not a number',
        '4:14: collect.in_flight: "0": input should be greater than or equal to 1',
        '7:10: sources[1].id: "koha": already used in line 6',
        '7:47: sources[1].affiliation: "indipendent": not one of independent, public_broadcaster, '
        "state, government, party_aligned, international_organisation, foreign_state, aggregator, "
        'unknown; did you mean "independent"?',
        '9:9: feeds[0].id: "Koha Net": does not fit ^[a-z0-9][a-z0-9.-]{0,62}$',
        '10:13: feeds[0].source: "kohha": no such source; did you mean "koha"?',
        '12:14: feeds[0].enabled: "maybe" is neither true nor false',
        '13:5: feeds[1]: "id" is missing',
        '14:10: feeds[1].url: "https://www.koha.net/rss/": already used in line 11',
        '16:12: calendar[0].date: "2026-02-30": not a day of the calendar, such as 2026-09-24',
        "17:5: calendar[1]: 29 February does not come every year",
        '19:12: dashboard.address: "0.0.0.0": reachable from other machines without a login; '
        "use 127.0.0.1 and put a proxy that asks for a login in front",
    ]


def test_a_key_written_twice_is_told_with_the_line_of_the_first(tmp_path: Path) -> None:
    assert problems(tmp_path, "name: A\nname: B\n") == [
        '2:1: name: "name" is written twice; first in line 1'
    ]


def test_an_unknown_key_deep_down_is_told_at_the_key(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD + "    langg: sq\n") == [
        '8:5: feeds[0]: unknown key "langg"; did you mean "lang"?'
    ]


def test_a_list_where_keys_are_wanted_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path, "database: [a]\nfeeds: none\n") == [
        "1:11: database: is not a set of keys and values",
        '2:8: feeds: "none" is not a list',
    ]


def test_a_disabled_feed_must_say_why(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, GOOD + "    enabled: false\n")

    assert told == "5:5: feeds[0]: a disabled feed needs `disabled_reason`"


def test_the_folder_is_the_loaders_to_fill(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "folder: /tmp\n")

    assert told.startswith('1:1: unknown key "folder"')


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_loopback_address_needs_no_login(address: str, tmp_path: Path) -> None:
    text = f'dashboard: {{address: "{address}"}}\n'

    assert load_config(write(tmp_path, text), environment={}).dashboard.address == address


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.168.1.4", "watch.example", ""])
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="without a login"):
        Config.model_validate({"dashboard": {"address": address}})


def test_a_missing_file_is_told_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "nothing.yaml"

    with pytest.raises(ConfigError, match=r"nothing\.yaml:1:1: no such file"):
        load_config(path, environment={})


def test_a_catalogue_that_is_not_there_is_told_where_it_was_named(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "catalogue:\n  folder: elsewhere\n")

    assert told == f'2:11: catalogue.folder: "{tmp_path}/elsewhere": no such folder'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: [", "1:8: is not YAML"),
        ("name: &a A\nfeeds: *a\n", "2:8: is not YAML: aliases are not read"),
        ("- a\n", "1:1: holds no keys"),
        ("", "1:1: holds no keys"),
        ("name: a\tb\n", "1:8: is not YAML"),
    ],
)
def test_what_is_not_a_mapping_in_yaml_is_told_with_its_place(
    text: str, told: str, tmp_path: Path
) -> None:
    assert problems(tmp_path, text)[0].startswith(told)


def test_a_file_in_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes("name: A\ncontact: Žarko\n".encode("cp1250"))

    with pytest.raises(ConfigError, match=r":2:1: is not UTF-8"):
        load_config(path, environment={})


def test_yearly_dates_come_in_each_year_asked_for(tmp_path: Path) -> None:
    text = "calendar:\n  - {date: 2023-09-24, title: Banjska, every_year: true}\n"
    config = load_config(write(tmp_path, text), environment={})

    found = config.calendar_between(datetime.date(2020, 1, 1), datetime.date(2025, 9, 24))

    assert [day.year for day, _ in found] == [2023, 2024, 2025]


def test_the_schema_file_is_fresh() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), "run `python config.py`"


def test_the_shipped_file_names_the_schema_for_editors() -> None:
    first = SHIPPED.read_text(encoding="utf-8").splitlines()[0]

    assert first == "# yaml-language-server: $schema=docs/config.schema.json"
