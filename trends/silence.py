"""Silent feeds: polls work, nothing arrives, and what was learnt says that is improbable."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import log
from statistics import fmean

from domain.reading import CoverageReason, FeedDay

LEARNT_DAYS, LEARNT_ITEMS = 14, 10
HISTORY_DAYS = 56
WEEKDAY_DAYS = 3.0
LEAST_DISPERSION = 1.5
# Minus the logarithm of the chance of so long a silence: about one in a thousand.
IMPROBABLE = 7.0


def is_silent(
    history: Sequence[FeedDay],
    *,
    day: date,
    new_items: int,
    polls_ok: int,
    seen_share: float = 1.0,
) -> bool:
    """Whether a feed whose polls work has fallen silent.

    Days without items before `day` are read together with it. The chance of none on a day
    that expects m items is that of a negative binomial with the feed's own dispersion f:
    f to the power -m / (f - 1), with the share of the day seen and the weekday in m. Silent
    when the chance of the whole run is under about one in a thousand.

    Args:
        history: The feed's earlier days, oldest first; only the newest 56 are read.
        day: The day judged.
        new_items: Items that arrived on it, backlog included.
        polls_ok: Polls of it that worked.
        seen_share: Share of the whole day that working polls vouch for, 0…1.

    Returns:
        False whenever an item arrived, no poll worked, or fewer than 14 seen days or 10
        items were learnt. True again on each day that merely prolongs a silence.
    """
    if new_items > 0 or polls_ok == 0:
        return False
    recent = list(history[-HISTORY_DAYS:])
    if recent and recent[-1].reason is CoverageReason.SILENT_FEED:
        return True
    run, learnt = _split(recent)
    if len(learnt) < LEARNT_DAYS or sum(row.new_items for row in learnt) < LEARNT_ITEMS:
        return False
    spread = _dispersion(learnt)
    quiet = [(row.day, row.seen_share) for row in run] + [(day, seen_share)]
    expected = sum(share * expected_items(learnt, on) for on, share in quiet)
    return expected * log(spread) / (spread - 1) >= IMPROBABLE


def expected_items(learnt: Sequence[FeedDay], day: date) -> float:
    """Items a whole day of this weekday usually brings, drawn to the mean day.

    Args:
        learnt: Days seen at least in part; none gives zero.
        day: Any day of the weekday wanted.
    """
    shares = sum(row.seen_share for row in learnt)
    if not shares:
        return 0.0
    mean = sum(row.new_items for row in learnt) / shares
    same = [row for row in learnt if row.day.weekday() == day.weekday()]
    items = sum(row.new_items for row in same) + WEEKDAY_DAYS * mean
    return items / (sum(row.seen_share for row in same) + WEEKDAY_DAYS)


def _split(recent: Sequence[FeedDay]) -> tuple[list[FeedDay], list[FeedDay]]:
    """The seen days without items that end the history, and the seen days before them."""
    seen = [row for row in recent if row.seen_share > 0]
    end = len(seen)
    while end and seen[end - 1].new_items + seen[end - 1].backlog_items == 0:
        end -= 1
    return seen[end:], seen[:end]


def _dispersion(learnt: Sequence[FeedDay]) -> float:
    """Variance over mean of a day's items around what its weekday expects; at least 1.5."""
    usual = [(row, row.seen_share * expected_items(learnt, row.day)) for row in learnt]
    pearson = fmean((row.new_items - mean) ** 2 / mean for row, mean in usual if mean > 0)
    return max(LEAST_DISPERSION, pearson)
