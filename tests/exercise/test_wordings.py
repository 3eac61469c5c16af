"""The sentences of the exercise against the shipped definitions: each says what it should."""

from __future__ import annotations

from random import Random

import pytest

from config import CatalogueFiles
from exercise.background import WORDING
from exercise.beat import Beat
from exercise.outlets import ITEM_MARK
from exercise.scenario import BEATS
from exercise.script import to_cyrillic
from exercise.themes import CAMPAIGN
from indicators.compile import compile_catalogue
from indicators.load import load_catalogue
from indicators.match import Matcher

WANTED = {
    -45: "mil-exercise-abl",
    -3: "mil-readiness-raised",
    -2: "mil-special-forces-abl",
    -1: "mil-special-forces-abl",
    0: "shooting-explosion-north",
    1: "kfor-reinforcement",
    2: "deescalation-step",
}
DENIED_DAY = -1


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    files = CatalogueFiles()
    return Matcher(compile_catalogue(load_catalogue(files.folder, files.places)))


def indicators(matcher: Matcher, title: str, summary: str, lang: str) -> dict[str, list[str]]:
    """Indicator → its flags, for an item as it is published."""
    found = matcher.match(
        title=f"{ITEM_MARK} {title}", summary=f"{ITEM_MARK} {summary}".strip(), lang=lang
    )
    return {match.indicator: [flag.value for flag in match.flags] for match in found}


@pytest.mark.parametrize("beat", BEATS, ids=lambda beat: f"day {beat.day}")
def test_each_step_of_the_course_is_caught_in_every_wording(beat: Beat, matcher: Matcher) -> None:
    for lang, tellings in beat.told.items():
        for title, summary in tellings:
            found = indicators(matcher, title, summary, lang)
            assert WANTED[beat.day] in found, title
            assert ("denied" in found[WANTED[beat.day]]) == (beat.day == DENIED_DAY), title
            assert "exercise" not in found[WANTED[beat.day]], title


def test_cyrillic_wordings_are_caught_like_the_latin_ones(matcher: Matcher) -> None:
    for beat in BEATS:
        for title, summary in beat.told.get("sr", ()):
            latin = indicators(matcher, title, summary, "sr")
            assert indicators(matcher, to_cyrillic(title), to_cyrillic(summary), "sr") == latin


def test_the_campaign_is_caught_as_narrative(matcher: Matcher) -> None:
    for lang, tellings in CAMPAIGN.items():
        for title, summary in tellings:
            found = set(indicators(matcher, title, summary, lang))
            assert found & {"narrative-nato-aggressor", "narrative-war-parallel"}, title


def test_ordinary_news_is_caught_by_nothing(matcher: Matcher) -> None:
    chance = Random(1)
    for lang, wording in WORDING.items():
        for sentence in wording.titles:
            title = wording.fill(sentence, chance)
            assert not indicators(matcher, title, wording.summary(chance), lang), title
