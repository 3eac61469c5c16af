"""What a host's robots.txt allows us to ask for, by RFC 9309."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

MAX_BYTES = 500 * 1024
FRESH_S = 86_400.0
RETRY_S = 3_600.0
MAX_HOSTS = 2000


@dataclass(frozen=True, slots=True)
class _Rule:
    is_allowed: bool
    length: int
    pattern: re.Pattern[str]


@dataclass(slots=True)
class _Group:
    agents: list[str] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)


def product_token(user_agent: str) -> str:
    """Give the name by which robots.txt may address us: the user agent up to its first slash."""
    found = re.match(r"[A-Za-z_-]+", user_agent)
    return found.group(0).lower() if found else "*"


class Robots:
    """The rules of one robots.txt that concern one product token."""

    def __init__(self, text: str, *, token: str) -> None:
        groups = _groups(text)
        named = [rule for group in groups if token in group.agents for rule in group.rules]
        is_named = any(token in group.agents for group in groups)
        general = [rule for group in groups if "*" in group.agents for rule in group.rules]
        self._rules = named if is_named else general

    def allows(self, url: str) -> bool:
        """Whether `url` may be fetched: the longest fitting rule decides, allow wins a tie."""
        parts = urlsplit(url)
        target = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
        fitting = [rule for rule in self._rules if rule.pattern.match(target)]
        if not fitting:
            return True
        return max(fitting, key=lambda rule: (rule.length, rule.is_allowed)).is_allowed


def _groups(text: str) -> list[_Group]:
    groups: list[_Group] = []
    is_naming = False
    for line in text[:MAX_BYTES].splitlines():
        key, _, value = line.split("#", 1)[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            if not is_naming:
                groups.append(_Group())
            groups[-1].agents.append(_agent(value))
            is_naming = True
        elif key in ("allow", "disallow") and groups:
            is_naming = False
            if value:
                groups[-1].rules.append(_rule(value, is_allowed=key == "allow"))
    return groups


def _agent(value: str) -> str:
    return "*" if value.startswith("*") else product_token(value)


def _rule(value: str, *, is_allowed: bool) -> _Rule:
    is_anchored = value.endswith("$")
    # Runs of stars mean the same as one; each further star costs matching time.
    parts = re.sub(r"\*+", "*", _plain(value.removesuffix("$"))).split("*", 20)
    pattern = ".*?".join(re.escape(part) for part in parts)
    return _Rule(is_allowed, len(value), re.compile(pattern + (r"\Z" if is_anchored else "")))


def _plain(text: str) -> str:
    return quote(unquote(text[:2048]), safe="/*$?&=:@!,;+~()'%")


@dataclass(frozen=True, slots=True)
class RobotsAnswer:
    """What asking for a robots.txt came to; `status` is 0 when no answer came."""

    status: int
    text: str = ""


class RobotsCache:
    """Rules per host, kept for a day.

    A host without the file allows everything. A host whose file cannot be had because of an
    error of its own (5xx) is held to the last copy we saw, and left alone for an hour when
    there is none. A host that does not answer at all is not judged: the feed itself will say.

    Args:
        ask: Fetches one robots.txt address.
        token: Our product token.
        monotonic: Seconds on a clock that never goes back.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[RobotsAnswer]],
        *,
        token: str,
        monotonic: Callable[[], float],
    ) -> None:
        self._ask = ask
        self._token = token
        self._monotonic = monotonic
        self._known: dict[str, tuple[float, Robots | None]] = {}

    async def refusal(self, url: str) -> str:
        """Say why `url` may not be fetched; empty when it may."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        until, rules = self._known.get(origin, (0.0, None))
        if self._monotonic() >= until:
            until, rules = await self._renew(origin, rules)
        if rules is None:
            return "robots.txt cannot be had from the host because of an error there"
        return "" if rules.allows(url) else "robots.txt of the host does not allow it"

    async def _renew(self, origin: str, rules: Robots | None) -> tuple[float, Robots | None]:
        answer = await self._ask(f"{origin}/robots.txt")
        if answer.status == 200:
            rules, fresh_s = Robots(answer.text, token=self._token), FRESH_S
        elif answer.status >= 500:
            fresh_s = RETRY_S
        else:
            is_absent = 400 <= answer.status < 500
            rules, fresh_s = Robots("", token=self._token), FRESH_S if is_absent else RETRY_S
        if len(self._known) >= MAX_HOSTS:
            self._known.pop(next(iter(self._known)))
        self._known[origin] = (self._monotonic() + fresh_s, rules)
        return self._known[origin]
