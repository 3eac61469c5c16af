"""Reading the response headers that matter: validators, freshness, when to come back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_VALIDATOR_BYTES = 1024
MAX_RETRY_AFTER_S = 86_400.0
MAX_FRESHNESS_S = 366 * 86_400.0
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_MAX_AGE = re.compile(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,12})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9._:+-]{1,40})", re.IGNORECASE)


def validator(raw_headers: Sequence[tuple[bytes, bytes]], name: str) -> str | None:
    """Give a validator byte for byte as it came; None when absent or unfit to send back.

    Unfit is what is longer than a kilobyte, holds control characters, or is not UTF-8 (such
    a value could not be sent back unchanged).
    """
    for key, value in raw_headers:
        if key.decode("latin-1").lower() == name:
            return checked_validator(_utf8(value.strip()))
    return None


def checked_validator(value: str | None) -> str | None:
    """Give `value` back when it may go into a request header, else None."""
    if not value or _CONTROL.search(value):
        return None
    try:
        size = len(value.encode())
    except UnicodeEncodeError:
        return None
    return value if size <= MAX_VALIDATOR_BYTES else None


def _utf8(value: bytes) -> str | None:
    try:
        return value.decode()
    except UnicodeDecodeError:
        return None


def charset(content_type: str) -> str:
    """Give the charset a Content-Type names, lower case; empty when it names none."""
    found = _CHARSET.search(content_type)
    return found.group(1).lower() if found else ""


def retry_after_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Give the seconds a server asks us to wait, 0 … one day; None when it says nothing usable.

    A date is measured against the server's own Date header where it sends one.
    """
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"\d{1,15}(\.\d+)?", value):
        return min(float(value), MAX_RETRY_AFTER_S)
    moment = _http_date(value)
    if moment is None:
        return None
    wait = (moment - (_http_date(headers.get("Date", "")) or now)).total_seconds()
    return min(max(wait, 0.0), MAX_RETRY_AFTER_S)


def max_age_s(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Give how long the answer stays fresh, in seconds; None when the server does not say."""
    cache_control = headers.get("Cache-Control", "")
    if re.search(r"\bno-(?:cache|store)\b", cache_control, re.IGNORECASE):
        return None
    found = _MAX_AGE.search(cache_control)
    if found:
        return min(float(found.group(1)), MAX_FRESHNESS_S)
    expires = _http_date(headers.get("Expires", ""))
    if expires is None:
        return None
    fresh = (expires - (_http_date(headers.get("Date", "")) or now)).total_seconds()
    return min(fresh, MAX_FRESHNESS_S) if fresh > 0 else None


def _http_date(value: str) -> datetime | None:
    if not value or len(value) > 60:
        return None
    try:
        moment = parsedate_to_datetime(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
