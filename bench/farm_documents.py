"""What the farm serves: invented news in four languages, and two gzip bombs."""

from __future__ import annotations

import gzip
import random
import zlib
from datetime import UTC, datetime, timedelta
from functools import cache

NEWEST = datetime(2026, 11, 2, 5, 30, tzinfo=UTC)
LANGUAGES = ("en", "sr", "sq", "sr", "en")
_WORDS = {
    "en": "the council of the town said on Monday that the bridge would stay open while "
    "workers repair the northern road and drivers were told to expect delays until spring",
    "sr": "opština je saopštila da će most ostati otvoren dok radnici popravljaju put na severu "
    "a vozačima se savetuje strpljenje do proleća kada se očekuje završetak radova",
    "cyrl": "општина је саопштила да ће мост остати отворен док радници поправљају пут на северу "
    "а возачима се саветује стрпљење до пролећа када се очекује завршетак радова",
    "sq": "komuna tha të hënën se ura do të mbetet e hapur ndërsa punëtorët riparojnë rrugën në "
    "veri dhe shoferëve u kërkohet durim deri në pranverë kur pritet përfundimi i punimeve",
}
_STYLES = ("en", "sr", "sq", "cyrl", "en")
BLOCK, BLOCKS = 16 * 2**20, 64


def language_of(number: int) -> str:
    """The language that feed `number` is configured with."""
    return LANGUAGES[number % len(LANGUAGES)]


def document(number: int, entries: int, step: int) -> bytes:
    """RSS of feed `number`: the newest `entries` after `step` steps of one entry each."""
    items = "".join(_entry(number, step + entries - 1 - place) for place in range(entries))
    head = f"<title>Farm {number}</title><link>https://farm-{number}.example/</link>"
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>'
        f"{head}{items}</channel></rss>"
    ).encode()


def _entry(number: int, age: int) -> str:
    mixed = random.Random(number * 100_003 + age)
    words = _WORDS[_STYLES[number % len(_STYLES)]].split()
    title = " ".join(mixed.sample(words, 9)).capitalize()
    summary = " ".join(mixed.choices(words, k=45)).capitalize()
    link = f"https://farm-{number}.example/news/{age}-{mixed.getrandbits(32):x}?utm_source=rss"
    at = NEWEST - timedelta(days=1) + timedelta(minutes=20 * age)
    return (
        f"<item><title>{title} {number}/{age}</title><link>{link}</link>"
        f'<guid isPermaLink="false">farm-{number}-{age}</guid>'
        f"<description>&lt;p&gt;{summary}.&lt;/p&gt; &lt;a href='{link}'&gt;more&lt;/a&gt;"
        f"</description><pubDate>{at:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"
    )


@cache
def bombs() -> tuple[bytes, bytes]:
    """A gibibyte of zeros in gzip, and the same packed once more."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = packer.compress(bytes(BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    once = head + block * (BLOCKS - 1)
    return once, gzip.compress(once)
