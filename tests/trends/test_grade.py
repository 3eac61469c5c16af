"""A status follows from figures by rules that can be read line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.indicator import DefinitionStatus
from domain.reading import Status
from trends.grade import Episode, Facts, Rules, conditions, gated, rules_for, status_today

RULES = Rules()
FACTS = Facts(
    was_ever_collected=True,
    coverage=0.97,
    elapsed=1.0,
    learnt_days=120,
    active_days=80,
    watched_days=99,
    days_since_story=1,
    observed=9,
    expected=3.1,
    week=24,
    week_upper=28.0,
    spacing_days=20.0,
    origins=None,
    definition=DefinitionStatus.LIVE,
)
RARE = replace(FACTS, active_days=2, watched_days=300, observed=1, week=1, days_since_story=47)


def status(**changes: object) -> Status:
    return status_today(replace(FACTS, **changes), RULES)  # type: ignore[arg-type]


def texts(facts: Facts, rules: Rules = RULES, episode: Episode | None = None) -> dict[str, bool]:
    return {line.text: line.holds for line in conditions(facts, rules, episode or Episode())}


@pytest.mark.parametrize(
    ("spacing_days", "expected"),
    [
        (89.9, Status.ROUTINE),
        (90.0, Status.WATCH),
        (180.0, Status.ELEVATED),
        (540.0, Status.HIGH),
        (None, Status.ROUTINE),
    ],
)
def test_the_chance_spacing_sets_the_status(spacing_days: float | None, expected: Status) -> None:
    assert status(spacing_days=spacing_days) is expected


def test_what_was_not_seen_is_unknown_before_anything_else() -> None:
    assert status(observed=None, spacing_days=999.0) is Status.UNKNOWN
    assert status(was_ever_collected=False) is Status.UNKNOWN


def test_forty_days_are_learnt_before_the_first_verdict() -> None:
    assert status(learnt_days=39, spacing_days=999.0) is Status.LEARNING
    assert status(learnt_days=40, spacing_days=999.0) is Status.HIGH
    assert status(expected=None) is Status.LEARNING


def test_a_rare_story_is_seen_and_a_second_within_the_week_is_watched() -> None:
    assert status_today(RARE, RULES) is Status.SEEN
    assert status_today(replace(RARE, week=2), RULES) is Status.WATCH
    assert status_today(replace(RARE, observed=0, week=2), RULES) is Status.ROUTINE


def test_rarity_is_policy_and_never_read_from_the_spacing() -> None:
    assert status_today(replace(RARE, spacing_days=3000.0), RULES) is Status.SEEN


@pytest.mark.parametrize(("origins", "held"), [(None, True), (0, True), (1, True), (2, False)])
def test_one_origin_alone_never_goes_past_watch(origins: int | None, held: bool) -> None:
    status = gated(Status.HIGH, replace(FACTS, origins=origins))

    assert status is (Status.WATCH if held else Status.HIGH)


@pytest.mark.parametrize("definition", [DefinitionStatus.TEST, DefinitionStatus.DRAFT])
def test_only_a_live_definition_goes_past_routine(definition: DefinitionStatus) -> None:
    facts = replace(FACTS, definition=definition, origins=5)

    assert gated(Status.HIGH, facts) is Status.ROUTINE
    assert gated(Status.SEEN, facts) is Status.SEEN
    assert gated(Status.UNKNOWN, facts) is Status.UNKNOWN


def test_a_status_holds_until_seven_quiet_days_have_passed() -> None:
    episode = Episode()

    walked = [episode.follow(one, RULES) for one in [Status.WATCH] + 8 * [Status.ROUTINE]]

    assert walked == 7 * [Status.WATCH] + 2 * [Status.ROUTINE]


def test_an_episode_keeps_the_highest_status_it_reached() -> None:
    episode = Episode()
    episode.follow(Status.ELEVATED, RULES)

    assert episode.follow(Status.WATCH, RULES) is Status.ELEVATED


def test_an_episode_is_frozen_while_nothing_can_be_seen() -> None:
    episode = Episode()
    for one in [Status.WATCH] + 6 * [Status.ROUTINE]:
        episode.follow(one, RULES)

    gap = [episode.follow(Status.UNKNOWN, RULES) for _ in range(30)]

    assert gap == 30 * [Status.UNKNOWN]
    assert (episode.reached, episode.quiet_days) == (Status.WATCH, 6)
    assert episode.follow(Status.ROUTINE, RULES) is Status.ROUTINE


def test_the_running_day_does_not_count_as_quiet() -> None:
    episode = Episode()
    episode.follow(Status.WATCH, RULES)

    assert episode.follow(Status.ROUTINE, RULES, is_whole_day=False) is Status.WATCH
    assert episode.quiet_days == 0


def test_an_alert_budget_is_shared_between_the_active_indicators() -> None:
    rules = rules_for(active_indicators=43, alert_budget_per_week=1.0)

    assert rules.watch_days == pytest.approx(301)
    assert rules.elevated_days == pytest.approx(602)
    assert rules.high_days == pytest.approx(1806)


def test_a_budget_wider_than_chance_was_measured_is_read_as_the_widest_measured() -> None:
    assert rules_for(active_indicators=2, alert_budget_per_week=50).watch_days == 45


def test_without_a_budget_the_standing_spacings_hold() -> None:
    rules = rules_for(active_indicators=43)

    assert (rules.watch_days, rules.elevated_days, rules.high_days) == (90, 180, 540)


def test_the_conditions_of_a_verdict_carry_their_values() -> None:
    lines = texts(replace(FACTS, spacing_days=200.0, origins=1), Rules(active_indicators=43))

    assert lines == {
        "97% of the expected reporting was seen; a verdict needs 30%": True,
        "40 of 40 days of history learnt": True,
        "24 stories in 7 days; the usual range ends at 28": False,
        "by chance such a rise starts about once in 200 days per indicator, "
        "2 a week over the board; Watch needs once in 90": True,
        "Elevated needs once in 180 days": True,
        "High needs once in 540 days": False,
        "independent origins: 1; past Watch needs 2": False,
    }


def test_the_conditions_of_a_rare_indicator_name_policy_not_chance() -> None:
    lines = texts(RARE)

    assert lines["rare: stories on 2 of 300 observed days, fewer than one in 30"]
    assert lines["first story in 47 days, usually one in 150"]
    assert not lines["1 story in 7 days; Watch needs 2"]
    assert not any("chance" in line for line in lines)


def test_a_story_never_seen_before_says_so() -> None:
    facts = replace(RARE, active_days=0, days_since_story=None)

    assert "first story in 300 days, never before" in texts(facts)


def test_learning_says_how_many_days_of_how_many() -> None:
    assert texts(replace(FACTS, learnt_days=12))["12 of 40 days of history learnt"] is False


def test_a_gap_says_what_was_seen_and_that_the_episode_waits() -> None:
    episode = Episode(reached=Status.WATCH, age_days=3, quiet_days=2)

    lines = texts(replace(FACTS, observed=None, coverage=0.294), episode=episode)

    assert lines == {
        "29% of the expected reporting was seen; a verdict needs 30%": False,
        "an episode at Watch began 3 days ago; frozen while nothing can be seen": True,
    }


def test_what_was_never_collected_says_so() -> None:
    assert texts(replace(FACTS, was_ever_collected=False)) == {
        "never collected: no feed has been read successfully yet": False
    }
