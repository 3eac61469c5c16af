"""Figures for a monitoring system, written in the Prometheus text format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from briefing.views import WatchBoard
from domain.reading import Status

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Sample:
    """One value, with the label that tells it from its neighbours, as ``name="value"`` or empty."""

    value: float
    label: str = ""


def write(name: str, what: str, samples: Iterable[Sample]) -> str:
    """One gauge in the text format.

    Source:
        https://prometheus.io/docs/instrumenting/exposition_formats/ (text format 0.0.4)
    """
    lines = [f"# HELP {name} {what}", f"# TYPE {name} gauge"]
    lines += [
        f"{name}{{{one.label}}} {one.value:.17g}" if one.label else f"{name} {one.value:.17g}"
        for one in samples
    ]
    return "\n".join(lines) + "\n"


def board_metrics(board: WatchBoard, *, now: datetime) -> str:
    """What an operator watches: whether anyone looks, what fails, how old the figures are."""
    frame = board.frame
    states = Counter(row.status for row in board.rows)
    parts = [
        write("vedette_up", "1 where the database answers.", [Sample(1)]),
        write("vedette_feeds_enabled", "Feeds that are read.", [Sample(frame.feeds_enabled)]),
        write(
            "vedette_feeds_failing", "Feeds whose last poll failed.", [Sample(len(frame.failing))]
        ),
        write(
            "vedette_feeds_silent",
            "Feeds unusually long without news.",
            [Sample(len(frame.silent))],
        ),
        write(
            "vedette_indicators",
            "Indicators by state.",
            [Sample(states[one], f'state="{one.value}"') for one in Status],
        ),
    ]
    if frame.heartbeat_at is not None:
        age = (now - frame.heartbeat_at).total_seconds()
        parts.append(
            write(
                "vedette_poller_silence_seconds",
                "Seconds since the poller's last beat.",
                [Sample(age)],
            )
        )
    if frame.data_as_of is not None:
        age = (now - frame.data_as_of).total_seconds()
        parts.append(
            write(
                "vedette_evaluation_age_seconds",
                "Seconds since the last evaluation.",
                [Sample(age)],
            )
        )
    return "".join(parts)


def down_metrics() -> str:
    """What there is to say where the database does not answer."""
    return write("vedette_up", "1 where the database answers.", [Sample(0)])
