"""Fetch: ask for one feed within hard limits, and give its document or say why there is none."""

from __future__ import annotations

import asyncio
import hashlib
import ssl
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import aiohttp

from domain.clock import Clock
from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.addresses import AddressGuard, GuardedResolver, LookUp, look_up
from feeds.answers import Fetched, FetchRequest, FetchSettings, NotModified
from feeds.headers import charset, checked_validator, max_age_s, retry_after_s, validator
from feeds.pacing import HostPacer
from feeds.robots import RobotsAnswer, RobotsCache, product_token
from feeds.targets import Target, next_target, read_target
from feeds.wire import open_answer, read_body

__all__ = ["FetchRequest", "FetchSettings", "Fetched", "Fetcher", "NotModified"]

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_ROBOTS_DEADLINE_S = 10.0
_DEFAULT_PAUSE_S = 1800.0
_STATUS_REASONS = {
    401: FailureReason.FORBIDDEN,
    403: FailureReason.FORBIDDEN,
    410: FailureReason.GONE,
    429: FailureReason.RATE_LIMITED,
    451: FailureReason.FORBIDDEN,
    503: FailureReason.UNAVAILABLE,
}


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches feeds; keeps its own limits on requests in flight and per host.

    Args:
        settings: Limits, user agent, opened addresses.
        look_up: Another way to resolve names; what it finds is guarded all the same.
        ssl_context: Certificates to trust instead of the system's.
        clock: Only for a Retry-After date from a server that does not say its own time.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        look_up: LookUp = look_up,
        ssl_context: ssl.SSLContext | None = None,
        clock: Clock = _utc_now,
    ) -> None:
        self._settings = settings
        self._guard = AddressGuard(settings.allow_private)
        self._look_up = look_up
        self._ssl: ssl.SSLContext | bool = ssl_context or True
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        settings = self._settings
        self._pacer = HostPacer(
            in_flight=settings.in_flight, per_host=settings.per_host, gap_s=settings.per_host_gap_s
        )
        self._robots = RobotsCache(
            self._ask_robots,
            token=product_token(settings.user_agent),
            monotonic=asyncio.get_running_loop().time,
        )
        self._resolver = GuardedResolver(
            self._guard, threads=settings.in_flight, look_up=self._look_up
        )
        connector = aiohttp.TCPConnector(
            socket_factory=self._guard.socket_factory,
            resolver=self._resolver,
            use_dns_cache=False,
            force_close=True,
            limit=0,
            ssl=self._ssl,
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(
                total=None, connect=None, sock_connect=settings.connect_s, sock_read=None
            ),
            headers={
                "User-Agent": settings.user_agent,
                "Accept": _ACCEPT,
                "Accept-Encoding": "gzip, deflate",
            },
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()
            await self._resolver.close()
        self._session = None

    async def fetch(self, request: FetchRequest) -> Fetched | NotModified:
        """Ask for one feed.

        Returns:
            The document, or that it is unchanged since the validators of `request`.

        Raises:
            FetchError: No whole document arrived, with the reason why.
        """
        target = read_target(request.url)
        is_stranger = self._settings.polite_to_private or not self._guard.opens(
            target.host, target.port
        )
        host = f"{target.host}:{target.port}"
        async with self._pacer.turn(host, is_gap_kept=is_stranger):
            if self._settings.respect_robots and is_stranger:
                await self._check_robots(target.url)
            try:
                return await self._within_deadline(request, target)
            except FetchError as error:
                if error.reason is FailureReason.RATE_LIMITED:
                    pause_s = error.retry_after_s or _DEFAULT_PAUSE_S
                    self._pacer.note_rate_limited(host, request.feed, for_s=pause_s)
                raise

    async def _within_deadline(
        self, request: FetchRequest, target: Target
    ) -> Fetched | NotModified:
        deadline_s = self._settings.total_deadline_s
        try:
            async with asyncio.timeout(deadline_s):
                return await self._follow(request, target)
        except TimeoutError as error:
            raise FetchError(
                FailureReason.DEADLINE, f"no whole answer within {deadline_s:g} s"
            ) from error

    async def _follow(self, request: FetchRequest, first: Target) -> Fetched | NotModified:
        target, passed, is_permanent = first, [first.url], True
        while True:
            headers = self._request_headers(request, target, first)
            async with open_answer(self._live_session(), target, headers) as answer:
                if answer.status not in _REDIRECTS:
                    moved_to = target.url if is_permanent and len(passed) > 1 else None
                    return await self._judge(request, answer, passed, moved_to)
                is_permanent = is_permanent and answer.status in _PERMANENT
                target = next_target(
                    target,
                    answer.headers.get("Location", ""),
                    allow_downgrade=request.allow_downgrade,
                )
            if len(passed) > self._settings.max_redirects:
                raise FetchError(
                    FailureReason.TOO_MANY_REDIRECTS,
                    f"more than {self._settings.max_redirects} redirects",
                )
            passed.append(target.url)

    def _request_headers(
        self, request: FetchRequest, target: Target, first: Target
    ) -> dict[str, str]:
        headers = {}
        if etag := checked_validator(request.etag):
            headers["If-None-Match"] = etag
        if last_modified := checked_validator(request.last_modified):
            headers["If-Modified-Since"] = last_modified
        if first.authorization and target.origin == first.origin:
            headers["Authorization"] = first.authorization
        return headers

    async def _judge(
        self,
        request: FetchRequest,
        answer: aiohttp.ClientResponse,
        passed: list[str],
        moved_to: str | None,
    ) -> Fetched | NotModified:
        if answer.status == 304:
            return self._unchanged(request, answer, passed[-1])
        if answer.status not in (200, 203):
            raise self._refused(answer)
        reader = await read_body(answer, self._settings)
        body = reader.finish()
        content_type = answer.headers.get("Content-Type", "")
        return Fetched(
            body=body,
            url=passed[-1],
            status=answer.status,
            content_type=content_type,
            charset=charset(content_type),
            etag=validator(answer.raw_headers, "etag"),
            last_modified=validator(answer.raw_headers, "last-modified"),
            body_hash=hashlib.sha256(body).hexdigest(),
            cache_max_age_s=max_age_s(answer.headers, now=self._clock()),
            permanent_url=moved_to,
            wire_bytes=reader.wire_bytes,
            redirects=tuple(passed[1:]),
        )

    def _unchanged(
        self, request: FetchRequest, answer: aiohttp.ClientResponse, url: str
    ) -> NotModified:
        if not (checked_validator(request.etag) or checked_validator(request.last_modified)):
            raise FetchError(
                FailureReason.UNASKED_304, "304 to a request without validators", http_status=304
            )
        return NotModified(
            etag=validator(answer.raw_headers, "etag"),
            last_modified=validator(answer.raw_headers, "last-modified"),
            cache_max_age_s=max_age_s(answer.headers, now=self._clock()),
            url=url,
        )

    def _refused(self, answer: aiohttp.ClientResponse) -> FetchError:
        reason = _STATUS_REASONS.get(answer.status, FailureReason.HTTP_ERROR)
        if answer.status == 204:
            reason = FailureReason.EMPTY_BODY
        is_asked_back = answer.status in (429, 503)
        return FetchError(
            reason,
            f"status {answer.status}",
            retry_after_s=retry_after_s(answer.headers, now=self._clock())
            if is_asked_back
            else None,
            http_status=answer.status,
        )

    async def _check_robots(self, url: str) -> None:
        refusal = await self._robots.refusal(url)
        if refusal:
            raise FetchError(FailureReason.ROBOTS_DISALLOWED, refusal)

    async def _ask_robots(self, url: str) -> RobotsAnswer:
        try:
            async with asyncio.timeout(min(_ROBOTS_DEADLINE_S, self._settings.total_deadline_s)):
                return await self._robots_answer(read_target(url))
        except (FetchError, TimeoutError):
            return RobotsAnswer(0)

    async def _robots_answer(self, target: Target) -> RobotsAnswer:
        for _ in range(self._settings.max_redirects + 1):
            async with open_answer(self._live_session(), target, {}) as answer:
                if answer.status not in _REDIRECTS:
                    if answer.status != 200:
                        return RobotsAnswer(answer.status)
                    body = (await read_body(answer, self._settings)).finish()
                    return RobotsAnswer(200, body.decode("utf-8", "replace"))
                location = answer.headers.get("Location", "")
                target = next_target(target, location, allow_downgrade=False)
        return RobotsAnswer(0)

    def _live_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            raise RuntimeError("a fetcher fetches only inside `async with`")
        return self._session
