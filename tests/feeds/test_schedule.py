"""When a feed is due, decided from its state alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.errors import FetchError
from domain.feed import FailureReason, FeedState
from domain.item import FeedDocument
from feeds.fetch import Fetched, NotModified
from feeds.schedule import after_failure, after_success, first_state, next_interval_s, rebased
from tests.feeds.documents import FEED, NOW, URL

CRITICAL = FEED.model_copy(update={"critical": True})
DOCUMENT = FeedDocument(kind="rss20")
STATE = FeedState(feed="f", next_check_at=NOW)
HOUR = timedelta(hours=1)


def answer(**changed: Any) -> Fetched:
    plain = Fetched(
        body=b"x",
        url=URL,
        status=200,
        content_type="",
        charset="",
        etag=None,
        last_modified=None,
        body_hash="h",
        cache_max_age_s=None,
        permanent_url=None,
    )
    return replace(plain, **changed)


UNCHANGED = NotModified(etag=None, last_modified=None, cache_max_age_s=None)


def succeed(state: FeedState = STATE, **changed: Any) -> FeedState:
    known: dict[str, Any] = {
        "fetched": answer(),
        "document": DOCUMENT,
        "new": 0,
        "recent_item_times": every(timedelta(hours=1)),
        "now": NOW,
        "jitter": 0.0,
    } | changed
    return after_success(state, known.pop("feed", FEED), **known)


def every(gap: timedelta, count: int = 20) -> list[datetime]:
    return [NOW - gap * number for number in range(count)]


def fail(state: FeedState, reason: FailureReason, **changed: Any) -> FeedState:
    feed, now = changed.pop("feed", FEED), changed.pop("now", NOW)
    jitter = changed.pop("jitter", 0.0)
    return after_failure(state, feed, FetchError(reason, **changed), now=now, jitter=jitter)


@pytest.mark.parametrize(
    ("gap", "seconds", "critical_seconds"),
    [
        (timedelta(minutes=1), 600, 300),
        (timedelta(minutes=15), 600, 450),
        (timedelta(hours=2), 3600, 3600),
        (timedelta(days=3), 21_600, 21_600),
    ],
)
def test_the_interval_is_half_the_usual_gap_within_bounds(
    gap: timedelta, seconds: float, critical_seconds: float
) -> None:
    assert next_interval_s(FEED, every(gap)) == seconds
    assert next_interval_s(CRITICAL, every(gap)) == critical_seconds


def test_only_the_newest_twenty_items_count() -> None:
    times = every(timedelta(hours=2)) + [NOW - timedelta(days=400 * n) for n in range(1, 30)]

    assert next_interval_s(FEED, times) == 3600


def test_too_few_items_leave_the_default() -> None:
    assert next_interval_s(FEED, [NOW]) == 1800


@pytest.mark.parametrize(
    ("max_age_s", "ttl_s", "seconds"),
    [
        (None, None, 1800),
        (60.0, None, 1800),
        (7200.0, None, 7200),
        (None, 10_800.0, 10_800),
        (31_536_000.0, None, 21_600),
        (7200.0, 10_800.0, 10_800),
    ],
)
def test_the_publisher_may_raise_the_interval_up_to_the_cap(
    max_age_s: float | None, ttl_s: float | None, seconds: float
) -> None:
    after = succeed(
        fetched=answer(cache_max_age_s=max_age_s), document=replace(DOCUMENT, ttl_s=ttl_s)
    )

    assert after.interval_s == seconds
    assert after.next_check_at == NOW + timedelta(seconds=seconds)


def test_what_a_document_asked_for_still_holds_when_it_is_unchanged() -> None:
    before = succeed(document=replace(DOCUMENT, ttl_s=10_800.0))

    assert succeed(before, fetched=UNCHANGED, document=None).interval_s == 10_800


def test_a_new_feed_is_placed_in_the_first_ten_seconds() -> None:
    assert first_state(FEED, now=NOW, spread=0.0).next_check_at == NOW
    assert first_state(FEED, now=NOW, spread=0.5).next_check_at == NOW + timedelta(seconds=5)


def test_a_success_ends_a_row_of_failures() -> None:
    after = succeed(fail(fail(STATE, FailureReason.HTTP_ERROR), FailureReason.GONE), new=2)

    assert (after.failures, after.failing_since, after.last_reason) == (0, None, None)
    assert after.gone_streak == 0
    assert after.last_new_item_at == after.last_success_at == after.last_polled_at == NOW


def test_validators_come_from_the_answer_alone() -> None:
    old = replace(STATE, etag='"a"', last_modified="then", validators_since=NOW - 9 * HOUR)

    after = succeed(old, fetched=answer(etag='"b"', body_hash="k"))

    assert (after.etag, after.last_modified, after.body_hash) == ('"b"', None, "k")
    assert after.validators_since == NOW


def test_not_modified_keeps_the_validators() -> None:
    old = replace(STATE, etag='"a"', validators_since=NOW - HOUR, body_hash="h")

    after = succeed(old, fetched=UNCHANGED, document=None)

    assert (after.etag, after.not_modified_streak, after.body_hash) == ('"a"', 1, "h")
    assert after.validators_since == NOW - HOUR


@pytest.mark.parametrize(("age", "streak"), [(timedelta(days=8), 1), (HOUR, 23)])
def test_validators_are_dropped_after_eight_days_or_24_unchanged_answers(
    age: timedelta, streak: int
) -> None:
    old = replace(
        STATE, etag='"a"', last_modified="x", validators_since=NOW - age, not_modified_streak=streak
    )

    after = succeed(old, fetched=UNCHANGED, document=None)

    assert (after.etag, after.last_modified, after.validators_since) == (None, None, None)
    assert after.not_modified_streak == 0


def test_the_wait_doubles_up_to_a_day_and_never_ends() -> None:
    state, waits = replace(STATE, interval_s=1800.0), []
    for _ in range(40):
        state = fail(state, FailureReason.HTTP_ERROR)
        waits.append((state.next_check_at - NOW).total_seconds())

    assert waits[:4] == [1800, 3600, 7200, 14_400]
    assert max(waits) == waits[-1] == 86_400
    assert state.failures == 40
    assert state.muted_at is None


def test_a_critical_feed_waits_six_hours_at_most() -> None:
    state = STATE
    for _ in range(20):
        state = fail(state, FailureReason.DEADLINE, feed=CRITICAL)

    assert state.next_check_at == NOW + 6 * HOUR


@pytest.mark.parametrize(("jitter", "seconds"), [(-1.0, 1350), (0.0, 1800), (1.0, 2250)])
def test_the_wait_is_spread_by_a_quarter(jitter: float, seconds: float) -> None:
    after = fail(STATE, FailureReason.HTTP_ERROR, jitter=jitter)

    assert (after.next_check_at - NOW).total_seconds() == seconds


@pytest.mark.parametrize("reason", [FailureReason.RATE_LIMITED, FailureReason.UNAVAILABLE])
@pytest.mark.parametrize(
    ("asked_s", "seconds"), [(None, 1800), (0.0, 1800), (7200.0, 7200), (1e12, 86_400)]
)
def test_what_a_busy_server_asks_for_is_honoured_within_bounds(
    reason: FailureReason, asked_s: float | None, seconds: float
) -> None:
    after = fail(STATE, reason, retry_after_s=asked_s)

    assert (after.next_check_at - NOW).total_seconds() == seconds


def test_a_feed_gone_twice_in_a_row_is_muted() -> None:
    once = fail(STATE, FailureReason.GONE)
    twice = fail(once, FailureReason.GONE)
    interrupted = fail(fail(once, FailureReason.DEADLINE), FailureReason.GONE)

    assert (once.muted_at, twice.muted_at, interrupted.muted_at) == (None, NOW, None)


def test_a_failure_leaves_the_validators_alone() -> None:
    old = replace(STATE, etag='"a"', last_modified="x", validators_since=NOW, body_hash="h")

    after = fail(old, FailureReason.NETWORK_ERROR)

    assert (after.etag, after.last_modified, after.body_hash) == ('"a"', "x", "h")


def test_an_unasked_not_modified_asks_for_the_whole_next_time() -> None:
    after = fail(replace(STATE, etag="x"), FailureReason.UNASKED_304)

    assert after.etag is None


def test_failing_since_is_when_it_began() -> None:
    first = fail(STATE, FailureReason.HTTP_ERROR)
    second = fail(first, FailureReason.DEADLINE, now=NOW + HOUR)

    assert second.failing_since == NOW
    assert second.last_reason is FailureReason.DEADLINE


def moved(
    state: FeedState, at: datetime, url: str | None = "https://new.org/f", **changed: Any
) -> FeedState:
    return succeed(
        state, fetched=answer(permanent_url=url), now=at, **({"overlaps": True} | changed)
    )


def test_a_permanent_redirect_is_adopted_after_three_agreeing_polls_over_a_day() -> None:
    one = moved(STATE, NOW)
    two = moved(one, NOW + 12 * HOUR)
    three = moved(two, NOW + 24 * HOUR)

    assert (one.adopted_url, two.adopted_url) == (None, None)
    assert three.adopted_url == "https://new.org/f"
    assert three.redirect_url is None


def test_three_polls_within_a_day_are_too_soon() -> None:
    state = moved(moved(moved(STATE, NOW), NOW + HOUR), NOW + 2 * HOUR)

    assert state.adopted_url is None
    assert moved(state, NOW + 25 * HOUR).adopted_url == "https://new.org/f"


def test_a_redirect_to_something_else_starts_anew() -> None:
    state = moved(moved(STATE, NOW), NOW + 12 * HOUR, "https://other.org/f")

    assert (state.redirect_url, state.redirect_streak) == ("https://other.org/f", 1)


def test_an_answer_without_a_redirect_forgets_it() -> None:
    state = moved(moved(STATE, NOW), NOW + HOUR, None)

    assert (state.redirect_url, state.redirect_streak) == (None, 0)


def test_a_document_without_known_items_does_not_speak_for_a_redirect() -> None:
    assert moved(STATE, NOW, overlaps=False).redirect_streak == 0


def test_the_same_body_speaks_for_a_redirect() -> None:
    assert moved(STATE, NOW, overlaps=False, document=None).redirect_streak == 1


def test_a_failure_at_the_new_address_does_not_adopt_it() -> None:
    state = fail(moved(STATE, NOW), FailureReason.NOT_A_FEED)

    assert state.adopted_url is None


def test_a_clock_set_back_keeps_the_wait_that_was_left() -> None:
    state = replace(STATE, last_polled_at=NOW, next_check_at=NOW + timedelta(minutes=20))

    mended = rebased(state, now=NOW - HOUR)

    assert mended.next_check_at == NOW - HOUR + timedelta(minutes=20)
    assert rebased(state, now=NOW + HOUR) == state
