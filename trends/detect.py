"""Panel in, readings out: judge each indicator and day, and say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, NamedTuple

import numpy as np

from domain.indicator import DefinitionStatus
from domain.reading import Reading
from trends.grade import (
    Episode,
    Facts,
    Rules,
    conditions,
    gated,
    is_learning,
    is_observed,
    is_rare,
    rules_for,
    status_today,
)
from trends.judgement import Judgement
from trends.methods import METHODS
from trends.panel import Panel
from trends.roll_up import Figures, roll_up

NAMES = tuple(field.name for field in fields(Figures))
WHOLE_NUMBERS = (
    *("learnt_days", "active_days", "watched_days", "days_since_story"),
    *("observed", "week", "observed_7d"),
)


class _Day(NamedTuple):
    """One day of one indicator as plain values, named and ordered as in `Figures`."""

    was_ever_collected: bool
    coverage: float
    learnt_days: int
    active_days: int
    watched_days: int
    days_since_story: int | None
    observed: int | None
    expected: float | None
    lower: float | None
    upper: float | None
    week: int
    observed_7d: int | None
    expected_7d: float | None
    lower_7d: float | None
    upper_7d: float | None
    p_fast: float | None
    p_slow: float | None
    spacing_days: float | None


def detect(
    panel: Panel,
    *,
    method: str = "ewnb",
    statuses: Mapping[str, DefinitionStatus] | None = None,
    origins: Mapping[str, int] | None = None,
    alert_budget_per_week: float | None = None,
    since: date | None = None,
    computed_at: datetime | None = None,
) -> tuple[Reading, ...]:
    """Judge every indicator and day of a panel.

    Args:
        panel: What was seen and counted; the newest day may still be running.
        method: A key of `METHODS`.
        statuses: How far each definition has come; one left out counts as live. Only live
            ones can pass Routine.
        origins: Independent origins behind each indicator's open episode. Left out, or
            fewer than two, its status never goes past Watch.
        alert_budget_per_week: Chance alerts a week the whole board may raise; None keeps
            the standing spacings of 90, 180 and 540 days.
        since: The first day to give readings for; earlier days are still learnt from.
        computed_at: Put into every reading.

    Returns:
        Readings by indicator in the panel's order, then by day; none for a panel without
        days. `observed` and `expected` are None on days that were not seen. The raw tails
        are given wherever the method has them; `spacing_days` only where statistics give
        the verdict: not while learning, and not for rare indicators.

    Raises:
        KeyError: There is no method of that name.
    """
    judge = METHODS[method]
    if not panel.days:
        return ()
    known = statuses or {}
    active = sum(
        known.get(name, DefinitionStatus.LIVE) is DefinitionStatus.LIVE for name in panel.indicators
    )
    rules = rules_for(active_indicators=active, alert_budget_per_week=alert_budget_per_week)
    return readings(
        panel,
        judge(panel),
        method=method,
        rules=rules,
        statuses=known,
        origins=origins or {},
        since=since,
        computed_at=computed_at,
    )


def readings(
    panel: Panel,
    judged: Judgement,
    *,
    method: str,
    rules: Rules,
    statuses: Mapping[str, DefinitionStatus],
    origins: Mapping[str, int],
    since: date | None = None,
    computed_at: datetime | None = None,
) -> tuple[Reading, ...]:
    """Turn a judgement of a panel into readings; arguments as in `detect`."""
    table = _plain(roll_up(panel, judged))
    made: list[Reading] = []
    for name, days in zip(panel.indicators, table, strict=True):
        source = _Indicator(
            name=name,
            method=method,
            definition=statuses.get(name, DefinitionStatus.LIVE),
            origins=origins.get(name),
            computed_at=computed_at,
        )
        made.extend(_read(source, days, panel, rules, since))
    return tuple(made)


class _Indicator(NamedTuple):
    name: str
    method: str
    definition: DefinitionStatus
    origins: int | None
    computed_at: datetime | None


def _read(
    indicator: _Indicator, days: list[_Day], panel: Panel, rules: Rules, since: date | None
) -> Iterator[Reading]:
    """Walk one indicator's days in order, so that episodes carry over."""
    episode = Episode()
    newest = len(days) - 1
    for t, (date_, day) in enumerate(zip(panel.days, days, strict=True)):
        elapsed = panel.elapsed if t == newest else 1.0
        facts = _facts(indicator, day, elapsed)
        today = gated(status_today(facts, rules), facts)
        status = episode.follow(today, rules, is_whole_day=elapsed >= 1)
        if since is None or date_ >= since:
            has_spacing = is_observed(facts) and not (
                is_learning(facts, rules) or is_rare(facts, rules)
            )
            yield Reading(
                indicator=indicator.name,
                day=date_,
                method=indicator.method,
                observed=day.observed,
                expected=day.expected,
                lower_bound=day.lower,
                upper_bound=day.upper,
                coverage=day.coverage,
                observed_7d=day.observed_7d,
                expected_7d=day.expected_7d,
                lower_7d=day.lower_7d,
                upper_7d=day.upper_7d,
                p_fast=day.p_fast,
                p_slow=day.p_slow,
                spacing_days=day.spacing_days if has_spacing else None,
                status=status,
                conditions=conditions(facts, rules, episode),
                computed_at=indicator.computed_at,
            )


def _facts(indicator: _Indicator, day: _Day, elapsed: float) -> Facts:
    return Facts(
        was_ever_collected=day.was_ever_collected,
        coverage=day.coverage,
        elapsed=elapsed,
        learnt_days=day.learnt_days,
        active_days=day.active_days,
        watched_days=day.watched_days,
        days_since_story=day.days_since_story,
        observed=day.observed,
        expected=day.expected,
        week=day.week,
        week_upper=day.upper_7d,
        spacing_days=day.spacing_days,
        origins=indicator.origins,
        definition=indicator.definition,
    )


def _plain(figures: Figures) -> list[list[_Day]]:
    """Arrays to plain values, indicator by indicator, with None for what is missing."""
    columns = [_values(name, getattr(figures, name)) for name in NAMES]
    return [
        [_Day(*values) for values in zip(*(column[i] for column in columns), strict=True)]
        for i in range(len(columns[0]))
    ]


def _values(name: str, figures: Any) -> list[list[Any]]:
    missing = np.isnan(figures)
    if name in WHOLE_NUMBERS:
        figures = np.where(missing, 0, np.rint(figures)).astype(np.int64)
    if missing.any():
        figures = figures.astype(object)
        figures[missing] = None
    plain: list[list[Any]] = figures.tolist()
    return plain
