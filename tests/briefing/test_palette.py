"""Colours can be read, in light and in dark."""

import pytest

from briefing.palette import PAGE_DARK, PAGE_LIGHT, SPARK_ABOVE, SPARK_BAR, TONES, contrast
from briefing.words import COVERAGE, STALE, STATUS

AA_TEXT = 4.5
AA_GRAPHIC = 3.0


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@pytest.mark.parametrize("name", TONES)
def test_ink_can_be_read_on_its_paper_and_on_the_page(name: str) -> None:
    tone = TONES[name]

    assert contrast(tone.ink, tone.paper) >= AA_TEXT
    assert contrast(tone.ink, PAGE_LIGHT) >= AA_TEXT
    assert contrast(tone.ink_dark, tone.paper_dark) >= AA_TEXT
    assert contrast(tone.ink_dark, PAGE_DARK) >= AA_TEXT


@pytest.mark.parametrize("colour", [SPARK_BAR, SPARK_ABOVE])
def test_the_bars_of_small_charts_show_on_both_pages(colour: str) -> None:
    assert contrast(colour, PAGE_LIGHT) >= AA_GRAPHIC
    assert contrast(colour, PAGE_DARK) >= AA_GRAPHIC


def test_every_sign_names_a_tone_that_exists() -> None:
    signs = [*STATUS.values(), *COVERAGE.values(), STALE]

    assert {sign.tone for sign in signs} <= set(TONES)


def test_no_two_states_share_a_shape_or_a_word() -> None:
    signs = [*STATUS.values(), STALE]

    assert len({sign.shape for sign in signs}) == len(signs)
    assert len({sign.word for sign in signs}) == len(signs)
