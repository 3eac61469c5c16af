"""What a fetch is asked for and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """Limits of every fetch; seconds and bytes.

    `allow_private` opens addresses that are refused otherwise: ``host``, ``host:port`` or a
    CIDR range. What is opened there belongs to the operator, so neither robots.txt nor the
    gap between requests applies to it unless `polite_to_private` is set. `respect_robots`
    asks every other host for its robots.txt once a day.
    """

    user_agent: str
    total_deadline_s: float = 30.0
    connect_s: float = 5.0
    max_wire_bytes: int = 5 * 2**20
    max_decoded_bytes: int = 10 * 2**20
    max_redirects: int = 5
    in_flight: int = 32
    per_host: int = 2
    per_host_gap_s: float = 2.0
    allow_private: tuple[str, ...] = ()
    respect_robots: bool = True
    polite_to_private: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchRequest:
    """One feed to ask for; validators are sent back exactly as they once came.

    `allow_downgrade` accepts a redirect from https to http.
    """

    feed: str
    url: str
    etag: str | None = None
    last_modified: str | None = None
    allow_downgrade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A whole document arrived.

    `url` is where it was found in the end, `body` is decompressed, `body_hash` its sha256 in
    hex. `permanent_url` is set when every redirect on the way was permanent. `content_type`
    is the header as sent, `charset` what it says of the encoding, empty where it says nothing.
    """

    body: bytes
    url: str
    status: int
    content_type: str
    charset: str
    etag: str | None
    last_modified: str | None
    body_hash: str
    cache_max_age_s: float | None
    permanent_url: str | None
    wire_bytes: int = 0
    redirects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModified:
    """The server says that nothing changed since the validators were given out."""

    etag: str | None
    last_modified: str | None
    cache_max_age_s: float | None
    url: str = ""
