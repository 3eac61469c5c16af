"""Links: which may be followed, and when two of them lead to the same page."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit, urlunsplit

from w3lib.url import canonicalize_url, safe_url_string

MAX_LINK = 2048
_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|custom\d?|link_\w+|bbc_team|format|ptr_name)|ns_\w+|mc_[ce]id"
    r"|mkt_tok|pk_\w+|piwik_\w+|mtm_\w+|hsa_\w+|_hs\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid"
    r"|yclid|ysclid|msclkid|twclid|ttclid|igshid|igsh|li_fat_id|vero_\w+|oly_\w+|wickedid|rss|rssid"
    r"|ocid|cmpid|icid|ito|sr_share|share|shared|fb_\w+|ref_src|ref_url|_ga|_gl|spm|xtor|xtref"
    r"|s_kwcid|trk|trkid|tblci|guccounter|guce_\w+|maca|soc_src|soc_trk|amp)",
    re.IGNORECASE,
)
# Only these values make them a mark of the way here; elsewhere they may name the page.
_TRACKING_VALUES = {
    "ref": re.compile(r"(?:rss|feed|tw|fb|twitter|facebook|home|share)\w*", re.IGNORECASE),
    "source": re.compile(r"(?:rss|feed|tw|fb|twitter|facebook|share)\w*", re.IGNORECASE),
    "from": re.compile(r"(?:rss|feed|tw|fb|twitter|facebook|share)\w*", re.IGNORECASE),
}
_BROKEN = re.compile(r"[\x00-\x1f\x7f]|\\")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


@lru_cache(maxsize=4096)
def safe_link(text: str) -> str | None:
    """Give a link that may be followed, without tracking marks; None for any other.

    Only http and https with a host and without credentials, at most 2048 characters once
    encoded. Names in other scripts become their ASCII form, so that look-alikes show.
    """
    link = text.strip()
    if not link or _BROKEN.search(link):
        return None
    try:
        parts = urlsplit(link)
        if (
            parts.scheme.lower() not in ("http", "https")
            or not parts.hostname
            or "@" in parts.netloc
        ):
            return None
        if parts.port == 0 or " " in parts.netloc:
            return None
        clean = parts._replace(
            query=_without_tracking(parts.query), fragment=_route(parts.fragment)
        )
        safe = safe_url_string(urlunsplit(clean))
    except ValueError:
        return None
    return safe if len(safe) <= MAX_LINK and safe.isascii() else None


def is_refused_scheme(text: str) -> bool:
    """Whether a text names another scheme than http or https, such as ``javascript:``."""
    found = _SCHEME.match(text.strip())
    return found is not None and found.group(0).lower() not in ("http:", "https:")


@lru_cache(maxsize=4096)
def link_key(link: str) -> str:
    """Give the same text for every spelling of a link to the same page.

    Scheme, a leading ``www.``, default ports, tracking marks, the order of parameters, a
    closing slash and fragments do not count.
    """
    try:
        parts = urlsplit(canonicalize_url(link))
        query = _without_tracking(parts.query)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return link
    host = re.sub(r"^(?:www|m|amp)\.", "", host.rstrip("."))
    shown = f"{host}:{port}" if port not in (None, 80, 443) else host
    return urlunsplit(("", shown, parts.path.rstrip("/"), query, ""))


def hostless(key: str) -> str:
    """Give the part of a `link_key` after the host; empty when it would not tell pages apart."""
    parts = urlsplit(key)
    rest = parts.path + (f"?{parts.query}" if parts.query else "")
    return (
        rest if len(rest) >= 4 and any(letter.isdigit() or letter == "-" for letter in rest) else ""
    )


def is_front_page(key: str) -> bool:
    """Whether a `link_key` names a whole site and not a page of it."""
    parts = urlsplit(key)
    return not parts.path.strip("/") and not parts.query


def _without_tracking(query: str) -> str:
    if not query:
        return ""
    kept = [piece for piece in query.split("&") if piece and not _is_tracking(piece)]
    return "&".join(kept)


def _is_tracking(piece: str) -> bool:
    name, _, value = piece.partition("=")
    if _TRACKING.fullmatch(name):
        return True
    values = _TRACKING_VALUES.get(name.lower())
    return values is not None and values.fullmatch(value) is not None


def _route(fragment: str) -> str:
    return fragment if fragment.startswith(("!", "/")) else ""
