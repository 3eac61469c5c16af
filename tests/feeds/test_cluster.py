"""The same told text is one story."""

from __future__ import annotations

from feeds.cluster import story_key


def test_the_same_text_in_other_clothes_has_the_same_key() -> None:
    assert story_key("Blokada puta!", "Kod Zvečana.") == story_key("BLOKADA  puta", "kod Zvečana")


def test_the_folded_forms_count_where_they_are_given() -> None:
    latin = story_key("Žandarmerija", "", folded_title="zandarmerija")
    cyrillic = story_key("Жандармерија", "", folded_title="zandarmerija")

    assert latin == cyrillic


def test_a_summary_that_repeats_the_title_adds_nothing() -> None:
    assert story_key("Blokada puta", "Blokada puta") == story_key("Blokada puta", "")


def test_other_words_have_another_key() -> None:
    assert story_key("Blokada puta", "jedan") != story_key("Blokada puta", "dva")
    assert story_key("a b", "") != story_key("a", "b")
    assert len(story_key("", "")) == 64
