"""Every recorded feed document goes through without an unhandled error."""

from __future__ import annotations

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.errors import ParseError
from feeds.normalize import normalize
from feeds.plain import one_line, plain_text
from tests.feeds.documents import FEED, NOW, parsed

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
_ENTRY = re.compile(r"entries\.(\d+)\.")
_TITLE = re.compile(r"^entries\.(\d+)\.title(?:_detail\.value)?$")
_COUNT = re.compile(r"len\(entries\)\s*==\s*(\d+)")
pytestmark = [
    pytest.mark.recorded,
    pytest.mark.skipif(
        not RECORDED.is_dir(), reason="recorded feeds are not beside this checkout (../shared/data)"
    ),
]


def documents(name: str) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(RECORDED / f"{name}.tar.gz") as archive:
        for member in archive:
            reader = archive.extractfile(member) if member.isfile() else None
            if reader is not None and not member.name.endswith((".md", ".opml", ".csv")):
                yield member.name.partition("/")[2], reader.read()


@pytest.mark.parametrize(("name", "least_read"), [("suite_feeds", 2540), ("raw_feeds", 240)])
def test_every_document_gives_items_or_a_reason(name: str, least_read: int) -> None:
    read = entries = stored = 0
    for _, body in documents(name):
        try:
            document = parsed(body)
        except ParseError:
            continue
        read += 1
        entries += len(document.entries)
        stored += len(normalize(document, FEED, now=NOW))

    assert read >= least_read
    assert stored <= entries
    if name == "raw_feeds":
        assert stored == entries


@dataclass(frozen=True)
class Stated:
    """What a suite says of one of its documents."""

    content_type: str
    least_entries: int
    exact_entries: int | None
    titles: dict[int, str]


def stated() -> dict[str, Stated]:
    lines = (RECORDED / "suite_index.jsonl").read_text(encoding="utf-8").splitlines()
    found = {}
    for row in map(json.loads, lines):
        expected = row["expected"]
        facts = expected.get("facts") or {}
        named = [_ENTRY.match(key) for key in facts]
        titles = {
            int(place): str(facts[key])
            for key in facts
            for place in _TITLE.findall(key)
            if facts[key] is not None
        }
        count = _COUNT.search(expected.get("expect") or "")
        found[row["file"]] = Stated(
            content_type=_content_type(expected.get("http_headers") or []),
            least_entries=max((int(one.group(1)) + 1 for one in named if one), default=0),
            exact_entries=int(count.group(1)) if count else None,
            titles=titles,
        )
    return found


def _content_type(headers: list[str]) -> str:
    pairs = (header.partition(":") for header in headers)
    return next((value.strip() for name, _, value in pairs if name.lower() == "content-type"), "")


def test_entries_and_titles_are_what_the_suites_state() -> None:
    known = stated()
    checked, wrong = 0, []
    for name, body in documents("suite_feeds"):
        says = known.get(name)
        if says is None or not (says.least_entries or says.exact_entries is not None):
            continue
        try:
            entries = parsed(body, content_type=says.content_type).entries
        except ParseError:
            entries = ()
        checked += 1
        if says.exact_entries not in (None, len(entries)) or len(entries) < says.least_entries:
            wrong.append(f"{name}: {len(entries)} entries")
        wrong += [
            f"{name}: title {entries[place].title!r}, not {title!r}"
            for place, title in says.titles.items()
            if place < len(entries) and _plain(entries[place].title) != _plain(title)
        ]

    assert wrong == []
    assert checked >= 1000


def _plain(title: str) -> str:
    return one_line(plain_text(title))
