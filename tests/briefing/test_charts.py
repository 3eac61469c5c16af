"""The trend figure shows gaps as gaps."""

from datetime import date, timedelta
from typing import Any

from briefing.charts import trend
from briefing.indicator import Mark
from domain.reading import Reading, Status

FIRST = date(2026, 11, 1)
LAST = date(2026, 11, 10)


def reading(step: int, observed: int | None, coverage: float = 1.0) -> Reading:
    return Reading(
        indicator="crossing-closed",
        day=FIRST + timedelta(days=step),
        method="ewnb",
        observed=observed,
        expected=None if observed is None else 2.0,
        lower_bound=None if observed is None else 0.0,
        upper_bound=None if observed is None else 5.0,
        coverage=coverage,
        observed_7d=None,
        expected_7d=None,
        lower_7d=None,
        upper_7d=None,
        p_fast=None,
        p_slow=None,
        spacing_days=None,
        status=Status.ROUTINE,
    )


def traces(series: list[Reading], marks: tuple[Mark, ...] = ()) -> dict[str, dict[str, Any]]:
    figure = trend(series, marks=marks, first=FIRST, last=LAST, is_dark=False)
    return {one["name"]: one for one in figure.to_plotly_json()["data"]}


def whole() -> list[Reading]:
    return [reading(step, 2) for step in range(10)]


def test_a_day_without_a_figure_has_no_bar_and_a_grey_column() -> None:
    series = whole()
    series[4] = reading(4, None, coverage=0.1)

    drawn = traces(series)

    gap = FIRST + timedelta(days=4)
    assert gap not in list(drawn["Stories a day"]["x"])
    assert list(drawn["Not collected"]["x"]) == [gap]


def test_a_day_that_was_never_evaluated_is_a_grey_column_too() -> None:
    series = whole()
    del series[6]

    assert list(traces(series)["Not collected"]["x"]) == [FIRST + timedelta(days=6)]


def test_days_before_the_first_reading_stay_blank() -> None:
    assert "Not collected" not in traces(whole()[5:])


def test_partly_seen_days_are_hatched() -> None:
    series = whole()
    series[2] = reading(2, 1, coverage=0.5)

    hatched = traces(series)["Partly seen"]

    assert list(hatched["x"]) == [FIRST + timedelta(days=2)]
    assert hatched["marker"]["pattern"]["shape"] == "/"


def test_the_band_and_the_expected_line_break_at_a_gap() -> None:
    series = whole()
    series[4] = reading(4, None, coverage=0.1)

    drawn = traces(series)

    assert list(drawn["Usual range"]["y"]).count(None) == 2
    assert list(drawn["Expected"]["y"]).count(None) == 2


def test_an_observed_zero_is_a_bar_of_no_height() -> None:
    series = whole()
    series[3] = reading(3, 0)

    bars = traces(series)["Stories a day"]

    assert list(bars["y"])[3] == 0


def test_today_is_said_to_be_so_far() -> None:
    words = list(traces(whole())["Stories a day"]["customdata"])

    assert "so far" in words[-1]
    assert "so far" not in words[0]


def test_definition_changes_are_marked_lines_with_their_words() -> None:
    mark = Mark(day=FIRST + timedelta(days=5), text="definition v2", is_definition=True)

    figure = trend(whole(), marks=[mark], first=FIRST, last=LAST, is_dark=True)

    marks = next(one for one in figure.data if one.name == "Marks")
    assert list(marks.hovertext) == ["6 Nov 2026: definition v2"]
    assert len(figure.layout.shapes) == 1


def test_the_scale_counts_in_whole_stories() -> None:
    figure = trend(whole(), marks=(), first=FIRST, last=LAST, is_dark=False)

    assert figure.layout.yaxis3.dtick == 1
