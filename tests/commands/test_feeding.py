"""`feeds` as an operator types it: checking addresses, lists of feeds in and out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Koha">
<outline type="rss" text="Lajme" xmlUrl="https://koha.example/rss"/>
<outline type="rss" text="Bad" xmlUrl="file:///etc/passwd"/></outline></body></opml>"""


def test_an_address_that_is_a_feed_is_said_to_be_usable(command_line: Any, publisher: str) -> None:
    (told,) = command_line.lines("feeds", "check", f"{publisher}/feed", "--json")

    assert (told["feed"], told["usable"], told["items"]) == (f"{publisher}/feed", True, 2)


def test_a_page_shows_the_feeds_it_names(command_line: Any, publisher: str) -> None:
    result = command_line("feeds", "check", f"{publisher}/home")

    assert result.exit_code == 1
    assert "not_a_feed" in result.stdout
    assert f"the page names {publisher}/feed" in result.stdout


def test_a_page_that_names_none_says_only_what_it_is(command_line: Any) -> None:
    (told,) = command_line.lines("feeds", "check", "page", "--json")

    assert (told["reason"], told["named"]) == ("not_a_feed", [])


def test_a_name_that_is_neither_feed_nor_address_is_an_error(command_line: Any) -> None:
    result = command_line("feeds", "check", "nothing-of-the-kind")

    assert result.exit_code == 1
    assert "neither a feed nor an address" in result.stderr


def test_a_list_becomes_a_block_and_the_rest_is_named(command_line: Any, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML, encoding="utf-8")

    result = command_line("feeds", "import-opml", str(tmp_path / "list.opml"))

    assert result.exit_code == 3
    assert 'url: "https://koha.example/rss"' in result.stdout
    assert "file:///etc/passwd: left out" in result.stderr
    assert "1 feeds, 1 left out" in result.stderr


def test_a_list_can_be_told_as_json_and_written_to_a_file(
    command_line: Any, tmp_path: Path
) -> None:
    (tmp_path / "list.opml").write_text(OPML, encoding="utf-8")
    out = tmp_path / "block.yaml"

    result = command_line(
        "feeds", "import-opml", str(tmp_path / "list.opml"), "--out", str(out), "--json"
    )

    told = json.loads(result.stdout)
    assert [feed["id"] for feed in told["feeds"]] == ["lajme"]
    assert len(told["refused"]) == 1
    assert out.read_text(encoding="utf-8").startswith("sources:\n")


def test_a_file_that_is_no_list_is_an_error(command_line: Any, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text("hello", encoding="utf-8")

    assert command_line("feeds", "import-opml", str(tmp_path / "list.opml")).exit_code == 1
    assert command_line("feeds", "import-opml", str(tmp_path / "none.opml")).exit_code == 1


def test_what_is_exported_is_refused_as_listed_already(command_line: Any, tmp_path: Path) -> None:
    out = tmp_path / "feeds.opml"

    exported = command_line("feeds", "export-opml", "--out", str(out))
    result = command_line("feeds", "import-opml", str(out), "--json")

    assert exported.exit_code == 0
    told = json.loads(result.stdout)
    assert told["feeds"] == []
    assert [one["reason"] for one in told["refused"]] == ["listed already"] * 2
