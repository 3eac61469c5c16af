"""Folding: all spellings of a word meet, and the way back to the original is exact."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from indicators.text import fold, fold_text


@pytest.mark.parametrize(
    "spellings",
    [
        ("Куршумлија", "Kuršumlija", "Kursumlija", "KURŠUMLIJA"),
        ("Медвеђа", "Medveđa", "Medvedja", "Medveda"),
        ("Љубовија", "Ljubovija", "ǈubovija"),
        ("Бањска", "Banjska", "Баньска"),
        ("Џеп", "Džep", "Dzep"),
        ("Kosovë", "Kosove", "KOSOVË"),
        ("Graçanicë", "Gracanice"),
        ("вертолёт", "вертолет"),
        ("Ｋｏｓｏｖｏ", "Kosovo"),
    ],
)
def test_all_spellings_of_a_word_meet(spellings: tuple[str, ...]) -> None:
    assert len({fold_text(spelling) for spelling in spellings}) == 1


def test_russian_words_that_differ_only_in_a_soft_sign_stay_apart() -> None:
    assert fold_text("брат") != fold_text("брать")
    assert fold_text("суда") != fold_text("судя")


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_composed_and_decomposed_letters_meet(form: str) -> None:
    text = "Žandarmerija kod Ćuprije, çdo ditë, российский йод, ѓ ќ"

    assert fold_text(unicodedata.normalize(form, text)) == fold_text(text)  # type: ignore[arg-type]


def test_invisible_characters_leave_no_trace() -> None:
    assert fold_text("Koso\u00advo\u200b Po\u2060lje\ufeff") == "kosovo polje"


@pytest.mark.parametrize(
    ("mixed", "plain"),
    [
        ("Кosovo", "kosovo"),
        ("KFОR", "kfor"),
        ("Bujaнoвац", "bujanovac"),
        ("Βeograd", "beograd"),
        ("Cрбија", "srbija"),
    ],
)
def test_look_alike_letters_of_another_script_are_read_as_meant(mixed: str, plain: str) -> None:
    assert fold_text(mixed) == plain


def test_words_of_one_script_are_left_alone_beside_the_other() -> None:
    assert fold_text("КФОР-a i KFOR-а") == "kfor-a i kfor-a"


def _original_of(text: str, part: str) -> str:
    folded = fold(text)
    start = folded.text.index(part)
    first, last = folded.original(start, start + len(part))
    return text[first:last]


@pytest.mark.parametrize(
    ("text", "part", "original"),
    [
        ("у Медвеђи јуче", "medvedi", "Медвеђи"),
        ("u Medvedji juče", "medvedi", "Medvedji"),
        ("код Бањске", "banjske", "Бањске"),
        ("od Kurs\u030cumlije do", "kursumlije", "Kurs\u030cumlije"),
        ("Vuc\u030cic\u0301", "vucic", "Vuc\u030cic\u0301"),
        ("do Po\u0301dujeva\u0301 i", "podujeva", "Po\u0301dujeva\u0301"),
        ("ro\u0441\u0441\u0438\u0438\u0306", "rossij", "ro\u0441\u0441\u0438\u0438\u0306"),
        ("Koso\u00advo", "kosovo", "Koso\u00advo"),
        ("a … Kosovo", "kosovo", "Kosovo"),
        ("ﬁn Peja", "peja", "Peja"),
    ],
)
def test_a_folded_part_leads_back_to_what_it_was_read_from(
    text: str, part: str, original: str
) -> None:
    assert _original_of(text, part) == original


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=300, deadline=None)
def test_offsets_are_in_order_and_inside_the_text(text: str) -> None:
    folded = fold(text)

    assert folded.text == fold_text(text)
    assert len(folded.text) == len(folded.offsets) == len(folded.ends)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.offsets, folded.ends, strict=True))


@given(st.text("aAdDjJđЂђљЉиИ\u0306\u0301гкčć \u00ad\u200bКоs", max_size=30))
@settings(max_examples=300, deadline=None)
def test_every_folded_letter_comes_from_text_that_folds_to_it(text: str) -> None:
    folded = fold(text)

    assert folded.text == fold_text(text)
    assert list(folded.ends) == sorted(folded.ends)


@given(st.text(st.characters(codec="utf-8"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_folding_twice_changes_nothing_but_a_doubled_dj(text: str) -> None:
    assume(unicodedata.is_normalized("NFKC", text))
    once = fold_text(text)

    assert fold_text(once).replace("dj", "d") == once.replace("dj", "d")


def test_folding_is_fast_enough_for_an_archive() -> None:
    title = "Припадници Жандармерије пребачени у Бујановац"

    started = time.process_time()
    for _ in range(5_000):
        fold_text(title)

    assert 5_000 / (time.process_time() - started) > 20_000
