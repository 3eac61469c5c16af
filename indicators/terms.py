"""Read one written term: a dictionary word, ``=Form``, ``prefix*`` or a phrase of these."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from indicators.words import split_words

SHORTEST_PREFIX = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A term taken apart.

    `words` are folded. With `is_exact` nothing is inflected, and `capitals` tells for every
    letter of every word whether the text must have a capital there. With `is_prefix` the last
    word may go on.
    """

    written: tuple[str, ...]
    words: tuple[str, ...]
    is_exact: bool = False
    is_prefix: bool = False
    capitals: tuple[tuple[bool, ...], ...] = ()


@lru_cache(maxsize=100_000)
def read_term(text: str) -> Term:
    """Take a written term apart.

    Raises:
        ValueError: The term breaks the syntax; the message says how, lower case.
    """
    is_exact, body = text.startswith("="), text.removeprefix("=").strip()
    is_prefix, body = body.endswith("*"), body.removesuffix("*")
    _check(text, body, is_exact=is_exact, is_prefix=is_prefix)
    words = split_words(body)
    if not words.tokens:
        raise ValueError(f'"{text}": no letter or digit in it')
    if is_prefix and len(words.tokens[-1]) < SHORTEST_PREFIX:
        raise ValueError(f'"{text}": a wildcard needs at least {SHORTEST_PREFIX} letters before it')
    spans = list(zip(words.starts, words.tokens, strict=True))
    originals = [words.folded.original(start, start + len(token)) for start, token in spans]
    capitals = [
        tuple(body[words.folded.offsets[start + i]].isupper() for i in range(len(token)))
        for start, token in spans
    ]
    return Term(
        written=tuple(body[start:end] for start, end in originals),
        words=tuple(words.tokens),
        is_exact=is_exact,
        is_prefix=is_prefix,
        capitals=tuple(capitals) if is_exact else (),
    )


def _check(text: str, body: str, *, is_exact: bool, is_prefix: bool) -> None:
    if "*" in body:
        raise ValueError(f'"{text}": a wildcard may only end a term')
    if "=" in body:
        raise ValueError(f'"{text}": "=" may only begin a term')
    if is_exact and is_prefix:
        raise ValueError(f'"{text}": a term is either exact ("=") or a prefix ("*")')
    if "\n" in body:
        raise ValueError(f'"{text}": a term stands on one line')
