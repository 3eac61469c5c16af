"""Figures for monitoring are written as the format asks."""

from dashboard.metrics import Sample, down_metrics, write


def test_a_gauge_has_help_type_and_a_line_for_each_sample() -> None:
    written = write("feeds", "Feeds there are.", [Sample(2), Sample(0.5, 'kind="x"')])

    assert written.splitlines() == [
        "# HELP feeds Feeds there are.",
        "# TYPE feeds gauge",
        "feeds 2",
        'feeds{kind="x"} 0.5',
    ]


def test_a_database_that_does_not_answer_is_told_as_down() -> None:
    assert "vedette_up 0" in down_metrics().splitlines()
