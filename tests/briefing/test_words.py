"""Every member of a closed list has words; nothing is shown by its code."""

from enum import StrEnum

import pytest

from briefing import words
from domain.feed import FailureReason, PollOutcome
from domain.indicator import DefinitionStatus, Direction
from domain.item import ItemFlag
from domain.match import MatchFlag
from domain.reading import CoverageReason, CoverageState, Status
from domain.source import Affiliation, Reliability


@pytest.mark.parametrize(
    ("table", "members"),
    [
        (words.STATUS, Status),
        (words.COVERAGE, CoverageState),
        (words.COVERAGE_REASON, CoverageReason),
        (words.FAILURE, FailureReason),
        (words.OUTCOME, PollOutcome),
        (words.DIRECTION, Direction),
        (words.DEFINITION_STATUS, DefinitionStatus),
        (words.MATCH_FLAG, MatchFlag),
        (words.ITEM_FLAG, ItemFlag),
        (words.AFFILIATION, Affiliation),
        (words.RELIABILITY, Reliability),
    ],
)
def test_every_member_has_words(table: dict[StrEnum, object], members: type[StrEnum]) -> None:
    assert set(table) == set(members)


def test_urgency_puts_what_could_not_be_seen_above_what_was_seen_to_be_usual() -> None:
    order = words.URGENCY

    assert set(order) == set(Status)
    assert order.index(Status.HIGH) < order.index(Status.UNKNOWN) < order.index(Status.ROUTINE)
    assert order[-1] is Status.ROUTINE


def test_an_unnamed_language_is_shown_by_its_code() -> None:
    assert words.language("sq") == "Albanian"
    assert words.language("mk") == "mk"
    assert words.language("und") == "language unknown"


def test_an_unnamed_flag_is_shown_with_spaces() -> None:
    assert words.item_flag("backlog") == "backlog, not counted"
    assert words.item_flag("made_up") == "made up"
