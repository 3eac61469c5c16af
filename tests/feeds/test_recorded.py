"""Every recorded feed document goes through without an unhandled error."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import ParseError
from feeds.normalize import normalize
from feeds.plain import one_line, plain_text
from tests.feeds.documents import FEED, NOW, parsed

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
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


def test_titles_are_what_the_suites_expect() -> None:
    lines = (RECORDED / "suite_index.jsonl").read_text(encoding="utf-8").splitlines()
    wanted = {
        row["file"]: facts["entries.0.title"]
        for row in map(json.loads, lines)
        if "entries.0.title" in (facts := row["expected"].get("facts") or {})
    }
    agreeing = 0
    for name, body in documents("suite_feeds"):
        if name in wanted:
            first = parsed(body).entries[0]
            same = one_line(plain_text(first.title)) == one_line(plain_text(wanted[name]))
            agreeing += same

    assert len(wanted) >= 70
    assert agreeing >= len(wanted) - 1
