"""From bytes to text when declarations and bytes disagree."""

from __future__ import annotations

import itertools

import pytest

from feeds.decode import decode
from tests.feeds.documents import items, parsed, rss

CYRILLIC = "Косово и Метохија, јединица жандармерије"
LATIN = "Šćepanović đ ž č"


def document(text: str, declared: str = "") -> str:
    said = f' encoding="{declared}"' if declared else ""
    return f'<?xml version="1.0"{said}?><rss><channel><title>{text}</title></channel></rss>'


def test_a_mark_at_the_start_wins_over_the_declaration() -> None:
    body = b"\xef\xbb\xbf" + document("Косово", "windows-1251").encode()

    assert "Косово" in decode(body).text


@pytest.mark.parametrize("content_type", ["", "text/xml; charset=iso-8859-1"])
def test_strictly_valid_utf8_wins_over_what_is_declared(content_type: str) -> None:
    body = document(LATIN, "iso-8859-1").encode()

    decoded = decode(body, content_type=content_type)

    assert LATIN in decoded.text
    assert decoded.encoding == "utf-8"


COMBINATIONS = list(
    itertools.product(("utf-8", "windows-1251"), ("", "utf-8", "windows-1251"), ("", "utf-8"))
) + [
    (actual, header, "windows-1251")
    for actual in ("utf-8", "windows-1251")
    for header in ("", "utf-8")
]


@pytest.mark.parametrize(("actual", "header", "declared"), COMBINATIONS)
def test_the_text_is_right_however_header_and_declaration_disagree(
    actual: str, header: str, declared: str
) -> None:
    body = document(CYRILLIC, declared).encode(actual)
    content_type = f"text/xml; charset={header}" if header else "text/xml"

    assert CYRILLIC in decode(body, content_type=content_type, lang="sr").text


def test_a_hint_puts_right_what_is_declared_wrongly() -> None:
    body = document(LATIN, "utf-8").encode("cp1250")

    assert LATIN in decode(body, hint="cp1250").text


def test_a_hint_outweighs_the_default_of_a_server() -> None:
    body = document(LATIN).encode("cp1250")

    assert LATIN in decode(body, content_type="text/xml; charset=iso-8859-1", hint="cp1250").text


def test_without_a_hint_a_guess_or_a_replacement_is_recorded() -> None:
    decoded = decode(document(LATIN, "utf-8").encode("cp1250"))

    assert any(
        flag.startswith(("encoding_guessed", "characters_replaced")) for flag in decoded.flags
    )


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("is_marked", [True, False])
def test_wide_encodings_are_recognised(encoding: str, is_marked: bool) -> None:
    mark = "\ufeff".encode(encoding) if is_marked else b""

    assert CYRILLIC in decode(mark + document(CYRILLIC).encode(encoding)).text


def test_characters_no_database_takes_are_removed() -> None:
    body = rss("<title>a\x00b\x08c\x0bd\x1be&#0;f&#x1F;g&#xD800;h&#xFFFE;i\ufffe</title>")

    (item,) = items(body)

    assert item.title == "abcdefghi"
    assert "controls_removed:5" in parsed(body).flags


@pytest.mark.parametrize("filler", ["a plain line of text\n", "jedinica žandarmerije\n"])
def test_one_bad_byte_costs_one_character(filler: str) -> None:
    body = (filler * 5000).encode()
    body = body[:50_000].rsplit(b"\n", 1)[0] + b"\xff" + body[50_000:]

    decoded = decode(document("").encode() + body)

    assert decoded.text.count("\ufffd") == 1
    assert decoded.flags == ("characters_replaced:1",)


def test_text_encoded_twice_is_flagged_and_left_as_it_is() -> None:
    twice = "Šćepanović žandarmerija čačak".encode().decode("latin-1")

    decoded = decode(document(twice).encode())

    assert "double_encoded" in decoded.flags
    assert twice.replace("\x9a", "\x9a") in decoded.text


def test_honest_text_is_not_flagged_as_encoded_twice() -> None:
    assert decode(document(f"{LATIN} {CYRILLIC} Ä Ö Ü Ë ë é").encode()).flags == ()


@pytest.mark.parametrize("name", ["rot13", "zlib", "idna", "unicode_escape", "no-such", "utf-16"])
def test_a_nonsense_declaration_is_passed_over(name: str) -> None:
    assert CYRILLIC in decode(document(CYRILLIC, name).encode()).text
    assert CYRILLIC in decode(document(CYRILLIC, name).encode("cp1251"), hint="cp1251").text


def test_undeclared_entities_keep_every_item() -> None:
    body = rss("<title>a&nbsp;&eacute; &nosuch; &amp; b & c</title>", "<title>second</title>")

    titles = [item.title for item in items(body)]

    assert titles == ["a é &nosuch; & b & c", "second"]
