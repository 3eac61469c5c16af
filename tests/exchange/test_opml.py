"""Lists of feeds from other readers: usable ones taken over, all others named with a reason."""

from __future__ import annotations

import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from config import load_config
from domain.feed import Feed
from domain.source import Source
from exchange.opml import as_yaml, read_opml, write_opml

RECORDED = Path(__file__).resolve().parents[3] / "shared" / "data" / "feeds"
LIMIT_S = 5.0


def opml(inside: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<opml version="2.0"><body>{inside}</body></opml>'.encode()


def outline(url: str, text: str = "") -> str:
    return f'<outline type="rss" text="{text or url}" xmlUrl="{url}"/>'


def test_groups_become_sources_and_outlines_feeds() -> None:
    body = opml(
        f'<outline text="Koha Ditore">{outline("https://koha.example/rss", "Lajme")}</outline>'
    )

    found = read_opml(body)

    assert [(source.id, source.name) for source in found.sources] == [
        ("koha-ditore", "Koha Ditore")
    ]
    assert [(feed.id, feed.source, feed.url, feed.note) for feed in found.feeds] == [
        ("lajme", "koha-ditore", "https://koha.example/rss", "Lajme")
    ]
    assert found.refused == ()


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/xml,x",
        "ftp://a.example/x",
        "//a.example/x",
        "http://",
        "http://a.example:port/",
        "",
    ],
)
def test_an_address_that_is_not_read_is_refused_and_the_others_are_taken(url: str) -> None:
    found = read_opml(opml(outline(url) + outline("https://good.example/rss")))

    assert [feed.url for feed in found.feeds] == ["https://good.example/rss"]
    assert len(found.refused) == 1


def test_an_address_listed_twice_or_configured_already_is_taken_once() -> None:
    twice = outline("https://a.example/rss") * 2 + outline("https://b.example/rss")

    found = read_opml(opml(twice), known_urls=["https://b.example/rss"])

    assert [feed.url for feed in found.feeds] == ["https://a.example/rss"]
    assert [one.reason for one in found.refused] == ["listed already"] * 2


def test_feeds_of_one_name_get_ids_of_their_own() -> None:
    body = opml(outline("https://a.example/1", "News") + outline("https://a.example/2", "News"))

    found = read_opml(body, known_ids=["news"])

    assert [feed.id for feed in found.feeds] == ["news-2", "news-3"]


@pytest.mark.parametrize("mark", ["﻿", "\n\n  "])
def test_a_mark_or_blanks_before_the_document_do_not_matter(mark: str) -> None:
    body = mark.encode() + opml(outline("https://a.example/rss"))

    assert len(read_opml(body).feeds) == 1


def test_utf_16_is_read() -> None:
    text = opml(outline("https://a.example/rss", "Вести")).decode()
    body = text.replace('version="1.0"', 'version="1.0" encoding="utf-16"').encode("utf-16")

    assert read_opml(body).feeds[0].note == "Вести"


def test_bare_ampersands_in_addresses_are_understood() -> None:
    found = read_opml(opml(outline("https://a.example/rss?a=1&b=2")))

    assert [feed.url for feed in found.feeds] == ["https://a.example/rss?a=1&b=2"]


def test_what_stands_before_a_break_is_kept_and_the_break_told() -> None:
    body = opml(outline("https://a.example/rss") + outline("https://b.example/rss"))[:-20]

    found = read_opml(body)

    assert len(found.feeds) == 1
    assert "broken XML" in found.refused[0].reason


@pytest.mark.parametrize("body", [b"", b"hello", b"<html><body>no</body></html>", b"\x00" * 100])
def test_what_is_no_list_is_said_to_be_none(body: bytes) -> None:
    found = read_opml(body)

    assert (found.feeds, len(found.refused)) == ((), 1)


def test_neither_files_nor_addresses_are_read_for_entities(tmp_path: Path) -> None:
    asked: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/rss")
    server = HTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place = f"http://127.0.0.1:{server.server_port}"
    heads = [
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "file://{secret}">]>',
        f'<!DOCTYPE opml [<!ENTITY x SYSTEM "{place}/x">]>',
        f'<!DOCTYPE opml [<!ENTITY % p SYSTEM "{place}/p"> %p;]>',
        f'<!DOCTYPE opml SYSTEM "{place}/dtd">',
    ]

    found = [read_opml(opml(f"{outline('https://a.example/rss')}&x;", head)) for head in heads]
    server.shutdown()
    server.server_close()

    assert asked == []
    assert not any("secret" in feed.url for one in found for feed in one.feeds)
    assert all(one.refused for one in found)


def test_a_billion_laughs_are_refused_at_once() -> None:
    laughs = '<!ENTITY a0 "ha">' + "".join(
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)
    )
    started = time.perf_counter()

    found = read_opml(opml(outline("https://a.example/rss", "&a9;"), f"<!DOCTYPE opml [{laughs}]>"))

    assert found.feeds == ()
    assert "entities" in found.refused[0].reason
    assert time.perf_counter() - started < LIMIT_S


def test_ten_thousand_groups_within_each_other_are_passed_through() -> None:
    deep = '<outline text="g">' * 10_000
    body = opml(f"{deep}{outline('https://a.example/rss')}{'</outline>' * 10_000}")
    started = time.perf_counter()

    found = read_opml(body)

    assert [feed.url for feed in found.feeds] == ["https://a.example/rss"]
    assert time.perf_counter() - started < LIMIT_S


def test_five_megabytes_are_read_within_five_seconds() -> None:
    rows = "".join(outline(f"https://h{n}.example/rss/{n}", f"Feed {n}") for n in range(66_000))
    body = opml(rows)
    started = time.perf_counter()

    found = read_opml(body)

    assert len(body) > 5_000_000
    assert time.perf_counter() - started < LIMIT_S
    assert len(found.feeds) == 20_000
    assert "more than 20000" in found.refused[-1].reason


def test_one_name_twenty_thousand_times_costs_no_more() -> None:
    rows = "".join(outline(f"https://h{n}.example/", "News") for n in range(20_000))
    started = time.perf_counter()

    found = read_opml(opml(rows))

    assert len({feed.id for feed in found.feeds}) == 20_000
    assert time.perf_counter() - started < LIMIT_S


def test_an_oversized_list_is_refused_unread() -> None:
    assert "larger" in read_opml(b" " * (11 * 2**20)).refused[0].reason


def test_what_is_exported_comes_back_the_same() -> None:
    sources = [Source(id="s.1", name='Пошта & "Co" <x>'), Source(id="other", name="Other")]
    feeds = [
        Feed(
            id="a.b", source="s.1", url="https://a.example/?x=1&y=2", lang="sr", note="Naslov — ć"
        ),
        Feed(id="c", source="s.1", url="http://c.example/", enabled=False, disabled_reason="gone"),
        Feed(id="d", source="other", url="https://d.example/rss"),
    ]

    found = read_opml(write_opml("Vedette", sources, feeds).encode())

    assert list(found.sources) == sources
    assert list(found.feeds) == feeds
    assert found.refused == ()


def test_the_shipped_feeds_come_back_the_same() -> None:
    config = load_config(environment={})

    found = read_opml(write_opml(config.name, config.sources, config.feeds).encode())

    names = {source.id: source.name for source in config.sources}
    assert [(f.id, f.url, f.source) for f in sorted(found.feeds, key=lambda f: f.id)] == [
        (f.id, f.url, f.source) for f in sorted(config.feeds, key=lambda f: f.id)
    ]
    assert {source.id: source.name for source in found.sources}.items() <= names.items()
    assert found.refused == ()


def test_the_yaml_block_is_read_back_by_the_configuration(tmp_path: Path) -> None:
    body = opml(
        f'<outline text="Ku&quot;sh: #1">{outline("https://a.example/rss", "Вести: no")}</outline>'
    )
    path = tmp_path / "config.yaml"
    path.write_text(as_yaml(read_opml(body)), encoding="utf-8")

    config = load_config(path, environment={})

    assert config.sources[0].name == 'Ku"sh: #1'
    assert config.feeds[0].note == "Вести: no"


@pytest.mark.recorded
@pytest.mark.skipif(
    not RECORDED.is_dir(), reason="recorded feeds are not beside this checkout (../shared/data)"
)
def test_lists_kept_by_others_are_read() -> None:
    lists = feeds = 0
    with tarfile.open(RECORDED / "raw_feeds.tar.gz") as archive:
        for member in archive:
            reader = archive.extractfile(member) if member.name.endswith(".opml") else None
            if reader is not None:
                found = read_opml(reader.read())
                lists += bool(found.feeds)
                feeds += len(found.feeds)

    assert lists >= 55
    assert feeds >= 500
