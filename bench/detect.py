"""Measure the detectors on the simulated indicators: chance alarms, events found, speed.

Run as ``python -m bench.detect [ROUNDS]`` from the root of the tree; reads
``../shared/data/detection/ours`` and says so where that is absent.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from trends.detect import detect
from trends.judgement import Array, Flags, Judgement
from trends.methods import cusum, ears, ewnb, residual_ewma
from trends.panel import Panel

DATA = Path(__file__).resolve().parents[2] / "shared/data/detection/ours"
MONDAY = date(2024, 1, 1)
DAYS, FROM_DAY, QUIET_DAYS = 540, 90, 7
WATCH_DAYS = 90.0
SPACINGS = (45, 60, 90, 180, 365, 540)


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """300 series: shares polled, items and stories (B, S, T) with and without the events."""

    up: Array
    is_expected: Array
    items: dict[str, Array]
    stories: dict[str, Array]

    def judge(self, variant: str) -> Judgement:
        """EW-NB over all series at once."""
        return ewnb.run(
            weekdays=[t % 7 for t in range(DAYS)],
            polled=self.up,
            items=self.items[variant],
            counts=self.stories[variant][:, :, None, :],
            is_expected=self.is_expected > 0,
        )

    def panels(self, variant: str) -> Iterator[Panel]:
        """One panel a series."""
        days = tuple(MONDAY + timedelta(days=t) for t in range(DAYS))
        for b in range(len(self.up)):
            yield Panel(
                days=days,
                feeds=tuple(str(s) for s in range(self.up.shape[1])),
                indicators=("simulated",),
                up=self.up[b],
                items=self.items[variant][b],
                counts=self.stories[variant][b][:, None, :],
                is_expected=self.is_expected[b] > 0,
            )


def load(folder: Path = DATA) -> Simulated:
    """Read split A."""
    with gzip.open(folder / "A_source_day.csv.gz", "rt") as file:
        next(file)
        rows = np.loadtxt((line[1:] for line in file), delimiter=",", dtype=np.float64)
    b, t, s = (rows[:, column].astype(int) for column in range(3))
    shape = int(b.max()) + 1, int(s.max()) + 1, DAYS

    def laid_out(values: Array) -> Array:
        cells = np.zeros(shape)
        cells[b, s, t] = values
        return cells

    return Simulated(
        up=laid_out(rows[:, 3]),
        is_expected=laid_out(np.ones(len(rows))),
        items={"base": laid_out(rows[:, 4]), "event": laid_out(rows[:, 6])},
        stories={"base": laid_out(rows[:, 5]), "event": laid_out(rows[:, 7])},
    )


def onsets(is_alarm: Flags) -> NDArray[np.int64]:
    """Days on which an alarm episode starts: seven days without an alarm before."""
    days = np.flatnonzero(is_alarm).astype(np.int64)
    return days[np.diff(days, prepend=-DAYS) > QUIET_DAYS]


def chance_spacing(is_alarm: Flags) -> float:
    """Indicator-days for each episode on series without events; shape (B, T)."""
    episodes = sum(int((onsets(row) >= FROM_DAY).sum()) for row in is_alarm)
    return float(len(is_alarm) * (DAYS - FROM_DAY) / max(episodes, 1))


def threshold_for(figure: Array, days: float) -> float:
    """The figure above which episodes start once in so many days."""
    low, high = (float(edge) for edge in np.nanquantile(figure, (0.5, 0.99995)))
    for _ in range(25):
        middle = (low + high) / 2
        low, high = (middle, high) if chance_spacing(figure > middle) < days else (low, middle)
    return high


def excess(alarm: dict[str, Flags], folder: Path = DATA) -> dict[str, float]:
    """Share of events in which an episode starts, less the share by chance alone."""
    starts = {variant: [onsets(row) for row in rows] for variant, rows in alarm.items()}
    found: dict[str, list[int]] = {}
    for line in (folder / "A_events.csv").read_text().splitlines()[1:]:
        series, _, kind, first, last = line.split(",")[:5]
        b = int(series[1:])
        hit, chance = (
            bool(((day >= int(first)) & (day <= int(last) + 1)).any())
            for day in (starts["event"][b], starts["base"][b])
        )
        found.setdefault(kind, []).append(int(hit) - int(chance))
    return {kind: float(np.mean(values)) for kind, values in found.items()}


Figure = Callable[[Judgement], Array]


def report_pair(judged: dict[str, Judgement]) -> None:
    """The pair at its own Watch threshold, and how well its curve keeps its word."""
    spacing = {variant: one.spacing_days[:, 0] for variant, one in judged.items()}
    alarm = {variant: days >= WATCH_DAYS for variant, days in spacing.items()}
    rate = 90 / chance_spacing(alarm["base"])
    shares = ", ".join(f"{kind} {share:.3f}" for kind, share in excess(alarm).items())
    print(f"ewnb: {rate:.2f} false alarms in 90 days at spacing 90; beyond chance: {shares}")
    by_level = [90 / chance_spacing(rows) for rows in np.split(alarm["base"], 6)]
    print("  rarest to busiest: " + " ".join(f"{rate:.2f}" for rate in by_level))
    for days in SPACINGS:
        print(f"  shown {days} days, measured {chance_spacing(spacing['base'] >= days):.0f}")


def report_figure(name: str, figures: dict[str, Array]) -> None:
    """Any statistic: its curve, and what it finds at one false alarm in 90 days."""
    curve = [(days, threshold_for(figures["base"], days)) for days in SPACINGS]
    print(f"{name}: curve " + ", ".join(f"({days}, {at:.3g})" for days, at in curve))
    alarm = {variant: figure > dict(curve)[90] for variant, figure in figures.items()}
    by_level = [90 / chance_spacing(rows) for rows in np.split(alarm["base"], 6)]
    shares = ", ".join(f"{kind} {share:.3f}" for kind, share in excess(alarm).items())
    print(f"  beyond chance: {shares}; rates {min(by_level):.2f} to {max(by_level):.2f}")


def ears_figures(simulated: Simulated, statistic: ears.Statistic) -> dict[str, Array]:
    """An EARS statistic over the summed stream of every series."""
    return {
        variant: np.concatenate(
            [ears.on_summed(panel, statistic) for panel in simulated.panels(variant)]
        )
        for variant in ("base", "event")
    }


def report_speed(rounds: int) -> None:
    """A 43-indicator catalogue in one call, and two years of it on 200 feeds."""
    for feeds, days in ((30, 730), (200, 730)):
        panel = _made_up(feeds=feeds, indicators=43, days=days)
        for name, call in (("ewnb", ewnb.detect), ("readings", detect)):
            best = min(_seconds(call, panel) for _ in range(rounds))
            each = best / days / 43 * 1e6
            print(f"{name}: {feeds} feeds, 43 indicators, {days} days: {best:.2f} s, {each:.1f} µs")


def _made_up(*, feeds: int, indicators: int, days: int) -> Panel:
    random = np.random.default_rng(1)
    return Panel(
        days=tuple(MONDAY + timedelta(days=t) for t in range(days)),
        feeds=tuple(f"feed{s:03d}" for s in range(feeds)),
        indicators=tuple(f"indicator{i:02d}" for i in range(indicators)),
        up=np.ones((feeds, days)),
        items=random.poisson(15, (feeds, days)).astype(float),
        counts=random.poisson(1.5 / feeds, (feeds, indicators, days)).astype(float),
        is_expected=np.ones((feeds, days), bool),
    )


def _seconds(call: Callable[[Panel], object], panel: Panel) -> float:
    start = time.perf_counter()
    call(panel)
    return time.perf_counter() - start


def main() -> None:
    """Print all figures."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    report_speed(rounds)
    if not DATA.exists():
        print(f"no simulated indicators at {DATA}: detection figures left out")
        return
    simulated = load()
    judged = {variant: simulated.judge(variant) for variant in ("base", "event")}
    report_pair(judged)
    singles: dict[str, Figure] = {
        "fast test alone (-ln p)": lambda one: -np.log(one.p_fast[:, 0]),
        "slow test alone (-ln p)": lambda one: -np.log(one.p_slow[:, 0]),
        "residual_ewma": lambda one: residual_ewma.figure(one)[:, 0],
        "cusum": lambda one: cusum.figure(one)[:, 0],
    }
    for name, figure in singles.items():
        report_figure(name, {variant: figure(one) for variant, one in judged.items()})
    for name, statistic in (("ears_c1", ears.c1), ("ears_c2", ears.c2), ("ears_c3", ears.c3)):
        report_figure(name, ears_figures(simulated, statistic))


if __name__ == "__main__":
    main()
