"""EW-NB agrees with its reference figures and keeps its word about chance alarms."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest

from trends.judgement import Array, Judgement
from trends.methods import ewnb

DAYS, FROM_DAY, QUIET_DAYS = 540, 90, 7
VARIANTS = {"base": (4, 5), "event": (6, 7)}


class Recorded(NamedTuple):
    folder: Path
    judged: dict[str, Judgement]


@pytest.fixture(scope="module")
def simulated(recorded: Path) -> Recorded:
    """All series of split A judged in one call, with and without their events."""
    folder = recorded / "ours"
    table = pd.read_csv(folder / "A_source_day.csv.gz")
    table["series"] = table["series"].str[1:].astype(int)
    rows = table.to_numpy(float)
    b, t, s = (rows[:, column].astype(int) for column in range(3))

    def laid_out(values: Array) -> Array:
        cells = np.zeros((int(b.max()) + 1, int(s.max()) + 1, DAYS))
        cells[b, s, t] = values
        return cells

    judged = {
        variant: ewnb.run(
            weekdays=[day % 7 for day in range(DAYS)],
            polled=laid_out(rows[:, 3]),
            items=laid_out(rows[:, items]),
            counts=laid_out(rows[:, stories])[:, :, None, :],
            is_expected=laid_out(np.ones(len(rows))) > 0,
        )
        for variant, (items, stories) in VARIANTS.items()
    }
    return Recorded(folder, judged)


def reference(folder: Path) -> dict[tuple[int, str], dict[str, Array]]:
    columns: dict[tuple[int, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with gzip.open(folder / "A_reference_ewnb.csv.gz", "rt") as file:
        for row in csv.DictReader(file):
            series = columns[int(row["series"][1:]), row["variant"]]
            for name in ("ok", "Y", "M", "V", "coverage", "p_fast", "p_slow"):
                series[name].append(float(row[name] or "nan"))
    return {
        key: {name: np.array(values) for name, values in series.items()}
        for key, series in columns.items()
    }


def onsets(is_alarm: Array) -> Array:
    days = np.flatnonzero(is_alarm).astype(float)
    return days[np.diff(days, prepend=-DAYS) > QUIET_DAYS]


@pytest.mark.recorded
def test_expectation_and_tails_are_those_of_the_reference(simulated: Recorded) -> None:
    for (b, variant), wanted in reference(simulated.folder).items():
        ours = simulated.judged[variant]
        ok = wanted["ok"] == 1

        np.testing.assert_array_equal(ours.is_judged[b, 0], ok)
        np.testing.assert_array_equal(ours.observed[b, 0][ok], wanted["Y"][ok])
        np.testing.assert_allclose(ours.expected[b, 0][ok], wanted["M"][ok], rtol=1e-6)
        np.testing.assert_allclose(ours.error[b, 0][ok], wanted["V"][ok], rtol=1e-6)
        np.testing.assert_allclose(ours.coverage[b, 0], wanted["coverage"], atol=1e-6)
        for name, p in (("p_fast", ours.p_fast), ("p_slow", ours.p_slow)):
            np.testing.assert_allclose(np.log(p[b, 0][ok]), np.log(wanted[name][ok]), atol=1e-4)


@pytest.mark.recorded
@pytest.mark.parametrize("days", [45, 60, 90, 180, 365, 540])
def test_a_spacing_shown_is_the_spacing_measured(simulated: Recorded, days: int) -> None:
    is_alarm = simulated.judged["base"].spacing_days[:, 0] >= days

    episodes = sum((onsets(series) >= FROM_DAY).sum() for series in is_alarm)

    assert len(is_alarm) * (DAYS - FROM_DAY) / episodes == pytest.approx(days, rel=0.03)


@pytest.mark.recorded
def test_events_are_found_beyond_chance_at_one_false_alarm_in_ninety_days(
    simulated: Recorded,
) -> None:
    starts = {
        variant: [onsets(series) for series in judged.spacing_days[:, 0] >= 90]
        for variant, judged in simulated.judged.items()
    }
    beyond: dict[str, list[int]] = defaultdict(list)
    for line in (simulated.folder / "A_events.csv").read_text().splitlines()[1:]:
        series, _, kind, first, last = line.split(",")[:5]
        hit, chance = (
            ((day >= int(first)) & (day <= int(last) + 1)).any()
            for day in (starts["event"][int(series[1:])], starts["base"][int(series[1:])])
        )
        beyond[kind].append(int(hit) - int(chance))

    assert np.mean(beyond["spike"]) == pytest.approx(0.511, abs=0.005)
    assert np.mean(beyond["slow"]) == pytest.approx(0.399, abs=0.005)


def test_one_feed_with_the_same_count_every_day_expects_that_count() -> None:
    days, count = 80, 6.0
    shape = (1, days)

    judged = ewnb.run(
        weekdays=[day % 7 for day in range(days)],
        polled=np.ones(shape),
        items=np.full(shape, 30.0),
        counts=np.full((1, 1, days), count),
        is_expected=np.ones(shape, bool),
    )

    assert judged.expected[0, -1] == pytest.approx(count)
    assert judged.coverage[0, -1] == pytest.approx(1.0)
    assert np.flatnonzero(judged.is_judged[0])[0] == 22
