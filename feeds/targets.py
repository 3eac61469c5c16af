"""The addresses a fetch may go to: http and https only, credentials apart, redirects checked."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit

from domain.errors import FetchError
from domain.feed import FailureReason

MAX_URL_CHARACTERS = 4096
_UNFIT = re.compile(r"[\x00-\x20\x7f\\]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """One address to ask, with its credentials taken out of it."""

    url: str
    scheme: str
    host: str
    port: int
    authorization: str = ""

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must stay the same for credentials to be sent."""
        return self.scheme, self.host, self.port


def read_target(url: str) -> Target:
    """Check an address and take it apart.

    Raises:
        FetchError: It is malformed, or neither http nor https.
    """
    text = url.strip()
    scheme = text.partition(":")[0].lower()
    if _SCHEME.match(text) and scheme not in _PORTS:
        raise FetchError(FailureReason.REFUSED_SCHEME, f"scheme {scheme[:20]!r}")
    if _UNFIT.search(text) or len(text) > MAX_URL_CHARACTERS:
        raise FetchError(FailureReason.INVALID_URL, f"address {text[:80]!r}")
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").lower(), parts.port or _PORTS[scheme]
    except (ValueError, KeyError) as error:
        raise FetchError(FailureReason.INVALID_URL, f"address {text[:80]!r}") from error
    if not host:
        raise FetchError(FailureReason.INVALID_URL, f"no host in {text[:80]!r}")
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
    return Target(urlunsplit(bare), scheme, host, port, _authorization(parts))


def next_target(target: Target, location: str, *, allow_downgrade: bool) -> Target:
    """Give where a redirect leads; credentials named in it are dropped.

    Raises:
        FetchError: It names no address, another scheme, or leaves https for http.
    """
    text = location.strip()
    if not text:
        raise FetchError(FailureReason.HTTP_ERROR, "a redirect without a location")
    if _SCHEME.match(text) and text.partition(":")[0].lower() not in _PORTS:
        raise FetchError(
            FailureReason.REFUSED_SCHEME, f"redirected to {text.partition(':')[0][:20]!r}"
        )
    # Servers send spaces and non-ASCII letters here; only real control characters are hostile.
    spaced = text.replace(" ", "%20")
    try:
        found = read_target(urljoin(target.url, spaced))
    except ValueError as error:
        raise FetchError(FailureReason.INVALID_URL, f"redirected to {text[:80]!r}") from error
    if (target.scheme, found.scheme) == ("https", "http") and not allow_downgrade:
        raise FetchError(FailureReason.REFUSED_SCHEME, "redirected from https to http")
    return Target(found.url, found.scheme, found.host, found.port)


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")
