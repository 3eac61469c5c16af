"""When a known guid stands with an unrelated story."""

from __future__ import annotations

import pytest

from feeds.identity import is_guid_reused

OLD = "Blokada puta kod Zvečana"


@pytest.mark.parametrize(
    ("title", "link", "is_reused"),
    [
        (OLD, "https://a.org/1", False),
        ("Blokada puta kod Zvečana (foto)", "https://a.org/2", False),
        ("Шта данас у понудi", "https://a.org/1", False),
        ("Lexo parashikimin", "https://a.org/2", True),
        ("Lexo parashikimin", "http://www.a.org/1/", False),
    ],
)
def test_a_guid_is_reused_when_title_and_link_are_both_other(
    title: str, link: str, is_reused: bool
) -> None:
    assert is_guid_reused(OLD, "https://a.org/1", title, link) is is_reused
