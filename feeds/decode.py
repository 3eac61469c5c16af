"""From bytes to text: the declared encoding is a hint, the bytes themselves are evidence."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feeds.headers import charset

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
# What publishers mean by a narrower name; the same widening that browsers do.
_WIDENED = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "iso8859-9": "cp1254",
}
_NOT_FOR_FEEDS = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "mbcs"})
_WIDE = re.compile(r"utf[-_]?(16|32)|ucs|utf_(16|32)")
_SEVEN_BIT = re.compile(r"iso2022|hz|utf[-_]7")
# Server defaults rather than statements: an operator's hint is worth more.
_WEAK = frozenset({"cp1252", "latin_1"})
_CANDIDATES = {
    "sr": ["cp1250", "cp1251", "iso8859_2", "iso8859_5"],
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    "sq": ["cp1252", "cp1250"],
    "mk": ["cp1251", "iso8859_5"],
}
_GUESSED_BYTES = 100_000
# XML 1.0 refuses these, PostgreSQL refuses NUL, and no encoder takes a lone surrogate.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
_TWICE = re.compile(
    "[\u00c2-\u00c5\u00d0\u00d1][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192"
    "\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a"
    "\u20ac\u2122]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a document, the encoding that gave it, and what had to be mended."""

    text: str
    encoding: str
    flags: tuple[str, ...] = ()


def decode(body: bytes, *, content_type: str = "", hint: str = "", lang: str = "") -> Decoded:
    """Decode a document: mark, strict UTF-8, header or declaration, the source's hint, a guess.

    Args:
        body: The document as it came.
        content_type: The header as it came; its charset counts.
        hint: The encoding this source is known to use in spite of what it declares.
        lang: The language of the feed; narrows the guess.

    Returns:
        The text without characters that XML or a database refuses. Flags name a guess
        (``encoding_guessed:cp1250``), replacements (``characters_replaced:3``), removed
        controls (``controls_removed:1``) and text that was encoded twice (``double_encoded``).
    """
    text, encoding, flags = _decode(body, content_type, hint, lang)
    clean = REFUSED.sub("", text)
    if len(clean) < len(text):
        flags = (*flags, f"controls_removed:{len(text) - len(clean)}")
    if _is_encoded_twice(clean):
        flags = (*flags, "double_encoded")
    return Decoded(clean, encoding, flags)


def _decode(
    body: bytes, content_type: str, hint: str, lang: str
) -> tuple[str, str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _forced(body[len(mark) :], encoding)
    for start, encoding in _UNMARKED:
        if body.lstrip(b" \t\r\n").startswith(start):
            return _forced(body, encoding)
    header, declared = _known(charset(content_type)), _known(_declaration(body))
    if body.isascii():
        shifted = next((name for name in (header, declared) if _SEVEN_BIT.match(name)), "")
        return _forced(body, shifted or "utf-8")
    try:
        return body.decode("utf-8"), "utf-8", ()
    except UnicodeDecodeError:
        return _decode_other(body, header, declared, _known(hint), lang)


def _decode_other(
    body: bytes, header: str, declared: str, hint: str, lang: str
) -> tuple[str, str, tuple[str, ...]]:
    said = [name for name in (header, declared) if name not in ("", "utf-8")]
    if _is_mostly_utf8(body, is_said_otherwise=bool(said) or bool(hint)):
        return _forced(body, "utf-8")
    strong = [name for name in said if name not in _WEAK]
    weak = [name for name in said if name in _WEAK]
    labels = [name for name in (*strong, hint, *weak) if name and not _WIDE.match(name)]
    for name in labels:
        try:
            return body.decode(name), name, ()
        except UnicodeDecodeError:
            continue
    if labels:
        return _forced(body, labels[0])
    guess = _guess(body, lang)
    if guess:
        text, encoding, flags = _forced(body, guess)
        return text, encoding, (f"encoding_guessed:{encoding}", *flags)
    return _forced(body, "utf-8")


def _forced(body: bytes, encoding: str) -> tuple[str, str, tuple[str, ...]]:
    text = body.decode(encoding, "replace")
    replaced = text.count("\ufffd") - body.count("\ufffd".encode())
    flags = (f"characters_replaced:{replaced}",) if replaced > 0 else ()
    return text, encoding, flags


def _declaration(body: bytes) -> str:
    found = _DECLARED.search(body[:1024])
    return found.group(1).decode("ascii") if found else ""


def _known(name: str) -> str:
    try:
        canonical = codecs.lookup(name).name if name else ""
        # Refuses the codecs that do not give text; an empty input would not reach that check.
        b"ab".decode(canonical or "ascii", "replace")
    except (LookupError, UnicodeError, ValueError):
        return ""
    if canonical.replace("-", "_") in _NOT_FOR_FEEDS:
        return ""
    return _WIDENED.get(canonical, canonical)


def _is_mostly_utf8(body: bytes, *, is_said_otherwise: bool) -> bool:
    text = body.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(1 for _ in re.finditer(r"[^\x00-\x7f\ufffd]", text))
    if good >= 5 * bad:
        return True
    return not is_said_otherwise and bad * 5000 <= len(body)


def _guess(body: bytes, lang: str) -> str:
    # Imported here: most documents never need it.
    from charset_normalizer import from_bytes

    candidates = _CANDIDATES.get(lang[:2])
    best = from_bytes(body[:_GUESSED_BYTES], cp_isolation=candidates, enable_fallback=False).best()
    return best.encoding if best else ""


def _is_encoded_twice(text: str) -> bool:
    pairs = len(_TWICE.findall(text[:200_000]))
    if pairs < 3:
        return False
    foreign = sum(1 for _ in re.finditer(r"[^\x00-\x7f]", text[:200_000]))
    return pairs * 3 >= foreign
