"""Lay the exercise out in time: every item of every outlet, and the feed it makes."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from random import Random

from domain.item import Entry
from exercise.background import WORDING
from exercise.beat import Beat, Telling
from exercise.documents import Document, atom, rss
from exercise.outlets import BY_ID, ITEM_MARK, MARK, OUTLETS, Form, Outlet
from exercise.scenario import BEATS, OUTAGE_HOURS, OUTAGE_OUTLET, SENSORS
from exercise.script import to_cyrillic
from exercise.themes import (
    CAMPAIGN,
    CAMPAIGN_DAYS,
    CAMPAIGN_PEAK_A_DAY,
    CAMPAIGN_USUAL_A_DAY,
    USUAL,
    USUAL_A_DAY,
)

FEED_LENGTH = 12
DAYS_AFTER = 3
WEEKDAY_WEIGHT = (1.1, 1.1, 1.05, 1.05, 1.0, 0.55, 0.5)
WAKING_HOURS = (5.0, 22.0)


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """One published item; from `edited_at` on it carries `edited_title`."""

    published_at: datetime
    guid: str
    title: str
    summary: str
    edited_at: datetime | None = None
    edited_title: str = ""

    def entry(self, outlet: Outlet, now: datetime) -> Entry:
        """The item as the outlet's feed shows it at a time, marked in title and summary."""
        is_edited = self.edited_at is not None and self.edited_at <= now
        title = self.edited_title if is_edited else self.title
        return Entry(
            guid=self.guid,
            link=outlet.home + self.guid.rsplit("/", 1)[-1],
            title=f"{ITEM_MARK} {title}",
            summary=f"{ITEM_MARK} {self.summary}".strip(),
            dates=_dates(self.published_at, outlet.form),
        )


@dataclass(slots=True)
class OutletChannel:
    """An outlet's feed over time: its newest items, or nothing while it cannot be reached."""

    outlet: Outlet
    pieces: list[Piece] = field(default_factory=list)
    outages: tuple[tuple[datetime, datetime], ...] = ()

    def document_at(self, now: datetime) -> Document | None:
        """The feed as it stands then, newest first."""
        if any(start <= now < end for start, end in self.outages):
            return None
        end = bisect_right(self.pieces, now, key=lambda piece: piece.published_at)
        newest = reversed(self.pieces[max(0, end - FEED_LENGTH) : end])
        entries = [piece.entry(self.outlet, now) for piece in newest]
        write = atom if self.outlet.form is Form.ATOM else rss
        return write(f"{MARK} {self.outlet.name}", self.outlet.home, entries)


def timeline(*, until: datetime, days: int, seed: int) -> dict[str, OutletChannel]:
    """Every outlet's channel for `days` days ending at `until`, by outlet id.

    Args:
        until: Aware UTC; the decisive day lies three days before it.
        days: Length of the exercise, 60 at least so that baselines can be learnt.
        seed: The same seed gives the same items for the same days.
    """
    first = until.date() - timedelta(days=days)
    decisive = decisive_day(until)
    channels = {outlet.id: OutletChannel(outlet) for outlet in OUTLETS}
    for outlet in OUTLETS:
        chance = Random(f"{seed} {outlet.id}")  # noqa: S311 - a play, not a secret
        for day in _days(first, until.date()):
            told = _ordinary(outlet, day, decisive, chance)
            # No outlet prints one title twice a day; the archive would take it for one item.
            for title, (at, summary) in {title: (at, s) for at, (title, s) in told}.items():
                _add(channels[outlet.id], at, title, summary)
    chance = Random(seed)  # noqa: S311 - a play, not a secret
    for beat in BEATS:
        _play(beat, decisive, channels, chance)
    midnight = datetime.combine(decisive, time(), UTC)
    start, end = (midnight + timedelta(hours=hours) for hours in OUTAGE_HOURS)
    channels[OUTAGE_OUTLET].outages = ((start, end),)
    return channels


def decisive_day(until: datetime) -> date:
    """The day on which the course comes to a head."""
    return until.date() - timedelta(days=DAYS_AFTER)


def _ordinary(
    outlet: Outlet, day: date, decisive: date, chance: Random
) -> Iterator[tuple[datetime, Telling]]:
    """What an outlet publishes on a day without the course: plain news, and its usual themes."""
    weight = WEEKDAY_WEIGHT[day.weekday()]
    wording = WORDING[outlet.lang]
    for _ in range(_times(outlet.items_a_day * weight, chance)):
        yield _some_time(day, chance), (wording.title(chance), wording.summary(chance))
    for _ in range(_times(USUAL_A_DAY * weight, chance)):
        yield _some_time(day, chance), chance.choice(USUAL[outlet.lang])
    if outlet.id in SENSORS:
        rate = _campaign_rate((day - decisive).days)
        for _ in range(_times(rate, chance)):
            yield _some_time(day, chance), chance.choice(CAMPAIGN[outlet.lang])


def _campaign_rate(day: int) -> float:
    """Items a day of one outlet: the usual, then a steady climb to the peak, then back."""
    start, end = CAMPAIGN_DAYS
    if not start <= day <= end:
        return CAMPAIGN_USUAL_A_DAY
    share = (day - start) / (end - start)
    return CAMPAIGN_USUAL_A_DAY + share * (CAMPAIGN_PEAK_A_DAY - CAMPAIGN_USUAL_A_DAY)


def _play(
    beat: Beat, decisive: date, channels: Mapping[str, OutletChannel], chance: Random
) -> None:
    """Let every outlet of a beat tell it, in turn through the wordings of its language."""
    turns: dict[str, int] = {}
    start = datetime.combine(decisive + timedelta(days=beat.day), time(), UTC)
    for order, name in enumerate(beat.outlets):
        lang = BY_ID[name].lang
        turn = turns.get(lang, 0)
        turns[lang] = turn + 1
        title, summary = beat.told[lang][turn % len(beat.told[lang])]
        late = 0.0 if order == 0 else chance.uniform(0.4, beat.spread_h)
        at = start + timedelta(hours=beat.hour + late)
        _add(channels[name], at, title, summary, beat=beat)


def _add(
    channel: OutletChannel, at: datetime, title: str, summary: str, *, beat: Beat | None = None
) -> None:
    """Put one item in its place, in the outlet's own script."""
    edited = (beat.edited or {}).get(title, "") if beat else ""
    if channel.outlet.is_cyrillic:
        title, summary, edited = (to_cyrillic(text) for text in (title, summary, edited))
    piece = Piece(
        published_at=at,
        guid=f"{channel.outlet.id}/{at:%Y%m%d}-{len(channel.pieces) + 1}",
        title=title,
        summary=summary,
        edited_at=at + timedelta(hours=beat.edited_after_h) if beat and edited else None,
        edited_title=edited,
    )
    insort(channel.pieces, piece, key=lambda one: one.published_at)


def _times(rate: float, chance: Random) -> int:
    """How often something of that daily rate happens in a day (Poisson, by counting gaps)."""
    count, spent = 0, chance.expovariate(1.0)
    while spent < rate:
        count += 1
        spent += chance.expovariate(1.0)
    return count


def _some_time(day: date, chance: Random) -> datetime:
    hours = chance.triangular(*WAKING_HOURS)
    return datetime.combine(day, time(), UTC) + timedelta(seconds=int(hours * 3600))


def _days(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _dates(at: datetime, form: Form) -> tuple[str, ...]:
    if form is Form.RSS_UNDATED:
        return ()
    return (at.isoformat() if form is Form.ATOM else format_datetime(at),)
