"""The forms of the command line that other programs rely on."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

from commands.frame import moment

KFOR = {"id": "a", "title": "NATO to send 700 more troops to the Kosovo Force", "lang": "en"}


def test_collect_prints_a_line_per_feed_with_its_outcome(upgraded: Any) -> None:
    result = upgraded("collect", "--all", "--json")

    lines = {one["feed"]: one for one in map(json.loads, result.stdout.splitlines())}
    assert lines["loopback"] == {
        "feed": "loopback",
        "outcome": "stored",
        "reason": None,
        "new": 2,
        "revised": 0,
    }
    assert lines["page"]["reason"] == "not_a_feed"
    assert result.exit_code == 1


def test_collecting_before_the_database_exists_names_the_remedy(command_line: Any) -> None:
    result = command_line("collect", "--all")

    assert result.exit_code == 1
    assert "db upgrade" in result.stderr


def test_collecting_an_unknown_feed_is_refused_with_its_name(upgraded: Any) -> None:
    result = upgraded("collect", "--feed", "nowhere")

    assert result.exit_code == 1
    assert '"nowhere" is not a feed' in result.stderr


def test_evaluate_maps_what_was_collected(upgraded: Any) -> None:
    upgraded("collect", "--feed", "loopback")

    (summary,) = upgraded.lines("evaluate", "--json")

    assert summary["revisions"] == 2
    assert summary["matches"] >= 1


def test_evaluating_twice_changes_nothing(upgraded: Any) -> None:
    upgraded("collect", "--feed", "loopback")
    upgraded("evaluate")
    before = upgraded("export", "observations", "--format", "jsonl").stdout

    upgraded("evaluate")
    upgraded("evaluate", "--rebuild")

    assert upgraded("export", "observations", "--format", "jsonl").stdout == before
    assert before


def test_parse_prints_an_item_a_line(command_line: Any, tmp_path: Path) -> None:
    document = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title><item><title>Crossing'
        " &amp;amp; queue</title><link>https://outlet.example/a</link>"
        "<pubDate>Wed, 07 Jan 2026 21:44:32 CET</pubDate></item></channel></rss>"
    )

    (item,) = command_line.lines("parse", "-", "--json", stdin=document)

    assert set(item) == {
        "id",
        "title",
        "summary",
        "link",
        "published_at",
        "published_raw",
        "flags",
    }
    assert item["title"] == "Crossing & queue"
    assert item["published_at"] == "2026-01-07T20:44:32+00:00"


def test_parse_says_why_a_page_is_no_feed(command_line: Any) -> None:
    result = command_line("parse", "-", "--json", stdin="<html><body>hello</body></html>")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"error": "not_a_feed"}


def test_match_names_indicator_group_term_and_the_exact_span(command_line: Any) -> None:
    (line,) = command_line.lines("match", "--json", stdin=json.dumps(KFOR))

    (found,) = [one for one in line["matches"] if one["indicator"] == "kfor-reinforcement"]
    assert line["id"] == "a"
    assert line["lang"] == "en"
    for span in found["spans"]:
        assert KFOR[span["field"]][span["start"] : span["end"]] == span["text"]
        assert span["group"]
        assert span["term"]


def test_match_reports_a_bad_line_with_its_number_and_goes_on(command_line: Any) -> None:
    result = command_line("match", "--json", stdin='{"nope": 1}\n' + json.dumps(KFOR))

    assert result.exit_code == 1
    assert "-:1: has no `title`" in result.stderr
    assert json.loads(result.stdout)["id"] == "a"


def test_import_keeps_an_archives_own_times_and_skips_bad_lines_by_number(
    upgraded: Any, tmp_path: Path
) -> None:
    archive = tmp_path / "archive.jsonl"
    rows = [
        json.dumps(
            {
                "title": "Crossing closed at Jarinje",
                "url": "https://outlet.example/j",
                "source": "Some Outlet",
                "published": "2024-05-01T10:00:00Z",
                "first_seen": "2024-05-01T11:00:00Z",
            }
        ),
        "not json",
    ]
    archive.write_text("\n".join(rows), encoding="utf-8")

    result = upgraded("import", str(archive))

    assert result.exit_code == 1
    assert f"{archive}:2: is not JSON" in result.stderr
    (item,) = upgraded.lines("export", "items", "--format", "jsonl")
    assert item["published_at"] == "2024-05-01T10:00:00+00:00"
    assert item["first_seen_at"] == "2024-05-01T11:00:00+00:00"
    assert upgraded("import", str(archive)).stdout.startswith("0 new")


def test_explain_leads_from_the_indicator_to_the_link(upgraded: Any) -> None:
    upgraded("collect", "--feed", "loopback")
    upgraded("evaluate")

    result = upgraded("explain", "kfor-reinforcement")

    assert result.exit_code == 0
    assert "https://outlet.example/kfor" in result.stdout
    assert "reliability F" in result.stdout


def test_explaining_what_is_no_indicator_says_so(upgraded: Any) -> None:
    upgraded("evaluate")

    result = upgraded("explain", "no-such-thing")

    assert result.exit_code == 1
    assert "no-such-thing" in result.stderr


def test_an_exported_cell_never_starts_a_formula(upgraded: Any, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text(
        json.dumps({"title": '=HYPERLINK("https://evil.example")', "url": "https://o.example/x"}),
        encoding="utf-8",
    )
    upgraded("import", str(archive))

    table = upgraded("export", "items", "--format", "csv").stdout

    (row,) = csv.DictReader(io.StringIO(table))
    assert row["title"].startswith("'=")


def test_report_weekly_writes_a_tagged_pdf(upgraded: Any, tmp_path: Path) -> None:
    upgraded("collect", "--feed", "loopback")
    upgraded("evaluate")
    out = tmp_path / "weekly.pdf"

    result = upgraded("report", "weekly", "--week", "2026-W10", "--out", str(out))

    assert result.exit_code == 0
    assert out.read_bytes().startswith(b"%PDF-1.7")
    assert b"pdfuaid" in out.read_bytes()


def test_a_week_that_does_not_exist_is_refused(upgraded: Any) -> None:
    result = upgraded("report", "weekly", "--week", "2026-W77")

    assert result.exit_code == 1
    assert "2026-W46" in result.stderr


def test_check_finds_all_problems_of_a_broken_configuration_at_once(command_line: Any) -> None:
    text = command_line.config.read_text(encoding="utf-8")
    broken = text.replace("lang: en}", "langg: en}").replace("workers: 1", "workers: many")
    command_line.config.write_text(broken, encoding="utf-8")

    result = command_line("check", "--json")

    errors = json.loads(result.stdout)["errors"]
    assert result.exit_code == 1
    assert len(errors) == 3
    assert all(one["line"] > 1 and one["column"] > 1 for one in errors)


def test_a_backup_is_whole_and_verify_says_so(upgraded: Any, tmp_path: Path) -> None:
    upgraded("collect", "--feed", "loopback")

    assert upgraded("db", "backup", str(tmp_path / "copy.db")).exit_code == 0
    assert upgraded("db", "verify").exit_code == 0
    assert (tmp_path / "copy.db").stat().st_size > 0


def test_a_restored_backup_brings_the_items_back(upgraded: Any, tmp_path: Path) -> None:
    upgraded("collect", "--feed", "loopback")
    copy = tmp_path / "copy.db"
    upgraded("db", "backup", str(copy))
    (tmp_path / "watch.db").write_bytes(b"")

    result = upgraded("db", "restore", str(copy), "--yes")

    assert result.exit_code == 0
    assert len(upgraded.lines("export", "items", "--format", "jsonl")) == 2


def test_a_bare_date_as_of_means_the_end_of_that_day() -> None:
    assert moment("2026-11-22", name="--as-of", is_end=True).isoformat() == (
        "2026-11-22T23:59:59.999999+00:00"
    )
    assert moment("2026-11-22", name="--since").isoformat() == "2026-11-22T00:00:00+00:00"
    assert moment("2026-11-22T06:00Z", name="--as-of", is_end=True).hour == 6
