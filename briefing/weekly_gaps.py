"""What a week's collection missed, in sentences, gravest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from briefing import words
from briefing.times import age, moment
from domain.feed import Feed
from domain.reading import CoverageReason, CoverageState, FeedDay
from domain.week import Week

OUTAGE_WORTH_TELLING_S = 3600
FEEDS_NAMED = 6
OUTAGES_NAMED = 5
MISSED = (CoverageState.NOT_SEEN, CoverageState.PARTLY_SEEN)


def not_seen_lines(
    week: Week,
    feed_days: Sequence[FeedDay],
    feeds: Sequence[Feed],
    outages: Sequence[tuple[datetime, datetime]],
    *,
    as_of: datetime,
) -> tuple[str, ...]:
    """Say what was missed; a week with nothing missed says what that rests on."""
    enabled = [feed for feed in feeds if feed.enabled]
    if not feed_days:
        return ("Nothing was collected in this week. No figure here says anything about it.",)
    lines = [*_outage_lines(outages), *_feed_lines(feed_days, enabled, week)]
    disabled = len(feeds) - len(enabled)
    if disabled:
        lines.append(
            f"{disabled} listed {'feed is' if disabled == 1 else 'feeds are'} switched off "
            "and were not read at all; the Coverage page gives each reason."
        )
    if not lines:
        lines.append(
            f"No gap was found: {len(enabled)} feeds were read on every day of the week. "
            "What no feed published remains unseen."
        )
    return tuple(lines)


def _outage_lines(outages: Sequence[tuple[datetime, datetime]]) -> list[str]:
    long = [
        (start, end)
        for start, end in outages
        if (end - start).total_seconds() >= OUTAGE_WORTH_TELLING_S
    ]
    lines = [
        f"Our own collection stood still from {moment(start)} for "
        f"{age((end - start).total_seconds())}: no feed was read."
        for start, end in long[:OUTAGES_NAMED]
    ]
    if len(long) > OUTAGES_NAMED:
        lines.append(
            f"It stood still {len(long) - OUTAGES_NAMED} more times for an hour or longer."
        )
    return lines


def _feed_lines(feed_days: Sequence[FeedDay], enabled: Sequence[Feed], week: Week) -> list[str]:
    missed: dict[CoverageReason, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    names = {feed.id for feed in enabled}
    for one in feed_days:
        if one.state in MISSED and one.reason is not None and one.feed in names:
            missed[one.reason][one.feed] += 1.0 - one.seen_share
    return [
        line
        for reason, by_feed in sorted(missed.items(), key=lambda pair: -sum(pair[1].values()))
        if (line := _reason_line(reason, by_feed)) and reason is not CoverageReason.OUTAGE_HERE
    ]


def _reason_line(reason: CoverageReason, by_feed: dict[str, float]) -> str:
    ranked = sorted(by_feed.items(), key=lambda pair: -pair[1])
    named = ", ".join(f"{feed} ({_days(lost)})" for feed, lost in ranked[:FEEDS_NAMED])
    more = f" and {len(ranked) - FEEDS_NAMED} more" if len(ranked) > FEEDS_NAMED else ""
    return f"{words.COVERAGE_REASON[reason].capitalize()}: {named}{more}."


def _days(lost: float) -> str:
    return f"{lost:.0f} days" if lost >= 1.5 else f"{max(1, round(lost * 24))} h"
