"""Shares and counts in words."""

import pytest

from briefing.figures import count, share


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0%"), (0.29, "29%"), (0.996, "99%"), (1.0, "100%")]
)
def test_a_share_is_never_rounded_up_to_whole(value: float, words: str) -> None:
    assert share(value) == words


def test_a_count_takes_the_form_its_noun_has_for_it() -> None:
    assert count(1, "feed") == "1 feed"
    assert count(0, "feed") == "0 feeds"
    assert count(2, "new match", "new matches") == "2 new matches"
