"""The dates feeds really carry: read rightly or not at all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.item import ItemFlag
from feeds.dates import read_date
from tests.feeds.documents import NOW

BELGRADE = "Europe/Belgrade"
ASSUMED = (ItemFlag.TIME_ZONE_ASSUMED,)

ZONED = {
    "Wed, 07 Jan 2026 21:44:32 GMT": "2026-01-07T21:44:32",
    "Wed, 07 Jan 2026 21:44:32 +0100": "2026-01-07T20:44:32",
    "Wed, 07 Jan 2026 21:44:32 CET": "2026-01-07T20:44:32",
    "Tue, 07 Jul 2026 21:44:32 CEST": "2026-07-07T19:44:32",
    "Wed, 07 Jan 2026 21:44:32 EET": "2026-01-07T19:44:32",
    "Tue, 07 Jul 2026 21:44:32 MEST": "2026-07-07T19:44:32",
    "Wed, 07 Jan 2026 21:44:32 MSK": "2026-01-07T18:44:32",
    "Wed, 07 Jan 2026 21:44:32 EST": "2026-01-08T02:44:32",
    "Wed, 07 Jan 26 21:44 GMT": "2026-01-07T21:44:00",
    "07 Jan 2026 23:59:60 GMT": "2026-01-07T23:59:59",
    "Wed Jan  7 21:44:32 CET 2026": "2026-01-07T20:44:32",
    "Wed Jan 07 2026 21:44:32 GMT+0100 (Central European Standard Time)": "2026-01-07T20:44:32",
    "2026-01-07T21:44:32Z": "2026-01-07T21:44:32",
    "2026-01-07T21:44:32.123456+01:00": "2026-01-07T20:44:32",
    "2026-01-07T21:44:32+01:00[Europe/Belgrade]": "2026-01-07T20:44:32",
    "2026-01-07 21:44:32 +0000 UTC": "2026-01-07T21:44:32",
    "20260107T214432Z": "2026-01-07T21:44:32",
    "сре, 07 јан 2026 21:44:32 +0100": "2026-01-07T20:44:32",
    "sri, 07 sij 2026 21:44:32 +0100": "2026-01-07T20:44:32",
    "mar, 13 jan 2026 10:00:00 +0100": "2026-01-13T09:00:00",
    "mar, 10 mar 2026 10:00:00 +0100": "2026-03-10T09:00:00",
    "Ср, 07 янв 2026 21:44:32 +0300": "2026-01-07T18:44:32",
    "1767818672": "2026-01-07T20:44:32",
    "1767818672000": "2026-01-07T20:44:32",
}
NAIVE = {
    "2026-01-07T21:44:32": "2026-01-07T20:44:32",
    "2026-07-07 21:44": "2026-07-07T19:44:00",
    "2026/1/10 14:33": "2026-01-10T13:33:00",
    "20260107214432": "2026-01-07T20:44:32",
    "07.01.2026. 21:44": "2026-01-07T20:44:00",
    "07.01.2026. u 21.44h": "2026-01-07T20:44:00",
    "7. 1. 2026. 21:44": "2026-01-07T20:44:00",
    "07/01/2026": "2026-01-06T23:00:00",
    "sre, 07 jan 2026 21:44:32": "2026-01-07T20:44:32",
    "srijeda, 7. siječnja 2026. 21:44": "2026-01-07T20:44:00",
    "среда, 7. јануар 2026. 21:44": "2026-01-07T20:44:00",
    "07. јануара 2026. у 21:44 часова": "2026-01-07T20:44:00",
    "četvrtak, 8. januar 2026.": "2026-01-07T23:00:00",
    "e mërkurë, 7 janar 2026 21:44": "2026-01-07T20:44:00",
    "7 shkurt 2026, ora 21:44": "2026-02-07T20:44:00",
    "E premte, 9 Janar, 2026 - 21:44": "2026-01-09T20:44:00",
    "sht, 12 sht 2026 10:00": "2026-09-12T08:00:00",
    "7 января 2026 г. в 21:44": "2026-01-07T20:44:00",
    "Wed, 7 Jan 2026 9:44 PM": "2026-01-07T20:44:00",
    "January 7, 2026 at 9:44 pm": "2026-01-07T20:44:00",
    "7 Jan 2026 12:30 AM": "2026-01-06T23:30:00",
    "Jan 7th, 2026": "2026-01-06T23:00:00",
    "mercredi 7 janvier 2026 21:44": "2026-01-07T20:44:00",
    # Summer time begins: the hour that is skipped; it ends: the first of the two.
    "29.03.2026. 02:30": "2026-03-29T01:30:00",
    "25.10.2026. 02:30": "2026-10-25T00:30:00",
}
UNREADABLE = [
    "2026-02-30",
    "31 Feb 2026",
    "2026-01-07 25:61",
    "2026-13-01",
    "Wed, 31 Nov 2026 10:00 GMT",
    "Wed, 07 Jan 2026 21:44:32 +3000",
    "Wed, 07 Jan 2026 21:44:32 +0199",
    "13:00 AM 7 Jan 2026",
    "now",
    "yesterday",
    "12",
    "may",
    "May 2026",
    "2026",
    "5 minutes ago",
    "prije 2 sata",
    "01/27/2026",
    "07.01.26",
    "10000-01-01",
    "-0001",
    "Wed, 07 Jan 2026 21:44:32 XYZ",
    "24:00 7 Jan 2026",
    "7 Jan Feb 2026",
    "²026-01-07",
    "1" * 500,
    "7 Jan 2026 " * 50,
    "{}",
]


@pytest.mark.parametrize("raw", ZONED)
def test_a_date_with_its_zone_is_read_exactly(raw: str) -> None:
    read = read_date(raw, time_zone=BELGRADE, now=NOW)

    assert read.at == datetime.fromisoformat(ZONED[raw]).replace(tzinfo=UTC)
    assert read.flags == ()


@pytest.mark.parametrize("raw", NAIVE)
def test_a_date_without_a_zone_takes_the_feeds_and_says_so(raw: str) -> None:
    read = read_date(raw, time_zone=BELGRADE, now=NOW)

    assert read.at == datetime.fromisoformat(NAIVE[raw]).replace(tzinfo=UTC)
    assert read.flags == ASSUMED


@pytest.mark.parametrize("raw", UNREADABLE)
def test_what_cannot_be_read_for_sure_is_missing(raw: str) -> None:
    read = read_date(raw, time_zone=BELGRADE, now=NOW, lang="sr")

    assert read.at is None
    assert read.flags == (ItemFlag.DATE_UNREADABLE,)


@pytest.mark.parametrize("raw", ["", "   ", "\n"])
def test_no_date_is_said_to_be_missing(raw: str) -> None:
    assert read_date(raw, time_zone="UTC", now=NOW).flags == (ItemFlag.DATE_MISSING,)


@pytest.mark.parametrize(
    "raw",
    [
        "1970-01-01",
        "1994-12-31T23:59:59Z",
        "0001-01-01",
        "0001-01-01T00:00:00+14:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
    ],
)
def test_a_date_before_feeds_existed_is_out_of_range(raw: str) -> None:
    read = read_date(raw, time_zone=BELGRADE, now=NOW)

    assert (read.at, read.flags) == (None, (ItemFlag.DATE_OUT_OF_RANGE,))


@pytest.mark.parametrize(
    "ahead", [timedelta(hours=3), timedelta(days=2), timedelta(days=365), timedelta(days=99_999)]
)
def test_a_date_in_the_future_is_flagged_and_not_used(ahead: timedelta) -> None:
    read = read_date((NOW + ahead).isoformat(), time_zone="UTC", now=NOW)

    assert (read.at, read.flags) == (None, (ItemFlag.DATE_FUTURE,))


@pytest.mark.parametrize("raw", ["9999-12-31", "2038-01-19T03:14:08Z", "9999-12-31T23:59:59-12:00"])
def test_a_date_far_ahead_is_never_used(raw: str) -> None:
    assert read_date(raw, time_zone=BELGRADE, now=NOW).at is None


def test_a_clock_that_runs_an_hour_ahead_is_forgiven() -> None:
    ahead = NOW + timedelta(hours=2)

    assert read_date(ahead.isoformat(), time_zone="UTC", now=NOW).at == ahead


def test_an_unknown_zone_name_of_a_feed_counts_as_utc() -> None:
    read = read_date("2026-01-07 21:44", time_zone="Nowhere/City", now=NOW)

    assert read.at == datetime(2026, 1, 7, 21, 44, tzinfo=UTC)
