"""From one day's figures to a status, with every condition behind it in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from domain.indicator import DefinitionStatus
from domain.reading import Condition, Status

ORDER = tuple(Status)
RANK = {status: rank for rank, status in enumerate(ORDER)}
ALERTING = RANK[Status.WATCH]


# Chance spacings were measured up to here; beyond, nothing more exact is said.
LONGEST_MEASURED_DAYS = 540.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where one status ends and the next begins; spacings in days per indicator."""

    least_coverage: float = 0.3
    learning_days: int = 40
    rare_one_in_days: int = 30
    rare_watch_stories: int = 2
    watch_days: float = 90.0
    elevated_days: float = 180.0
    high_days: float = 540.0
    quiet_days: int = 7
    active_indicators: int = 1


SHORTEST_SPACING_DAYS = 45.0
WEEK_DAYS = 7


def rules_for(*, active_indicators: int, alert_budget_per_week: float | None = None) -> Rules:
    """The rules for a board.

    Args:
        active_indicators: How many indicators may alert.
        alert_budget_per_week: Chance alerts a week that the whole board may raise; None
            keeps the standing spacings. Elevated and High keep their distance to Watch.
            A budget so wide that Watch would start below 45 days, where chance was not
            measured, is read as 45.
    """
    active = max(1, active_indicators)
    if alert_budget_per_week is None:
        return Rules(active_indicators=active)
    asked = WEEK_DAYS * active / max(alert_budget_per_week, 1e-6)
    watch = max(SHORTEST_SPACING_DAYS, asked)
    return Rules(
        watch_days=watch, elevated_days=2 * watch, high_days=6 * watch, active_indicators=active
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one indicator on one day.

    `coverage` is 0…1; `elapsed` the share of the day that is over. `learnt_days` are earlier
    days on which any feed worked. `active_days` of `watched_days` (up to a year, today left
    out) had a story; `days_since_story` are observed days since the last one, None before
    the first. `observed` is None unless the day was seen, `week` the sum of the seen days
    among the newest seven. `spacing_days` is None where the method gives none. `origins` is
    None while origins have not been traced.
    """

    was_ever_collected: bool
    coverage: float
    elapsed: float
    learnt_days: int
    active_days: int
    watched_days: int
    days_since_story: int | None
    observed: int | None
    expected: float | None
    week: int
    week_upper: float | None
    spacing_days: float | None
    origins: int | None
    definition: DefinitionStatus


def is_observed(facts: Facts) -> bool:
    """Whether enough was seen to say anything."""
    return facts.was_ever_collected and facts.observed is not None


def is_learning(facts: Facts, rules: Rules) -> bool:
    """Whether there is too little history, or no expectation yet."""
    return facts.learnt_days < rules.learning_days or facts.expected is None


def is_rare(facts: Facts, rules: Rules) -> bool:
    """Whether stories come on fewer than one day in thirty: policy speaks, not statistics."""
    return facts.active_days * rules.rare_one_in_days < facts.watched_days


def status_today(facts: Facts, rules: Rules) -> Status:
    """What this day alone says, before the gates and the running episode."""
    if not is_observed(facts):
        return Status.UNKNOWN
    if is_learning(facts, rules):
        return Status.LEARNING
    if is_rare(facts, rules):
        return _rare_status(facts, rules)
    return _spaced_status(facts.spacing_days, rules)


def gated(status: Status, facts: Facts) -> Status:
    """Hold a status at what sourcing and the definition allow."""
    if RANK[status] < ALERTING:
        return status
    if facts.definition is not DefinitionStatus.LIVE:
        return Status.ROUTINE
    if facts.origins is None or facts.origins < 2:
        return Status.WATCH
    return status


def _rare_status(facts: Facts, rules: Rules) -> Status:
    if not facts.observed:
        return Status.ROUTINE
    return Status.WATCH if facts.week >= rules.rare_watch_stories else Status.SEEN


def _spaced_status(spacing_days: float | None, rules: Rules) -> Status:
    if spacing_days is None or spacing_days < rules.watch_days:
        return Status.ROUTINE
    if spacing_days < rules.elevated_days:
        return Status.WATCH
    return Status.ELEVATED if spacing_days < rules.high_days else Status.HIGH


@dataclass(slots=True, kw_only=True)
class Episode:
    """A status that holds until seven whole quiet days have passed; a gap freezes it.

    `reached` is the highest status so far, None while there is no episode. `age_days` counts
    the days since it began, `quiet_days` the observed quiet days in a row.
    """

    reached: Status | None = None
    age_days: int = 0
    quiet_days: int = 0

    def follow(self, status: Status, rules: Rules, *, is_whole_day: bool = True) -> Status:
        """Take the next day in and give the status that stands."""
        if self.reached is not None:
            self.age_days += 1
        if status in (Status.UNKNOWN, Status.LEARNING):
            return status
        if status is not Status.ROUTINE:
            self._rise(status)
        elif self.reached is not None and is_whole_day:
            self.quiet_days += 1
            if self.quiet_days >= rules.quiet_days:
                self.reached, self.age_days, self.quiet_days = None, 0, 0
        return self.reached or status

    def _rise(self, status: Status) -> None:
        self.quiet_days = 0
        if self.reached is None or RANK[status] > RANK[self.reached]:
            self.reached = status


def conditions(facts: Facts, rules: Rules, episode: Episode) -> tuple[Condition, ...]:
    """Why this status, line by line, each with its values."""
    return tuple(_conditions(facts, rules, episode))


def _conditions(facts: Facts, rules: Rules, episode: Episode) -> Iterator[Condition]:
    yield _seen(facts, rules)
    if facts.elapsed < 1:
        yield _line(True, f"the day is not over: figures are so far ({facts.elapsed:.0%} of it)")
    if is_observed(facts):
        learnt, needed = min(facts.learnt_days, rules.learning_days), rules.learning_days
        yield _line(learnt >= needed, f"{learnt} of {needed} days of history learnt")
        if not is_learning(facts, rules):
            yield from (
                _rare_lines(facts, rules) if is_rare(facts, rules) else _spaced_lines(facts, rules)
            )
            yield from _gate_lines(facts)
    if episode.reached is not None:
        yield _episode_line(facts, rules, episode)


def _seen(facts: Facts, rules: Rules) -> Condition:
    if not facts.was_ever_collected:
        return _line(False, "never collected: no feed has been read successfully yet")
    text = f"{int(100 * facts.coverage + 1e-6)}% of the expected reporting was seen"
    return _line(is_observed(facts), f"{text}; a verdict needs {rules.least_coverage:.0%}")


def _rare_lines(facts: Facts, rules: Rules) -> Iterator[Condition]:
    seldom = f"stories on {facts.active_days} of {facts.watched_days} observed days"
    yield _line(True, f"rare: {seldom}, fewer than one in {rules.rare_one_in_days}")
    yield _line(bool(facts.observed), _first_in(facts))
    needed = rules.rare_watch_stories
    text = f"{_stories(facts.week)} in 7 days; Watch needs {needed}"
    yield _line(facts.week >= needed, text)


def _first_in(facts: Facts) -> str:
    usual = "never before"
    if facts.active_days:
        usual = f"usually one in {round(facts.watched_days / facts.active_days)}"
    if facts.days_since_story is None:
        since = f"in {facts.watched_days} days"
    else:
        since = f"in {facts.days_since_story} days"
    return f"first story {since}, {usual}" if facts.observed else f"no story today, {usual}"


def _spaced_lines(facts: Facts, rules: Rules) -> Iterator[Condition]:
    if facts.week_upper is not None:
        text = f"{_stories(facts.week)} in 7 days; the usual range ends at {facts.week_upper:.0f}"
        yield _line(facts.week > facts.week_upper, text)
    spacing = facts.spacing_days
    if spacing is None:
        yield _line(False, "this method gives no chance spacing, so nothing past Routine")
        return
    yield _line(spacing >= rules.watch_days, _chance(spacing, rules))
    if spacing >= rules.watch_days:
        for name, days in (("Elevated", rules.elevated_days), ("High", rules.high_days)):
            yield _line(spacing >= days, f"{name} needs once in {days:.0f} days")


def _chance(spacing: float, rules: Rules) -> str:
    watch = f"Watch needs once in {rules.watch_days:.0f}"
    if spacing < SHORTEST_SPACING_DAYS:
        return f"by chance such a rise starts more often than once in 45 days; {watch}"
    weekly = WEEK_DAYS * rules.active_indicators / spacing
    if spacing > LONGEST_MEASURED_DAYS:
        rare = f"less often than once in {LONGEST_MEASURED_DAYS:.0f} days per indicator"
        return f"by chance such a rise starts {rare}; {watch}"
    once = f"by chance such a rise starts about once in {spacing:.0f} days per indicator"
    return f"{once}, {weekly:.1g} a week over the board; {watch}"


def _gate_lines(facts: Facts) -> Iterator[Condition]:
    is_live = facts.definition is DefinitionStatus.LIVE
    if not is_live:
        yield _line(False, f"the definition is {facts.definition.value}, not live: it cannot alert")
    if facts.origins is None:
        yield _line(False, "origins not traced yet: one origin alone never goes past Watch")
    else:
        text = f"independent origins: {facts.origins}; past Watch needs 2"
        yield _line(facts.origins >= 2, text)


def _episode_line(facts: Facts, rules: Rules, episode: Episode) -> Condition:
    began = _days_ago(episode.age_days)
    if facts.observed is None:
        state = "frozen while nothing can be seen"
    else:
        state = f"{episode.quiet_days} of the {rules.quiet_days} quiet days that would close it"
    assert episode.reached is not None
    return _line(True, f"an episode at {episode.reached.value.title()} {began}; {state}")


def _days_ago(days: int) -> str:
    if days < 2:
        return "began yesterday" if days else "began today"
    return f"began {days} days ago"


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories"


@lru_cache(maxsize=4096)  # most lines repeat from day to day and between indicators
def _line(holds: bool, text: str) -> Condition:
    return Condition(text=text, holds=holds)
