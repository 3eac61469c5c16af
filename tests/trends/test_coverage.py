"""Coverage of a feed and day: what working polls vouch for, and what took the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.feed import FailureReason, Poll, PollOutcome
from domain.reading import CoverageReason, CoverageState, FeedDay
from trends.coverage import feed_day, reach_s, typical_gap_s

DAY = date(2025, 3, 3)
MIDNIGHT = datetime(2025, 3, 3, tzinfo=UTC)
NEXT_DAY = MIDNIGHT + timedelta(days=1)
HOUR_S = 3600.0
ALWAYS = [(MIDNIGHT - timedelta(days=9), NEXT_DAY + timedelta(days=9))]


def at(hour: float) -> datetime:
    return MIDNIGHT + timedelta(hours=hour)


def poll(hour: float, *, works: bool = True, overrun: bool = False, feed: str = "koha") -> Poll:
    return Poll(
        feed=feed,
        started_at=at(hour),
        finished_at=at(hour),
        outcome=PollOutcome.STORED if works else PollOutcome.FAILED,
        reason=None if works else FailureReason.DEADLINE,
        window_overrun=overrun,
    )


def judge(
    polls: Sequence[Poll],
    *,
    uptime: Sequence[tuple[datetime, datetime]] = ALWAYS,
    now: datetime = NEXT_DAY + timedelta(days=3),
    first_polled_at: datetime | None = MIDNIGHT - timedelta(days=30),
    previous_success_at: datetime | None = MIDNIGHT,
    reach: float = 2 * HOUR_S,
    enabled: bool = True,
    is_silent: bool = False,
) -> FeedDay:
    return feed_day(
        polls,
        uptime,
        feed="koha",
        day=DAY,
        now=now,
        first_polled_at=first_polled_at,
        previous_success_at=previous_success_at,
        reach_s=reach,
        new_items=4,
        backlog_items=1,
        enabled=enabled,
        is_silent=is_silent,
    )


HOURLY = [poll(hour) for hour in range(1, 25)]


def test_hourly_polls_see_the_whole_day() -> None:
    row = judge(HOURLY)

    assert row == FeedDay(
        feed="koha",
        day=DAY,
        state=CoverageState.SEEN,
        reason=None,
        seen_share=1.0,
        new_items=4,
        backlog_items=1,
        polls_ok=23,
        polls_failed=0,
    )


def test_a_poll_vouches_back_to_the_poll_before_it_but_no_further_than_its_reach() -> None:
    row = judge([poll(12), poll(13)])

    assert row.seen_share == pytest.approx(3 / 24)
    assert row.state is CoverageState.NOT_SEEN


def test_the_first_poll_of_the_next_day_vouches_for_the_evening() -> None:
    without, with_it = judge(HOURLY[:22]), judge([*HOURLY[:22], poll(24.5)])

    assert without.seen_share == pytest.approx(22 / 24)
    assert with_it.seen_share == pytest.approx(23.5 / 24)


def test_half_a_day_is_partly_seen() -> None:
    assert judge(HOURLY[:12]).state is CoverageState.PARTLY_SEEN


def test_time_while_we_did_not_run_is_lost_to_an_outage_here() -> None:
    row = judge(HOURLY[:6], uptime=[(at(-24), at(6.5))])

    assert row.reason is CoverageReason.OUTAGE_HERE


def test_time_while_polls_failed_is_lost_to_the_feed() -> None:
    row = judge([*HOURLY[:6], *[poll(hour, works=False) for hour in range(7, 24)]])

    assert row.reason is CoverageReason.FAILING_FEED
    assert (row.polls_ok, row.polls_failed) == (6, 17)


def test_the_larger_loss_names_the_reason() -> None:
    failing = [poll(hour, works=False) for hour in range(7, 10)]

    row = judge([*HOURLY[:6], *failing], uptime=[(at(-24), at(10))])

    assert row.reason is CoverageReason.OUTAGE_HERE


def test_time_nobody_asked_for_while_we_ran_is_our_own_outage() -> None:
    assert judge(HOURLY[:6]).reason is CoverageReason.OUTAGE_HERE


def test_a_feed_switched_off_is_not_seen_because_it_is_disabled() -> None:
    row = judge([], enabled=False, previous_success_at=at(-30))

    assert (row.state, row.reason) == (CoverageState.NOT_SEEN, CoverageReason.DISABLED)


def test_an_overrun_poll_vouches_for_half_its_time() -> None:
    row = judge([poll(hour, overrun=True) for hour in range(1, 25)])

    assert row.seen_share == pytest.approx(0.5)
    assert (row.state, row.reason) == (CoverageState.PARTLY_SEEN, CoverageReason.WINDOW_OVERRUN)


def test_a_silent_feed_is_not_seen_though_its_polls_work() -> None:
    row = judge(HOURLY, is_silent=True)

    assert row.seen_share == 0
    assert (row.state, row.reason) == (CoverageState.NOT_SEEN, CoverageReason.SILENT_FEED)


@pytest.mark.parametrize("first_polled_at", [None, NEXT_DAY + timedelta(hours=1)])
def test_a_day_before_the_first_poll_was_never_collected(first_polled_at: datetime | None) -> None:
    row = judge([], first_polled_at=first_polled_at, previous_success_at=None)

    assert (row.state, row.reason, row.seen_share) == (CoverageState.NEVER_COLLECTED, None, 0.0)


def test_a_feed_added_at_noon_has_half_a_day_and_no_reason_to_blame() -> None:
    polls = [poll(hour) for hour in range(12, 25)]

    row = judge(polls, first_polled_at=at(12), previous_success_at=None)

    assert (row.state, row.reason) == (CoverageState.PARTLY_SEEN, None)
    assert row.seen_share == pytest.approx(0.5)


def test_a_feed_added_in_the_evening_was_mostly_never_collected() -> None:
    polls = [poll(hour) for hour in (22, 23, 24)]

    row = judge(polls, first_polled_at=at(22), previous_success_at=None)

    assert row.state is CoverageState.NEVER_COLLECTED


def test_on_the_running_day_only_the_time_so_far_counts() -> None:
    row = judge(HOURLY[:6], now=at(6.5))

    assert (row.state, row.seen_share) == (CoverageState.SEEN, 1.0)


def test_a_poll_long_overdue_makes_the_running_day_partly_seen() -> None:
    assert judge(HOURLY[:6], now=at(12)).seen_share == pytest.approx(0.5)


def test_just_after_midnight_nothing_is_lost_yet() -> None:
    assert judge([], previous_success_at=at(-0.5), now=at(0.1)).state is CoverageState.SEEN


def test_other_feeds_polls_say_nothing() -> None:
    row = judge([poll(hour, feed="kossev") for hour in range(25)])

    assert (row.seen_share, row.polls_ok) == (0.0, 0)


def test_a_day_that_has_not_begun_is_refused() -> None:
    with pytest.raises(ValueError, match="not begun"):
        judge([], now=at(-1))


@given(
    hours=st.lists(st.tuples(st.floats(-6, 30), st.booleans(), st.booleans()), max_size=30),
    reach=st.floats(1800, 21600),
    now_hour=st.floats(0, 40),
)
def test_a_share_lies_between_none_and_all_and_none_is_never_called_seen(
    hours: list[tuple[float, bool, bool]], reach: float, now_hour: float
) -> None:
    polls = [
        poll(hour, works=works, overrun=over) for hour, works, over in hours if hour <= now_hour
    ]

    row = judge(polls, now=at(now_hour), previous_success_at=None, reach=reach)

    assert 0 <= row.seen_share <= 1
    assert row.seen_share >= 0.9 - 1e-6 or row.state is not CoverageState.SEEN
    assert row.reason is not None or row.state is CoverageState.SEEN


def test_reach_is_two_and_a_half_usual_gaps_within_its_bounds() -> None:
    def every(minutes: float) -> list[datetime]:
        return [MIDNIGHT + n * timedelta(minutes=minutes) for n in range(9)]

    assert reach_s(every(60)) == 2.5 * HOUR_S
    assert reach_s(every(1)) == 0.5 * HOUR_S
    assert reach_s(every(600)) == 6 * HOUR_S
    assert reach_s([]) == reach_s([MIDNIGHT]) == 1.25 * HOUR_S


def test_the_typical_gap_is_the_median_whatever_the_order() -> None:
    assert typical_gap_s([at(9), at(0), at(1), at(3)]) == 2 * HOUR_S
    assert typical_gap_s([at(9)]) is None
