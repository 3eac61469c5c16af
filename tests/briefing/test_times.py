"""Times are said in UTC, and say so."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from briefing.times import age, ago, moment, short_moment

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def test_a_moment_is_given_in_utc_with_the_word() -> None:
    local = datetime(2026, 11, 22, 7, 58, tzinfo=timezone(timedelta(hours=1)))

    assert moment(local) == "22 Nov 2026 06:58 UTC"


def test_a_missing_moment_has_a_word_of_its_own() -> None:
    assert moment(None) == "never"
    assert moment(None, absent="not stated") == "not stated"


def test_the_year_is_left_out_only_where_it_is_clear() -> None:
    assert short_moment(NOW - timedelta(days=2), now=NOW) == "20 Nov 06:00 UTC"
    assert short_moment(NOW - timedelta(days=400), now=NOW) == "18 Oct 2025 06:00 UTC"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min"), (3599, "59 min"), (3600, "1 h"), (47 * 3600, "47 h")],
)
def test_an_age_is_in_its_largest_whole_unit(seconds: float, words: str) -> None:
    assert age(seconds) == words


def test_two_days_are_the_first_age_in_days() -> None:
    assert age(2 * 86400) == "2 days"


def test_a_moment_ahead_reads_in_so_long() -> None:
    assert ago(NOW + timedelta(minutes=30), now=NOW) == "in 30 min"
    assert ago(NOW - timedelta(minutes=30), now=NOW) == "30 min ago"
