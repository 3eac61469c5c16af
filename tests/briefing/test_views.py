"""Views tell what a small real archive holds, and what it does not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from briefing.coverage import TroubleKind, own_outages
from briefing.frame import Polling
from briefing.views import (
    coverage_view,
    feed_log,
    frame_view,
    indicator_titles,
    indicator_view,
    method_view,
    watch_board,
)
from briefing.watch import status_reason
from config import Config, load_config
from db.store import Store
from domain.reading import CoverageState, Reading, Status
from tests.briefing.small_archive import (
    DEFINITIONS,
    HOSTILE,
    LOST_DAY,
    NOW,
    build,
    definition,
    register,
    write_config,
)

Archive = tuple[Store, Config]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive built once; migrations take longer than all these tests together."""
    folder = tmp_path_factory.mktemp("archive")
    store, _ = build(folder)
    store.close()
    return folder


@pytest.fixture
def archive(template: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copytree(template, tmp_path, dirs_exist_ok=True)
    config = load_config(tmp_path / "config.yaml", environment={})
    store = Store(config.database.url)
    yield store, config
    store.close()


def test_the_board_puts_the_pressing_first_and_the_unseen_above_the_usual(
    archive: Archive,
) -> None:
    board = watch_board(*archive, now=NOW, user="local")

    assert [(row.indicator, row.status) for row in board.rows] == [
        ("roads-blocked", Status.WATCH),
        ("old-theme", Status.UNKNOWN),
        ("troops-sent", Status.LEARNING),
    ]


def test_a_row_carries_its_week_its_range_and_its_coverage(archive: Archive) -> None:
    row = watch_board(*archive, now=NOW, user="local").rows[0]

    assert (row.observed_7d, row.lower_7d, row.upper_7d) == (13, 3.0, 11.0)
    assert row.coverage == 1.0
    assert row.outlets == 1
    assert row.newest_at == NOW - timedelta(hours=1)


def test_a_day_that_was_not_seen_stays_without_a_figure_in_the_small_chart(
    archive: Archive,
) -> None:
    row = watch_board(*archive, now=NOW, user="local").rows[0]

    lost = next(one for one in row.spark if one.day == NOW.date() - timedelta(days=LOST_DAY))
    assert lost.observed is None
    assert len(row.spark) == 30


def test_without_a_mark_the_last_day_stands_in(archive: Archive) -> None:
    since = watch_board(*archive, now=NOW, user="local").since

    assert since.is_first
    assert since.since == NOW - timedelta(hours=24)
    assert since.matches == 2
    assert since.newly_failing == ("post",)


def test_after_a_mark_only_what_came_later_is_new(archive: Archive) -> None:
    store, config = archive
    with store.write() as tx:
        tx.visits.mark("local", NOW - timedelta(minutes=90))

    since = watch_board(store, config, now=NOW, user="local").since

    assert not since.is_first
    assert since.matches == 1
    assert since.newly_failing == ()


def test_the_mark_of_one_reader_is_not_that_of_another(archive: Archive) -> None:
    store, config = archive
    with store.write() as tx:
        tx.visits.mark("local", NOW)

    assert watch_board(store, config, now=NOW, user="other").since.is_first


def test_a_status_that_changed_and_came_back_is_no_change(archive: Archive) -> None:
    store, config = archive
    since = NOW.date()
    latest = _latest(store)["roads-blocked"]
    with store.write() as tx:
        tx.visits.mark("local", NOW - timedelta(hours=1))
    for status in (Status.ELEVATED, Status.WATCH):
        others = [one for name, one in _latest(store).items() if name != "roads-blocked"]
        with store.write() as tx:
            tx.readings.replace([*others, replace(latest, status=status)], since=since)

    assert watch_board(store, config, now=NOW, user="local").since.changes == ()


def test_a_warning_problem_tells_how_many_indicators_stand_where(archive: Archive) -> None:
    card = watch_board(*archive, now=NOW, user="local").problems[0]

    assert card.title == "Unrest in the hills"
    assert card.states == ((Status.WATCH, 1), (Status.UNKNOWN, 1), (Status.LEARNING, 1))


def test_a_row_that_cannot_be_judged_says_what_is_missing(archive: Archive) -> None:
    rows = {row.status: row for row in watch_board(*archive, now=NOW, user="local").rows}

    assert status_reason(rows[Status.LEARNING]) == "3 of 40 days of history learnt"
    assert "10%" in status_reason(rows[Status.UNKNOWN])
    assert "212 days" in status_reason(rows[Status.WATCH])


@pytest.mark.parametrize(
    ("later", "state"),
    [
        (timedelta(minutes=9), Polling.RUNNING),
        (timedelta(minutes=11), Polling.STALE),
        (timedelta(days=7), Polling.STALE),
    ],
)
def test_ten_minutes_without_a_beat_are_stale(
    archive: Archive, later: timedelta, state: Polling
) -> None:
    store, config = archive

    with store.read() as tx:
        frame = frame_view(tx, config, now=NOW + later)

    assert frame.polling is state
    assert frame.heartbeat_at == NOW - timedelta(seconds=20)


def test_an_empty_database_says_that_the_poller_never_ran(tmp_path: Path) -> None:
    config = write_config(tmp_path)
    store = Store(config.database.url)
    store.upgrade()
    with store.write() as tx:
        register(tx, DEFINITIONS, NOW)

    board = watch_board(store, config, now=NOW, user="local")
    coverage = coverage_view(store, config, now=NOW)
    store.close()

    assert board.frame.polling is Polling.NEVER
    assert {row.status for row in board.rows} == {Status.UNKNOWN}
    assert not coverage.has_polls
    assert coverage.outages == ()


def test_evidence_comes_newest_first_with_its_matched_words(archive: Archive) -> None:
    view = indicator_view(*archive, "roads-blocked", now=NOW, days=90)

    assert view is not None
    titles = ["".join(part.text for part in one.title) for one in view.evidence]
    assert titles == [HOSTILE, "Village road blocked again", "Road blocked, mayor denies"]
    marked = [part.text for part in view.evidence[1].title if part.groups]
    assert marked == ["blocked"]


def test_a_denied_match_is_listed_and_not_counted(archive: Archive) -> None:
    view = indicator_view(*archive, "roads-blocked", now=NOW, days=90)

    assert view is not None
    denied = view.evidence[2]
    assert not denied.is_counted
    assert "denied, not counted" in denied.flags
    assert (view.items_7d, view.outlets_7d) == (2, (("The Hill Herald", 2),))


def test_only_web_addresses_become_links(archive: Archive) -> None:
    view = indicator_view(*archive, "roads-blocked", now=NOW, days=90)

    assert view is not None
    assert [one.link for one in view.evidence] == [None, "https://herald.example/1", None]


def test_an_indicator_nobody_defined_gives_nothing(archive: Archive) -> None:
    assert indicator_view(*archive, "no-such-thing", now=NOW, days=90) is None


def test_a_definition_change_and_a_known_date_are_marked(archive: Archive) -> None:
    store, config = archive
    changed = definition("roads-blocked").model_copy(update={"rationale": "Better put."})
    with store.write() as tx:
        register(tx, (changed,), NOW - timedelta(days=1))

    view = indicator_view(store, config, "roads-blocked", now=NOW, days=30)

    assert view is not None
    assert [(one.text, one.is_definition) for one in view.marks] == [
        ("Market day", False),
        ("definition v2", True),
    ]
    assert view.definition.rationale == "Better put."


def test_older_evidence_is_announced_where_there_is_more(archive: Archive) -> None:
    view = indicator_view(*archive, "roads-blocked", now=NOW, days=90, evidence_limit=2)

    assert view is not None
    assert len(view.evidence) == 2
    assert view.has_more


def test_titles_are_in_the_order_of_the_alphabet(archive: Archive) -> None:
    assert list(indicator_titles(*archive).values()) == [
        "About old-theme",
        "About roads-blocked",
        "About troops-sent",
    ]


def test_a_failing_feed_says_why_since_when_and_when_next(archive: Archive) -> None:
    trouble = coverage_view(*archive, now=NOW).troubles[0]

    assert (trouble.feed, trouble.kind, trouble.failures) == ("post", TroubleKind.FAILING, 4)
    assert trouble.reason == "the server refused us (403)"
    assert trouble.since == NOW - timedelta(hours=5)
    assert trouble.next_try_at == NOW + timedelta(hours=2)


def test_a_lost_day_is_not_seen_and_a_day_not_judged_yet_is_neither(archive: Archive) -> None:
    tomorrow = NOW + timedelta(days=1)

    strip = next(
        one for one in coverage_view(*archive, now=tomorrow).strips if one.feed == "herald"
    )

    states = {cell.day: cell.state for cell in strip.cells}
    assert states[NOW.date() - timedelta(days=LOST_DAY)] is CoverageState.NOT_SEEN
    assert states[tomorrow.date()] is None


def test_a_feed_that_is_off_was_never_collected(archive: Archive) -> None:
    strip = coverage_view(*archive, now=NOW).strips[-1]

    assert (strip.feed, strip.is_enabled, strip.disabled_reason) == (
        "quiet",
        False,
        "not checked yet",
    )
    assert {cell.state for cell in strip.cells} == {CoverageState.NEVER_COLLECTED}


def test_the_log_of_a_feed_holds_its_polls(archive: Archive) -> None:
    store, _ = archive

    log = feed_log(store, "post")

    assert log is not None
    assert [poll.http_status for poll in log.polls] == [403]
    assert feed_log(store, "no-such-feed") is None


def test_pauses_between_running_periods_are_outages_and_restarts_are_not() -> None:
    def at(minutes: int) -> datetime:
        return NOW - timedelta(minutes=minutes)

    periods = [(at(300), at(200)), (at(100), at(50)), (at(45), at(1))]

    outages = own_outages(periods, since=NOW - timedelta(days=30), now=NOW)

    assert [(one.start, one.end) for one in outages] == [(at(200), at(100))]


def test_a_poller_that_is_still_down_is_an_open_outage() -> None:
    outages = own_outages(
        [(NOW - timedelta(hours=3), NOW - timedelta(hours=1))],
        since=NOW - timedelta(days=30),
        now=NOW,
    )

    assert [(one.start, one.end) for one in outages] == [(NOW - timedelta(hours=1), None)]


def test_the_method_page_needs_no_database(tmp_path: Path) -> None:
    view = method_view(None, write_config(tmp_path), now=NOW)

    assert view.definitions
    assert all(one.version is None for one in view.definitions)
    assert view.frame.polling is Polling.NEVER


def test_the_method_page_counts_what_nobody_graded(archive: Archive) -> None:
    view = method_view(*archive, now=NOW)

    assert view.ungraded == 1
    assert (view.live, len(view.definitions)) == (2, 3)
    assert [feed.id for feed in view.disabled] == ["quiet"]


def test_an_outage_that_began_before_the_days_shown_is_shown() -> None:
    periods = [
        (NOW - timedelta(days=90), NOW - timedelta(days=60)),
        (NOW - timedelta(days=10), NOW),
    ]

    (outage,) = own_outages(periods, since=NOW - timedelta(days=30), now=NOW)

    assert (outage.start, outage.end) == (NOW - timedelta(days=60), NOW - timedelta(days=10))


def test_looking_back_knows_nothing_of_what_came_later() -> None:
    periods = [
        (NOW - timedelta(days=90), NOW - timedelta(days=60)),
        (NOW - timedelta(days=10), NOW),
    ]
    past = NOW - timedelta(days=50)

    (outage,) = own_outages(periods, since=past - timedelta(days=30), now=past)

    assert (outage.start, outage.end) == (NOW - timedelta(days=60), None)


def _latest(store: Store) -> dict[str, Reading]:
    with store.read() as tx:
        return tx.readings.latest()
