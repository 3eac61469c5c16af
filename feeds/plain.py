"""Plain text out of whatever markup a publisher sends."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import nh3

from feeds.decode import REFUSED

# What separates words on a page must separate them in the text.
_BLOCK = re.compile(
    r"<(?:/\s*)?(?:p|div|br|hr|li|ul|ol|dl|dt|dd|tr|td|th|table|tbody|thead|h[1-6]|section|article"
    r"|header|footer|aside|nav|figure|figcaption|blockquote|pre|form|center|main|address|option"
    r"|select|fieldset|details|summary|video|audio)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
# Tags whose content is no text of the item stay for nh3, which drops both.
_DROPPED = {"script", "style", "noscript", "template", "svg", "math", "title"}
_NO_MARKUP = re.compile(r"<(?![A-Za-z/?]|![-\[A-Za-z])")
_INLINE = re.compile(rf"<(?!/?(?:{'|'.join(_DROPPED)})\b)/?[A-Za-z][^<>]*>", re.IGNORECASE)
_STILL_MARKUP = re.compile(
    r"</?(?:p|div|br|a|b|i|u|em|strong|span|img|li|ul|ol|h[1-6]|font|script|style|iframe|form|table"
    r"|tr|td|figure|blockquote|svg|object|embed|input|button|video|audio|link|meta)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u115f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
    "\ufff9-\ufffb\x80-\x84\x86-\x9f\U000e0000-\U000e007f]"
)
_MARKS = "\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_MARK_PILE = re.compile(f"([{_MARKS}]{{3}})[{_MARKS}]+")
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[\n ]*")
_LATIN = r"A-Za-z\u00c0-\u024f"
_CYRILLIC = r"\u0400-\u052f"
_MIXED = re.compile(
    rf"[{_LATIN}][{_CYRILLIC}]|[{_CYRILLIC}][{_LATIN}]",
)


def plain_text(markup: str) -> str:
    """Give the text of HTML or plain input: no markup, entities decoded, NFC, lines trimmed.

    Characters that are not seen (bidi controls, zero-width, soft hyphens) are removed, more
    than three combining marks in a row are cut to three. Breaks between blocks become line
    breaks.
    """
    text = markup
    if "<" in text or "&" in text:
        text = _stripped(text)
        # Some feeds escape their markup twice; a second look is enough.
        if _STILL_MARKUP.search(text):
            text = _stripped(text)
    text = REFUSED.sub("", text).replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    text = _MARK_PILE.sub(r"\1", text)
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """Give plain text with its line breaks turned to spaces."""
    return " ".join(text.split())


def is_mixed_script(text: str) -> bool:
    """Whether a single word holds Latin and Cyrillic letters, as look-alike spelling does."""
    return _MIXED.search(text) is not None


def _stripped(markup: str) -> str:
    # Tags go before nh3 sees them, as deep nesting costs it quadratic time; what these
    # patterns leave over or make anew is still nh3's to judge.
    text = _INLINE.sub("", _BLOCK.sub("\n", _without_comments(markup)))
    text = _NO_MARKUP.sub("&lt;", text)
    if "<" in text:
        text = nh3.clean(text, tags=set(), clean_content_tags=_DROPPED, strip_comments=True)
    return unescape(text)


def _without_comments(markup: str) -> str:
    pieces: list[str] = []
    position = 0
    while (start := markup.find("<!--", position)) >= 0:
        end = markup.find("-->", start + 4)
        if end < 0:
            # A comment that never ends would swallow the text: only its marks are dropped.
            return "".join(pieces) + markup[position:].replace("<!--", " ")
        pieces.append(markup[position:start] + " ")
        position = end + 3
    return "".join(pieces) + markup[position:]
