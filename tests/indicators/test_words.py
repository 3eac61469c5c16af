"""Words and sentences, where feeds make them hard."""

from __future__ import annotations

import pytest

from indicators.words import split_words


def _sentences(text: str) -> list[str]:
    words = split_words(text)
    found: dict[int, list[str]] = {}
    for token, sentence in zip(words.tokens, words.sentences, strict=True):
        found.setdefault(sentence, []).append(token)
    return [" ".join(tokens) for tokens in found.values()]


@pytest.mark.parametrize(
    "text",
    [
        "Pripadnici 63. Padobranske brigade stigli u Rašku",
        "Izjavio je dr. Petrović iz Beograda",
        "The U.S. Army said so",
        "Sastanak 24. Septembra u Briselu",
        "Predsednik A. Vučić o Kosovu",
        "Vučić: Kfor mora da reaguje",
        "iznos od 2.500 evra",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str) -> None:
    assert len(_sentences(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Kfor je stigao. Vojska čeka",
        "Stigli su! Kosovo slavi",
        "Стигли су… Војска чека",
        "Rekao je „dosta“. Potom je otišao",
        "prvi red\ndrugi red",
        "To je bilo 1999. Vojska je otišla",
    ],
)
def test_two_sentences_are_two(text: str) -> None:
    assert len(_sentences(text)) == 2


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("KFOR-it dhe NATO-së", ["kfor", "dhe", "nato"]),
        ("BE’së dhe s'ka", ["be", "dhe", "s", "ka"]),
        ("МУП-а и КФОР-ом", ["mup", "i", "kfor"]),
        ("Kosovo's soldier’s", ["kosovo", "soldier"]),
        ("build-up in Kosovo-Serbia talks", ["build", "up", "in", "kosovo", "serbia", "talks"]),
        ("NATO-led", ["nato", "led"]),
        ("sit-in", ["sit", "in"]),
        ("#kosovo_policija", ["kosovo", "policija"]),
    ],
)
def test_an_ending_hung_on_an_acronym_is_no_word(text: str, tokens: list[str]) -> None:
    assert list(split_words(text).tokens) == tokens


def test_a_phrase_does_not_run_over_a_comma_or_a_sentence_end() -> None:
    words = split_words("policija, Kosovo. Vojska (Srbije) „ide“ dalje")

    assert list(words.follows) == [False, False, False, False, False, True]


def test_no_word_in_an_empty_text() -> None:
    assert list(split_words(" … ").tokens) == []
