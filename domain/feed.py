"""Feeds: the addresses we read, what a poll of one came to, and what is due next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import Field, model_validator

from domain.frozen import Frozen
from domain.source import IDENTIFIER


class FeedKind(StrEnum):
    """How a document is read. AUTO looks at the document."""

    AUTO = "auto"
    XML = "xml"
    JSON_FEED = "json_feed"


class Feed(Frozen):
    """One address we read, belonging to a source."""

    id: str = Field(pattern=IDENTIFIER)
    source: str = Field(pattern=IDENTIFIER)
    url: str = Field(pattern=r"^https?://\S+$")
    kind: FeedKind = FeedKind.AUTO
    lang: str = Field(default="", description="sr, sq, ru, en …; empty when mixed")
    enabled: bool = True
    disabled_reason: str = ""
    critical: bool = False
    is_search: bool = Field(default=False, description="a news search: items name their own outlet")
    time_zone: str = "UTC"
    encoding_hint: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _says_why_disabled(self) -> Feed:
        if not self.enabled and not self.disabled_reason:
            raise ValueError("a disabled feed needs `disabled_reason`")
        return self


class FailureReason(StrEnum):
    """Why a poll brought nothing. Closed: a new reason is a change to this list and the docs."""

    INVALID_URL = "invalid_url"
    REFUSED_SCHEME = "refused_scheme"
    PRIVATE_ADDRESS = "private_address"
    DNS_ERROR = "dns_error"
    CONNECT_TIMEOUT = "connect_timeout"
    DEADLINE = "deadline"
    NETWORK_ERROR = "network_error"
    TLS_ERROR = "tls_error"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    HEADERS_TOO_LARGE = "headers_too_large"
    BODY_TOO_LARGE = "body_too_large"
    BAD_ENCODING = "bad_encoding"
    HTTP_ERROR = "http_error"
    FORBIDDEN = "forbidden"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    UNASKED_304 = "unasked_304"
    ROBOTS_DISALLOWED = "robots_disallowed"
    EMPTY_BODY = "empty_body"
    NOT_A_FEED = "not_a_feed"
    PARSE_ERROR = "parse_error"
    PARSE_TIMEOUT = "parse_timeout"
    STORE_ERROR = "store_error"


class PollOutcome(StrEnum):
    """What a poll came to."""

    STORED = "stored"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """All that the next poll of a feed depends on; one row per feed, written with its items.

    Intervals and cadence are in seconds. Validators are kept byte-exact as they came.
    """

    feed: str
    next_check_at: datetime
    interval_s: float = 1800.0
    etag: str | None = None
    last_modified: str | None = None
    validators_since: datetime | None = None
    not_modified_streak: int = 0
    body_hash: str | None = None
    failures: int = 0
    failing_since: datetime | None = None
    last_reason: FailureReason | None = None
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_item_at: datetime | None = None
    gone_streak: int = 0
    muted_at: datetime | None = None
    adopted_url: str | None = None
    redirect_url: str | None = None
    redirect_streak: int = 0
    redirect_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One line of the fetch log: what one poll of one feed came to.

    `window_overrun` is true when the oldest entry served was newer than the newest one
    already stored, so that entries in between may have come and gone unseen.
    """

    feed: str
    started_at: datetime
    finished_at: datetime
    outcome: PollOutcome
    reason: FailureReason | None = None
    detail: str = ""
    http_status: int | None = None
    body_bytes: int = 0
    entries: int = 0
    new: int = 0
    revised: int = 0
    window_overrun: bool = False
    flags: tuple[str, ...] = ()
