"""What EW-NB remembers of every feed from one day to the next, and how it judges a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trends.judgement import Array, Flags

DAYS_IN_WEEK = 7
ROUNDING = 1e-9  # a day of exactly .3 is judged, whatever the order of summing


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The fixed choices of the method; days are polled days unless said otherwise.

    `weekday_prior` is in items: zero trusts the weekday profile of the totals given, more
    draws it to a flat week. `silent_items` is how many items may fail to arrive before a
    polled feed counts as silent; infinite where the totals are not known.
    """

    memory: float = 0.97
    volume_memory: float = 0.98
    dispersion_memory: float = 0.99
    quarantine_days: int = 21
    pooling_days: float = 0.5
    weekday_days: float = 3.0
    weekday_prior: float = 0.0
    silent_items: float = 4.0
    dispersion_prior: float = 1.5
    dispersion_prior_days: float = 30.0
    learn_cap_sd: float = 4.0
    least_coverage: float = 0.3
    fast: float = 0.3
    slow: float = 0.1


DEFAULTS = Settings()


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What one step is given: (…, S) shares and items, (…, S, I) counts.

    `polled` is the share of the whole day that was seen; `is_expected` is False for a feed
    not configured that day; `elapsed` is the share of the day that is over.
    """

    weekday: int
    polled: Array
    items: Array
    counts: Array
    is_expected: Flags
    elapsed: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """What one step says before it learns; arrays of shape (…, I), `is_working` (…)."""

    is_working: Flags
    is_judged: Flags
    observed: Array
    expected: Array
    error: Array
    dispersion: Array
    usual: Array
    coverage: Array
    fast: tuple[Array, Array, Array]
    slow: tuple[Array, Array, Array]


class Learnt:
    """All the method remembers between two days, for S feeds and I indicators at once.

    Live use and replay both call `step` once a day, so they cannot differ. Leading axes
    are independent panels that share the calendar.
    """

    def __init__(self, shape: tuple[int, ...], *, settings: Settings = DEFAULTS) -> None:
        feeds, by_indicator = shape[:-1], (*shape[:-2], shape[-1])
        self.settings = settings
        self.matches: Array = np.zeros(shape)
        self.exposure: Array = np.zeros(feeds)
        self.volume: Array = np.zeros(feeds)
        self.age: Array = np.zeros(feeds)
        self.missing_items: Array = np.zeros(feeds)
        self.is_known: Flags = np.zeros(feeds, bool)
        self.weekday_items: Array = np.zeros((*feeds, DAYS_IN_WEEK))
        self.weekday_days: Array = np.zeros((*feeds, DAYS_IN_WEEK))
        weight = settings.dispersion_prior_days
        self.pearson: Array = np.full(by_indicator, weight * settings.dispersion_prior)
        self.pearson_days: Array = np.full(by_indicator, weight)
        self.smoothed = {
            rate: tuple(np.zeros(by_indicator) for _ in range(3))
            for rate in (settings.fast, settings.slow)
        }

    def step(self, day: Day) -> DayFigures:
        """Judge one day, then learn it."""
        weights = self._weekday_weights(day.weekday)
        working = self._working(day, weights)
        mature = self.is_known & (self.age >= self.settings.quarantine_days) & day.is_expected
        panel = working & mature
        figures = self._judge(day, weights, panel, mature, np.asarray(working.any(-1)))
        capped = self._learn_dispersion(figures)
        self._learn_feeds(day, weights, working, capped)
        return figures

    def _weekday_weights(self, weekday: int) -> Array:
        """How this weekday compares with the feed's mean day, drawn to all feeds' profile."""
        s = self.settings
        mean = _ratio(self.weekday_items.sum(-1), self.weekday_days.sum(-1), 0.0)
        usual = (self.weekday_days * mean[..., None]).sum(-2) + s.weekday_prior
        pooled = _ratio(self.weekday_items.sum(-2) + s.weekday_prior, usual, 1.0)
        here = pooled[..., weekday] / pooled.mean(-1)
        items, days = self.weekday_items[..., weekday], self.weekday_days[..., weekday]
        drawn = items + s.weekday_days * mean * here[..., None] + 1e-6
        return np.asarray(drawn / (mean * (days + s.weekday_days) + 1e-6))

    def _working(self, day: Day, weights: Array) -> Flags:
        """Feeds polled today, without those from which too much has failed to arrive."""
        polled = day.polled > 0
        empty = polled & (day.items == 0)
        daily = _ratio(self.volume, self.exposure, 0.0)
        missing = self.missing_items + daily * weights * day.polled
        self.missing_items = np.where(empty, missing, np.where(polled, 0.0, self.missing_items))
        return np.asarray(polled & ~(empty & (self.missing_items >= self.settings.silent_items)))

    def _judge(
        self, day: Day, weights: Array, panel: Flags, mature: Flags, is_working: Flags
    ) -> DayFigures:
        rates = self._rates()
        share = np.where(panel, day.polled * weights, 0.0)
        expected = _over_feeds(share, rates)
        known = self.exposure + self.settings.pooling_days
        error = _over_feeds(share * share / known, rates)
        possible = _over_feeds(np.where(mature, weights * day.elapsed, 0.0), rates)
        coverage = _ratio(expected, possible, 0.0)
        floor = self.settings.least_coverage - ROUNDING
        has_panel = np.asarray(panel.any(-1))
        is_judged = has_panel[..., None] & (coverage >= floor)
        observed = _over_feeds(panel.astype(float), day.counts)
        tests = [
            self._smooth(rate, is_judged, observed, expected)
            for rate in (self.settings.fast, self.settings.slow)
        ]
        return DayFigures(
            is_working=is_working,
            is_judged=is_judged,
            observed=observed,
            expected=expected,
            error=error,
            dispersion=np.maximum(1.0, self.pearson / self.pearson_days),
            usual=_over_feeds(mature.astype(float), rates),
            coverage=coverage,
            fast=tests[0],
            slow=tests[1],
        )

    def _rates(self) -> Array:
        """Matches a polled day per feed and indicator, drawn to what the feed's volume suggests."""
        weight = self.settings.pooling_days
        items = np.where(self.exposure > 0, self.volume, 0.0).sum(-1)
        share = self.matches.sum(-2) / np.maximum(items, 1e-9)[..., None]
        daily = _ratio(self.volume, self.exposure, 0.0)
        drawn = self.matches + weight * daily[..., None] * share[..., None, :] + 1e-9
        return np.asarray(drawn / (self.exposure + weight)[..., None])

    def _smooth(
        self, rate: float, is_judged: Flags, observed: Array, expected: Array
    ) -> tuple[Array, Array, Array]:
        """Carry observed, expected and expected under squared weights one day on."""
        keep = 1.0 - rate
        seen, mean, squared = self.smoothed[rate]
        carried = (
            seen * keep + np.where(is_judged, observed, 0.0),
            mean * keep + np.where(is_judged, expected, 0.0),
            squared * keep * keep + np.where(is_judged, expected, 0.0),
        )
        self.smoothed[rate] = carried
        return carried

    def _learn_dispersion(self, day: DayFigures) -> Array:
        """Learn the scatter; give the share of each count that may be learnt at all."""
        s = self.settings
        total = day.dispersion * day.expected + day.error
        cap = day.expected + s.learn_cap_sd * np.sqrt(total) + 0.5
        excess = day.is_judged & (day.observed > cap)
        capped = np.where(excess, cap / np.maximum(day.observed, 1e-9), 1.0)
        distance = day.observed * capped - day.expected
        pearson = np.minimum(distance**2 / np.maximum(day.expected + day.error, 1e-9), 25.0)
        trust = np.minimum(1.0, day.expected / 0.5)
        keep, prior = s.dispersion_memory, (1 - s.dispersion_memory) * s.dispersion_prior_days
        self.pearson = np.where(
            day.is_judged,
            self.pearson * keep + prior * s.dispersion_prior + trust * pearson,
            self.pearson,
        )
        self.pearson_days = np.where(
            day.is_judged, self.pearson_days * keep + prior + trust, self.pearson_days
        )
        return capped

    def _learn_feeds(self, day: Day, weights: Array, working: Flags, capped: Array) -> None:
        """Learn the working feeds; a feed's first day is its backlog and only makes it known."""
        s = self.settings
        learns = working & self.is_known
        keep = np.where(learns, s.memory, 1.0)
        counted = day.counts * capped[..., None, :]
        self.matches = self.matches * keep[..., None] + np.where(learns[..., None], counted, 0.0)
        self.exposure = self.exposure * keep + np.where(learns, day.polled * weights, 0.0)
        self.volume = self.volume * keep + np.where(learns, day.items, 0.0)
        self.age = self.age + learns
        keep = np.where(learns, s.volume_memory, 1.0)
        column = (..., day.weekday)
        items, days = self.weekday_items[column], self.weekday_days[column]
        self.weekday_items[column] = items * keep + np.where(learns, day.items, 0.0)
        self.weekday_days[column] = days * keep + np.where(learns, day.polled, 0.0)
        self.is_known = self.is_known | (day.polled > 0)


def _over_feeds(weights: Array, values: Array) -> Array:
    """Sum over feeds: weights (…, S) by values (…, S, I)."""
    return np.asarray((weights[..., None, :] @ values)[..., 0, :])


def _ratio(part: Array, whole: Array, otherwise: float) -> Array:
    """Divide where there is something to divide by."""
    filled = np.full(np.broadcast_shapes(np.shape(part), np.shape(whole)), otherwise)
    return np.asarray(np.divide(part, whole, out=filled, where=whole > 0))
