"""Documents made to break a parser, in this process and in the workers."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from domain.errors import ParseError
from domain.feed import FailureReason, FeedKind
from feeds.kinds import KINDS
from feeds.mend import MAX_ENTRIES
from feeds.parse import ParsePool, parse_document
from tests.feeds.documents import URL, items, parsed, rss
from tests.feeds.hostile_server import HostileServer

ONE = "<title>one</title><guid>1</guid><link>https://example.org/1</link>"
TWO = "<title>two</title><guid>2</guid><link>https://example.org/2</link>"
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def reason(body: str | bytes) -> FailureReason:
    with pytest.raises(ParseError) as caught:
        parsed(body)
    return caught.value.reason


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><head><title>Just a moment...</title></head></html>",
        "<html><body><p>error</p></body></html>",
        '<?xml version="1.0"?><kml><Document/></kml>',
        '{"error": "not found"}',
        '{"version": 1, "items": []}',
        "[1, 2]",
        "{broken",
        "[" * 100_000,
        "plain words",
        "/etc/passwd",
        "http://127.0.0.1:1/feed",
        "<",
    ],
)
def test_what_is_no_feed_is_said_to_be_none(body: str) -> None:
    assert reason(body) is FailureReason.NOT_A_FEED


@pytest.mark.parametrize("body", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\x00\x00"])
def test_an_empty_body_is_its_own_reason(body: bytes) -> None:
    assert reason(body) is FailureReason.EMPTY_BODY


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parsed(rss()).entries == ()


def test_a_body_that_is_a_path_opens_no_file(tmp_path: Path) -> None:
    canary = tmp_path / "feed.xml"
    canary.write_text(rss(ONE))

    assert reason(str(canary)) is FailureReason.NOT_A_FEED


async def test_nothing_outside_the_document_is_read_or_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("canary-word")
    async with HostileServer() as server:
        for subset in (
            f'<!ENTITY x SYSTEM "file://{secret}">',
            f'<!ENTITY x SYSTEM "{server.url("/x")}">',
            f'<!ENTITY % p SYSTEM "{server.url("/p.dtd")}"> %p; <!ENTITY x "y">',
        ):
            document = f"<!DOCTYPE rss [{subset}]>" + rss("<title>a &x; b</title>")[21:]
            found = await asyncio.to_thread(items, document)
            assert "canary-word" not in found[0].title
        external = f'<!DOCTYPE rss SYSTEM "{server.url("/e.dtd")}">' + rss(ONE)[21:]
        assert len(await asyncio.to_thread(items, external)) == 1

        assert server.connections == 0


def test_entities_that_multiply_cost_nothing() -> None:
    body = f'<!DOCTYPE r [<!ENTITY l0 "lol">{LAUGHS}]>' + rss("<title>x &l9; &l0;</title>")[21:]

    started = time.monotonic()
    (item,) = items(body)

    assert time.monotonic() - started < 2
    assert item.title == "x &l9; lol"


def test_one_great_entity_used_often_costs_nothing() -> None:
    body = f'<!DOCTYPE r [<!ENTITY a "{"a" * 100_000}">]>' + rss(f"<title>{'&a;' * 20_000}</title>")

    started = time.monotonic()
    items(body)

    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "inside",
    [
        "<title>a &#1114112; b &#55296; c</title><b",
        "<title>&#99999999999999999999;</title>",
        "<title>&#xffffffffffff;</title>",
    ],
)
def test_numbers_that_are_no_characters_break_nothing(inside: str) -> None:
    assert len(items(rss(inside))) <= 1


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE rss [<!ENTITY x "\\1\\g<9>">]><rss><channel><item><title>&x;</title></item>',
        '<rss xmlns:gml="http://www.opengis.net/gml"><channel><item><title>t</title><gml:Point '
        'srsName="EPSG:abc"><gml:pos>1 2</gml:pos></gml:Point></item></channel></rss>',
        "<rss><channel><item><title>&#55296;</title><pubDate>\x00</pubDate></channel>",
    ],
)
def test_what_made_the_library_raise_ends_in_items_or_a_reason(body: str) -> None:
    with suppress(ParseError):
        parsed(body)


WHOLE = rss(ONE, TWO)
CUTS = {
    "inside an item": WHOLE[: WHOLE.index("<guid>2")],
    "inside a tag": WHOLE[: WHOLE.index("<guid>2") + 3],
    "inside an entity": WHOLE.replace("two", "two &am")[: WHOLE.index("two") + 7],
    "before the last end tag": WHOLE[: WHOLE.index("</item></channel>")],
    "inside a section": WHOLE.replace("two", "<![CDATA[two </item>")[: WHOLE.index("two") + 20],
}


@pytest.mark.parametrize("cut", CUTS, ids=list(CUTS))
def test_a_cut_document_gives_its_whole_items_only(cut: str) -> None:
    document = parsed(CUTS[cut])

    assert [entry.title for entry in document.entries] == ["one"]
    assert "truncated" in document.flags


def test_a_document_cut_inside_a_character_gives_its_whole_items() -> None:
    body = rss(ONE, "<title>Косово").encode()

    document = parsed(body[: body.rindex("о".encode()) + 1])

    assert [entry.title for entry in document.entries] == ["one"]
    assert "truncated" in document.flags


def test_a_document_cut_after_its_last_item_loses_nothing() -> None:
    document = parsed(WHOLE.removesuffix("</channel></rss>"))

    assert [entry.title for entry in document.entries] == ["one", "two"]
    assert "truncated" in document.flags


def test_a_cut_atom_document_gives_its_whole_entries_only() -> None:
    entry = "<entry><id>{0}</id><title>{0}</title></entry>"
    body = '<feed xmlns="http://www.w3.org/2005/Atom">' + entry.format(1) + entry.format(2)[:-9]

    document = parsed(body)

    assert [entry.title for entry in document.entries] == ["1"]
    assert "truncated" in document.flags


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("\n\n  ", ""),
        ("<br />\n<b>Warning</b>: something in <b>x.php</b>\n", ""),
        ("<!-- cached -->", "<!-- 0.2 s -->"),
        ("", "\n<script>var a = 1 < 2;</script>"),
    ],
)
def test_junk_around_a_feed_is_passed_over(before: str, after: str) -> None:
    assert len(items(before + WHOLE + after)) == 2


@pytest.mark.parametrize(
    "body",
    [
        '<?xml?xml version="1.0"?>' + WHOLE[21:],
        '<rss:rss xmlns:rss="http://backend.userland.com/rss2" version="2.0"><rss:channel>'
        "<rss:item><rss:title>one</rss:title></rss:item><rss:item><rss:title>two</rss:title>"
        "</rss:item></rss:channel></rss:rss>",
        WHOLE.replace("<rss ", '<rss xmlns="http://example.org/nobody-knows" '),
    ],
    ids=["doubled head", "prefix everywhere", "unknown namespace"],
)
def test_items_are_never_lost_in_silence(body: str) -> None:
    assert [item.title for item in items(body)] == ["one", "two"]


def test_beyond_two_thousand_entries_the_first_are_kept_and_the_rest_recorded() -> None:
    document = parsed(rss(*(f"<title>{n}</title><guid>{n}</guid>" for n in range(2500))))

    assert len(document.entries) == MAX_ENTRIES
    assert document.entries[-1].title == "1999"
    assert "entries_capped:2500" in document.flags


def test_a_search_feed_names_the_outlet_of_each_item() -> None:
    source = '<source url="https://www.koha.net">Koha.net</source>'

    (entry,) = parsed(rss(f"<title>Lajmi - Koha.net</title>{source}")).entries

    assert (entry.outlet_name, entry.outlet_url) == ("Koha.net", "https://www.koha.net")


def test_guids_do_not_depend_on_the_address_of_the_feed() -> None:
    here, there = (parsed(rss(ONE), url=url) for url in (URL, "https://moved.example/feed"))

    assert here.entries[0].guid == there.entries[0].guid == "1"


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("<ttl>60</ttl>", 3600.0),
        ("<ttl>soon</ttl>", None),
        (
            '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly'
            "</sy:updatePeriod>",
            3600.0,
        ),
    ],
)
def test_how_often_the_publisher_wants_to_be_asked_is_read(
    head: str, seconds: float | None
) -> None:
    assert parsed(rss(ONE, head=f"<title>t</title>{head}")).ttl_s == seconds


def json_feed(version: str = "1.1") -> dict[str, object]:
    return {
        "version": f"https://jsonfeed.org/version/{version}",
        "title": "T",
        "language": "sr",
        "items": [
            {"id": 1, "url": "/a", "title": "A < B", "content_text": "a < b & c"},
            {"id": "2", "content_html": "<p>h</p>", "date_published": "2026-01-07T21:44:32Z"},
        ],
    }


@pytest.mark.parametrize("version", ["1", "1.1"])
def test_a_json_feed_is_read(version: str) -> None:
    first, second = items(json.dumps(json_feed(version)))

    assert (first.guid, first.link, first.title) == ("1", "https://example.org/a", "A < B")
    assert first.summary == "a < b & c"
    assert (second.title, second.summary) == ("h", "h")
    assert second.published_at is not None


def test_a_cut_json_feed_gives_its_whole_items() -> None:
    document = parsed(json.dumps(json_feed())[:-30])

    assert [entry.guid for entry in document.entries] == ["1"]
    assert "truncated" in document.flags


@pytest.mark.parametrize("kind", [FeedKind.XML, FeedKind.JSON_FEED])
def test_every_kind_has_a_reader(kind: FeedKind) -> None:
    assert kind.value in KINDS


def test_the_kind_can_be_told() -> None:
    with pytest.raises(ParseError):
        parse_document(rss(ONE).encode(), kind=FeedKind.JSON_FEED)


ATTRIBUTES = " ".join(f'a{n}="x"' for n in range(30_000))
HEAVY = {
    "attributes": f"<rss><channel><item {ATTRIBUTES}><title>x</title></item></channel></rss>",
    "author": rss("<title>x</title><author>a@" + "a." * 32_000 + "!</author>"),
    "nesting": rss("<title>x</title>" + "<b>" * 200_000),
}


@pytest.mark.parametrize("heavy", HEAVY, ids=list(HEAVY))
async def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_fine(heavy: str) -> None:
    async with ParsePool(workers=1, limit_s=0.5) as pool:
        with pytest.raises(ParseError) as caught:
            await pool.parse(HEAVY[heavy].encode(), url=URL)
        started = time.monotonic()
        document = await pool.parse(WHOLE.encode(), url=URL)
        took = time.monotonic() - started

    assert caught.value.reason is FailureReason.PARSE_TIMEOUT
    assert len(document.entries) == 2
    assert took < 3


async def test_a_flood_of_comments_costs_no_worker() -> None:
    body = rss("<title>x</title><description><![CDATA[" + "<!--" * 100_000 + "]]></description>")
    async with ParsePool(workers=1) as pool:
        document = await pool.parse(body.encode(), url=URL)

    assert len(document.entries) == 1


async def test_a_hundred_thousand_items_are_read_in_time() -> None:
    row = "<title>title</title><guid>g</guid><description>lorem ipsum dolor sit</description>"
    async with ParsePool(workers=1) as pool:
        document = await pool.parse(rss(*[row] * 100_000).encode(), url=URL)

    assert len(document.entries) == MAX_ENTRIES
    assert "entries_capped:100000" in document.flags


async def test_a_worker_that_is_killed_is_replaced() -> None:
    async with ParsePool(workers=1) as pool:
        (child,) = psutil.Process().children()
        child.kill()
        with pytest.raises(ParseError) as caught:
            await pool.parse(WHOLE.encode(), url=URL)
        document = await pool.parse(WHOLE.encode(), url=URL)

    assert caught.value.reason is FailureReason.PARSE_ERROR
    assert len(document.entries) == 2


async def test_a_worker_takes_no_more_memory_than_it_may() -> None:
    body = rss("<title>x</title><description>" + "a" * (9 * 2**20) + "</description>")
    async with ParsePool(workers=1, memory_bytes=80 * 2**20) as pool:
        with pytest.raises(ParseError) as caught:
            await pool.parse(body.encode(), url=URL)

    assert caught.value.reason is FailureReason.PARSE_ERROR


async def test_a_document_comes_through_a_worker_unchanged() -> None:
    body = rss(ONE + "<pubDate>Wed, 07 Jan 2026 21:44:32 CET</pubDate>", TWO).encode()
    async with ParsePool(workers=2) as pool:
        documents = await asyncio.gather(*(pool.parse(body, url=URL) for _ in range(6)))

    assert all(document == parsed(body) for document in documents)


async def test_a_cancelled_document_leaves_the_pool_usable() -> None:
    async with ParsePool(workers=1) as pool:
        task = asyncio.create_task(pool.parse(HEAVY["attributes"].encode(), url=URL))
        await asyncio.sleep(0.1)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        document = await pool.parse(WHOLE.encode(), url=URL)

    assert len(document.entries) == 2


async def test_no_worker_outlives_the_pool() -> None:
    async with ParsePool(workers=2):
        children = psutil.Process().children()

    assert len(children) == 2
    assert not any(child.is_running() for child in children)
