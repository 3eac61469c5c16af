"""Documents and items cross the pipe to the parsing workers unchanged."""

from __future__ import annotations

import json

from domain.feed import Feed
from feeds.normalize import normalize
from feeds.packing import pack_document, pack_items, unpack_document, unpack_items
from feeds.parse import ParsePool
from tests.feeds.documents import FEED, NOW, URL, items, parsed, rss

DATED = "<pubDate>Wed, 07 Jan 2026 21:44:32 CET</pubDate>"
BODY = rss(
    f"<guid>7</guid><title>Čačak &amp; \u202eЋуприја</title><link>https://a.org/7</link>{DATED}",
    "<title></title><description>no title, no date, no link</description>",
)


def test_items_survive_the_crossing() -> None:
    made = items(BODY)

    assert unpack_items(json.loads(json.dumps(pack_items(made)))) == made
    assert made[0].published_at is not None


def test_a_document_survives_the_crossing() -> None:
    document = parsed(BODY)

    assert unpack_document(json.loads(json.dumps(pack_document(document)))) == document


async def test_a_worker_makes_entries_plain_as_this_process_would() -> None:
    search = Feed(id="g", source="s", url=URL, lang="sr", is_search=True)
    async with ParsePool(workers=1) as pool:
        for feed in (FEED, search):
            document, made = await pool.read(BODY.encode(), feed, url=URL, content_type="", now=NOW)
            whole = parsed(BODY, lang=feed.lang)

            assert made == normalize(whole, feed, now=NOW)
            assert (document.kind, document.entries) == (whole.kind, ())
