"""The small chart never draws a zero for a day that was not collected."""

import base64
from datetime import date, timedelta

from briefing.palette import SPARK_ABOVE, SPARK_BAR, SPARK_GAP, SPARK_TODAY
from briefing.spark import HEIGHT, spark_svg, spark_uri
from briefing.watch import SparkDay

TODAY = date(2026, 11, 22)


def one(back: int, observed: int | None, upper: float = 9.0, coverage: float = 1.0) -> SparkDay:
    day = TODAY - timedelta(days=back)
    return SparkDay(day=day, observed=observed, upper=upper, coverage=coverage)


def test_days_that_were_never_evaluated_are_blank() -> None:
    assert spark_svg([], today=TODAY).count("<rect") == 0


def test_a_day_not_collected_is_a_dash_off_the_ground_in_the_colour_of_gaps() -> None:
    drawn = spark_svg([one(3, None, coverage=0.1)], today=TODAY)

    assert SPARK_GAP in drawn
    assert SPARK_BAR not in drawn


def test_an_observed_zero_is_a_line_on_the_ground() -> None:
    drawn = spark_svg([one(3, 0)], today=TODAY)

    assert f'y="{HEIGHT - 1}"' in drawn
    assert SPARK_BAR in drawn


def test_a_day_above_its_usual_range_stands_out() -> None:
    drawn = spark_svg([one(3, 12, upper=9.0), one(2, 4, upper=9.0)], today=TODAY)

    assert drawn.count(SPARK_ABOVE) == 1
    assert drawn.count(SPARK_BAR) == 1


def test_today_is_lighter_because_it_is_not_over() -> None:
    assert SPARK_TODAY in spark_svg([one(0, 2)], today=TODAY)


def test_days_before_the_thirty_are_left_out() -> None:
    assert spark_svg([one(30, 5)], today=TODAY).count("<rect") == 0


def test_the_picture_comes_as_an_address_that_needs_no_host() -> None:
    uri = spark_uri([one(1, 2)], today=TODAY)

    head, _, body = uri.partition(",")
    assert head == "data:image/svg+xml;base64"
    assert base64.b64decode(body).startswith(b"<svg ")
