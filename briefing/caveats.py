"""Every sentence of caution, once: screen, weekly and alerts all take them from here."""

from __future__ import annotations

from datetime import date, datetime

from briefing.figures import count
from briefing.times import age, day, moment
from domain.indicator import Direction

# Chance was measured between these; outside them only the side is told.
COMMON_BELOW_DAYS = 45.0
# Rarer than this was never measured, so nothing rarer is claimed.
LONGEST_DAYS = 540.0

EXERCISE = "EXERCISE EXERCISE EXERCISE: outlets and reports here are invented. Nothing is real."

COUNTS_ARE_REPORTING = (
    "Figures count published reporting, grouped into stories; they do not count events. "
    "More stories can mean more coverage of the same thing."
)
COUNTED_PER_FEED = "A story counts once for each feed that tells it, on the day it was first seen."
CANDIDATES = (
    "A match is a candidate: a program found the terms, nobody has yet judged whether the "
    "report means it."
)
GAP_IS_NOT_ZERO = (
    "Hatched days were partly seen. Grey days were not collected: they have no figure, "
    "and they say nothing about what happened."
)
UNKNOWN_IS_NOT_CALM = "Unknown and Learning mean that nothing can be said. Neither means calm."
SO_FAR = "Today is counted so far and will still grow."
RECOUNTED = (
    "When a definition changes, the whole range is counted anew by it, so figures before the "
    "change can differ from those shown at the time."
)
NO_LEVEL_SET = "No level set: a level is a person's judgement, and none has been recorded."
NOT_A_WARNING = "The program shows what is unusual in reporting. People issue warnings."
PUBLIC_REPORTING_ONLY = (
    "Only public reporting is read. No private person is identified, and nothing here decides "
    "for anyone."
)
NAMES_WITHOUT_PREJUDICE = (
    "Names and lines are used without prejudice to status, and are in line with UNSCR 1244 and "
    "the ICJ opinion on the Kosovo declaration of independence."
)
F_IS_UNKNOWN = (
    "F and 6 mean “cannot be judged”. They are unknown: not the worst grade and not an average one."
)
AFFILIATION_BESIDE_LETTER = (
    "Who stands behind a source is shown beside its letter and is no part of it: an official "
    "source may be reliable for its own government's words and not for the other side's deeds."
)
PUBLISHED_IS_A_CLAIM = (
    "“Published” is the publisher's claim; “first seen” is this program's clock and the one "
    "that days are counted by."
)
BASELINE_ONLY = (
    "A constant background theme: its presence means nothing, only a change against its own "
    "usual level does."
)
SLOW_RISES = (
    "Slow rises are hard to see: about a third more over a month is not detectable at the "
    "volumes these feeds bring."
)
NO_ALL_CLEAR = "Absence of reporting is not absence of activity."
COVERT_ACTS = "Covert acts may leave no trace in public reporting beforehand."
SEARCH_FEEDS = (
    "A news search stands in where a body publishes no feed of its own; the search provider "
    "decides what it returns."
)
NEWEST_ENTRIES_ONLY = (
    "A feed carries only its newest entries. What passed while a feed was not read cannot be "
    "fetched afterwards."
)
UNEVEN_LANGUAGES = (
    "Recall differs between languages, because inflected forms, names and feeds differ. Compare "
    "an indicator with its own past, and never one language with another."
)

DIRECTION: dict[Direction, str] = {
    Direction.RAISES: "More of this raises concern about its warning problems.",
    Direction.LOWERS: "More of this speaks against its warning problems.",
    Direction.RESPONSE: (
        "A response: it usually follows an event, and must not pass for early warning of it."
    ),
    Direction.CONTEXT: (
        "Context: it changes the setting and, alone, says little about any one warning problem."
    ),
}

NO_POLLS = "The poller has not run yet. Until it has, nothing shown here is an observation."
NOT_EVALUATED = "Nothing has been evaluated yet, so no indicator has a verdict."
NO_EVIDENCE = (
    "No collected report matched in these days. See the coverage before reading that as calm."
)


def looking_back(to: date) -> str:
    """The page shows a past day with the definitions of today."""
    return (
        f"Looking back to {day(to)}: readings, coverage and reports up to that day, judged by the "
        "definitions in force now. Feed troubles of today are left out."
    )


def stale(heartbeat_at: datetime, *, now: datetime) -> str:
    """The poller has been silent for too long."""
    silent_for = age((now - heartbeat_at).total_seconds())
    return (
        f"Stale: the poller last beat {silent_for} ago ({moment(heartbeat_at)}). Whatever was "
        "published since is not in here."
    )


def usual_range(lower: float, upper: float) -> str:
    """What a 7-day sum usually lies between on the feeds that worked."""
    return f"{lower:.0f}–{upper:.0f}"


def chance_spacing(days: float) -> str:
    """How often chance alone starts a rise like this one, calibrated."""
    if days < COMMON_BELOW_DAYS:
        return "By chance alone, a rise like this starts more often than once in 45 days."
    if days >= LONGEST_DAYS:
        return (
            f"By chance alone, a rise like this starts less often than once in {LONGEST_DAYS:.0f} "
            "days per indicator; how much less was not measured."
        )
    return f"By chance alone, a rise like this starts about once in {days:.0f} days per indicator."


def chance_in_short(days: float) -> str:
    """The same in a few words, for a table."""
    if days < COMMON_BELOW_DAYS:
        return "By chance: often."
    if days >= LONGEST_DAYS:
        return f"By chance: less than once in {LONGEST_DAYS:.0f} days."
    return f"By chance: about once in {days:.0f} days."


def alert_budget(per_week: float, *, indicators: int) -> str:
    """How many alerts chance alone is allowed to raise on the whole board."""
    return (
        f"The alert budget is {per_week:g} a week: with {indicators} indicators watched, about "
        "that many rises a week would be chance alone."
    )


def one_outlet(items: int) -> str:
    """Many items from a single outlet are still one voice."""
    return f"{items} items from one outlet: this is one voice, however often it is repeated."


def feeds_unseen(failing: int, silent: int) -> str:
    """Feeds that bring nothing now, in one line."""
    parts = [count(failing, "feed") + " failing"] if failing else []
    parts += [count(silent, "feed") + " silent"] if silent else []
    return " and ".join(parts) + ": what they would have brought is missing below."
