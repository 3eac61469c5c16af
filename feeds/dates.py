"""Reading the date a publisher claims: a wrong date is worse than none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from domain.item import ItemFlag
from feeds.date_words import FILLERS, MONTHS, WEEKDAYS, ZONES, fold_word

EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
CLOCK_SKEW = timedelta(hours=2)
_MAX_CHARACTERS = 100
_MAX_OFFSET = timedelta(hours=14)
_LEADING = WEEKDAYS | {"e"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDate:
    """When something was published by the publisher's word, in UTC; None with the reason why."""

    at: datetime | None
    flags: tuple[ItemFlag, ...] = ()


class _ImpossibleError(Exception):
    """The form was recognised and names no moment: no other rung may try its luck."""


@dataclass(frozen=True, slots=True)
class _Moment:
    """A wall-clock moment; `zone` is None where the text named none."""

    wall: datetime
    zone: tzinfo | None


_TIME = (
    r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))"
    r"(?:[:.](?P<second>\d{2})(?:[.,]\d{1,9})?)?\s*h?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?"
)
_ZONE = (
    r"(?P<zone>Z|(?:(?:UTC|GMT)\s?)?[+−-]\s?\d{1,2}(?::?\d{2})?|"
    r"(?!(?:[AaPp][Mm]|[hH])\b)[A-Za-z]{1,5})"
)
_CLOCK = rf"{_TIME}(?:\s*{_ZONE})?"
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4,6}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})\.?"
    rf"(?:[T ,]+{_CLOCK})?"
)
_DAY_FIRST = re.compile(
    rf"(?P<day>\d{{1,2}})\s?(?P<mark>[-/.])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?(?P<year>\d{{4}})\.?"
    rf"(?:(?:[\sT,;|–-]|\b(?:u|U|в|у|ora|ore|në|ne|at|god|г)\b\.?)+{_CLOCK})?"
)
_COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?P<zone>Z|[+-]\d{4})?)?"
)
_EPOCH = re.compile(r"(\d{9,10}|\d{13}|\d{16})(?:\.\d{1,9})?")
_CLOCK_IN_TEXT = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\b\.?)?(?![\d:])"
)
_DOTTED_CLOCK = re.compile(r"(?<![\d.])(?P<hour>\d{1,2})\.(?P<minute>\d{2})\s*h?\s*$")
_OFFSET = re.compile(
    r"(?:\b(?:UTC|GMT)\s?)?(?<![\d-])(?P<zone>[+−-]\s?\d{1,2}:?\d{2}|(?<=[CT])[+−-]\d{1,2})\s*$"
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")


def read_date(raw: str, *, time_zone: str, now: datetime, lang: str = "") -> ReadDate:
    """Read a date as its publisher wrote it.

    Args:
        raw: The text, in any of the forms feeds use.
        time_zone: IANA name of the zone meant where the text names none. An hour that comes
            twice when summer time ends is read as the first, one that is skipped when it
            begins is read with the offset before the change.
        now: The present; aware.
        lang: Language of the feed; helps the last resort only.

    Returns:
        The moment in UTC between 1995 and two hours from now, flagged when the zone was
        assumed; otherwise None and whether the text was missing, unreadable, before that
        time, or in the future.
    """
    text = _tidy(raw)
    if not text:
        return ReadDate(at=None, flags=(ItemFlag.DATE_MISSING,))
    try:
        moment = _read(text, lang)
        if moment is None:
            return ReadDate(at=None, flags=(ItemFlag.DATE_UNREADABLE,))
        zone = moment.zone or _zone_info(time_zone)
        at = moment.wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except OverflowError:
        return ReadDate(at=None, flags=(ItemFlag.DATE_OUT_OF_RANGE,))
    except (_ImpossibleError, ValueError):
        return ReadDate(at=None, flags=(ItemFlag.DATE_UNREADABLE,))
    if at < EARLIEST:
        return ReadDate(at=None, flags=(ItemFlag.DATE_OUT_OF_RANGE,))
    if at > now + CLOCK_SKEW:
        return ReadDate(at=None, flags=(ItemFlag.DATE_FUTURE,))
    return ReadDate(at=at, flags=() if moment.zone else (ItemFlag.TIME_ZONE_ASSUMED,))


def _tidy(raw: str) -> str:
    text = re.sub(r"\([^()]{0,60}\)|\[[^\[\]]{0,60}\]", " ", raw[: _MAX_CHARACTERS * 2])
    return " ".join(text.split()).strip(" ,;|")


def _read(text: str, lang: str) -> _Moment | None:
    if len(text) > _MAX_CHARACTERS or not any(letter.isdigit() for letter in text):
        return None
    for pattern in (_YEAR_FIRST, _COMPACT, _DAY_FIRST):
        if found := pattern.fullmatch(_without_weekday(text)):
            return _from_numbers(found)
    if found := _EPOCH.fullmatch(text):
        return _from_epoch(found.group(1))
    return _from_words(text) or _last_resort(text, lang)


def _without_weekday(text: str) -> str:
    words = text.split(" ")
    while len(words) > 1 and fold_word(words[0]) in _LEADING:
        words = words[1:]
    return " ".join(words)


def _from_epoch(digits: str) -> _Moment:
    scale = {13: 1_000, 16: 1_000_000}.get(len(digits), 1)
    return _Moment(datetime.fromtimestamp(int(digits) // scale, UTC).replace(tzinfo=None), UTC)


def _from_numbers(found: re.Match[str]) -> _Moment:
    fields = found.groupdict()
    day = (int(fields["year"]), int(fields["month"]), int(fields["day"]))
    return _moment(day, fields, fields.get("zone") or "")


def _moment(day: tuple[int, int, int], clock: dict[str, Any], zone: str) -> _Moment:
    hour, minute = int(clock.get("hour") or 0), int(clock.get("minute") or 0)
    second = min(int(clock.get("second") or 0), 60)
    if half := clock.get("half"):
        hour = _full_hour(hour, half.lower())
    try:
        wall = datetime(*day, hour, minute, min(second, 59))  # noqa: DTZ001 - zone comes after
    except ValueError as error:
        raise _ImpossibleError from error
    if int(clock.get("second") or 0) > 60:
        raise _ImpossibleError
    return _Moment(wall, _zone(zone) if zone else None)


def _full_hour(hour: int, half: str) -> int:
    if hour > 12 and half == "p":
        return hour
    if not 1 <= hour <= 12:
        raise _ImpossibleError
    return hour % 12 + (12 if half == "p" else 0)


def _zone(text: str) -> tzinfo:
    name = text.upper().replace("−", "-").replace(" ", "")
    if name in ZONES:
        return timezone(ZONES[name])
    found = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", name)
    if found is None:
        raise _ImpossibleError
    minutes = int(found.group(3) or 0)
    offset = timedelta(hours=int(found.group(2)), minutes=minutes)
    if offset > _MAX_OFFSET or minutes > 59:
        raise _ImpossibleError
    return timezone(-offset if found.group(1) == "-" else offset)


def _from_words(text: str) -> _Moment | None:
    """Read a date with its month in words, whatever the order of its parts."""
    rest, clock, zone = text, {}, ""
    if (found := _OFFSET.search(rest)) and _CLOCK_IN_TEXT.search(rest[: found.start()]):
        zone, rest = found.group("zone"), rest[: found.start()]
    if found := _CLOCK_IN_TEXT.search(rest) or _DOTTED_CLOCK.search(rest):
        clock, rest = found.groupdict(), f"{rest[: found.start()]} {rest[found.end() :]}"
    words: list[str] = []
    numbers: list[str] = []
    for token in _TOKEN.findall(rest):
        if token.isdigit():
            numbers.append(token)
        elif not zone and token.isupper() and token in ZONES:
            zone = token
        else:
            words.append(fold_word(token))
    month = _month(words)
    if month is None or not all(number.isascii() for number in numbers):
        return None
    day = _day(numbers, month)
    return _moment(day, clock, zone) if day else None


def _month(words: list[str]) -> int | None:
    """Give the one month among the words; None when there is none, or a word nobody knows."""
    # "mar" and "sht" are a weekday and a month in Albanian: before another month, the weekday.
    if words and words[0] in WEEKDAYS and any(word in MONTHS for word in words[1:]):
        words = words[1:]
    months = [word for word in words if word in MONTHS]
    others = set(words).difference(months, WEEKDAYS, FILLERS)
    return MONTHS[months[0]] if len(months) == 1 and not others else None


def _day(numbers: list[str], month: int) -> tuple[int, int, int] | None:
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(numbers) != 2 or not days:
        return None
    if years and len(days) == 1:
        return int(years[0]), month, int(days[0])
    if len(days) == 2 and numbers[1] == days[1]:
        # Two digits of a year as in RFC 822, after the day and never before it.
        year = int(days[1])
        return (2000 + year if year < 69 else 1900 + year), month, int(days[0])
    return None


def _last_resort(text: str, lang: str) -> _Moment | None:
    """Ask dateparser, and believe it only where year, day and time stand in the text."""
    year = re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", text)
    if year is None or not re.search(r"[^\W\d_]{3,}", text):
        return None
    parsed = _parser(lang[:2]).get_date_data(text).date_obj
    if parsed is None or parsed.year != int(year.group(0)):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    is_plain_day = parsed.hour == parsed.minute == 0
    if parsed.day not in numbers or not (is_plain_day or parsed.minute in numbers):
        return None
    return _Moment(parsed.replace(tzinfo=None, microsecond=0), parsed.tzinfo)


@cache
def _parser(lang: str) -> Any:
    # Imported here: it is large, and hardly any feed needs it.
    from dateparser.date import DateDataParser

    languages = [lang] if lang in ("en", "ru", "sq", "mk", "de", "fr", "it", "tr") else None
    return DateDataParser(
        languages=languages or ["en", "sr", "sq", "ru", "hr", "bs", "mk", "de", "fr", "it"],
        settings={"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"},
    )


@cache
def _zone_info(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC
