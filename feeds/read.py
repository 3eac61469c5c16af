"""Read one feed document: bytes to text, then by its kind to entries."""

from __future__ import annotations

from dataclasses import replace

from domain.item import FeedDocument
from feeds.decode import decode
from feeds.kinds import KINDS
from feeds.unreadable import EMPTY_BODY, NOT_A_FEED, PARSE_ERROR, UnreadableError

AUTO = "auto"


def read_document(
    body: bytes,
    *,
    url: str = "",
    content_type: str = "",
    encoding_hint: str = "",
    kind: str = AUTO,
    lang: str = "",
) -> FeedDocument:
    """Read a document in this process, with no limit on time or memory.

    Raises:
        UnreadableError: It is empty, no feed, or breaks the parser.
    """
    decoded = decode(body, content_type=content_type, hint=encoding_hint, lang=lang)
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not text:
        raise UnreadableError(EMPTY_BODY, "the body is empty")
    try:
        document = KINDS[_kind(text, kind)](text, url)
    except RecursionError as error:
        raise UnreadableError(PARSE_ERROR, "nested too deeply") from error
    flags = (*decoded.flags, *document.flags)
    return replace(document, flags=flags, lang=document.lang or lang)


def _kind(text: str, kind: str) -> str:
    if kind != AUTO:
        return kind
    if text[0] in "{[":
        return "json_feed"
    if "<" not in text:
        raise UnreadableError(NOT_A_FEED, "neither XML nor JSON")
    return "xml"
