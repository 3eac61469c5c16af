"""One request on the wire: open it under the guard, read it within limits, name what failed."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import aiohttp

from domain.errors import FetchError
from domain.feed import FailureReason
from feeds.addresses import Dial, current_dial
from feeds.answers import FetchSettings
from feeds.decompress import BodyReader, wire_encoding
from feeds.targets import Target

_HEADER_COMPLAINTS = ("too many headers", "more than", "too long", "too large", "got more")


@asynccontextmanager
async def open_answer(
    session: aiohttp.ClientSession, target: Target, headers: Mapping[str, str]
) -> AsyncIterator[aiohttp.ClientResponse]:
    """Ask `target` once, following nothing, and hold the answer for the length of the block.

    Raises:
        FetchError: No answer came, or reading it failed.
    """
    dial = Dial(target.host, target.port)
    token = current_dial.set(dial)
    try:
        async with session.get(target.url, headers=headers, allow_redirects=False) as answer:
            yield answer
    except FetchError:
        raise
    except (aiohttp.ClientError, OSError, ValueError, asyncio.IncompleteReadError) as error:
        raise as_fetch_error(error, dial) from error
    finally:
        current_dial.reset(token)


async def read_body(answer: aiohttp.ClientResponse, settings: FetchSettings) -> BodyReader:
    """Read the whole body within the limits.

    Raises:
        FetchError: It is too large or its compression cannot be used.
    """
    reader = BodyReader(
        wire_encoding(answer.headers.getall("Content-Encoding", [])),
        max_wire_bytes=settings.max_wire_bytes,
        max_decoded_bytes=settings.max_decoded_bytes,
    )
    if (answer.content_length or 0) > settings.max_wire_bytes:
        raise FetchError(FailureReason.BODY_TOO_LARGE, f"{answer.content_length} bytes announced")
    async for piece in answer.content.iter_any():
        reader.feed(piece)
    return reader


def as_fetch_error(error: Exception, dial: Dial) -> FetchError:
    """Put what the client raised under one of the closed reasons."""
    if dial.refused:
        return FetchError(
            FailureReason.PRIVATE_ADDRESS,
            f"{dial.host} leads to {dial.refused}",
            hint="name it in security.allow_private_addresses if it is meant",
        )
    return FetchError(_reason(error), _short(error))


def _reason(error: Exception) -> FailureReason:
    match error:
        case aiohttp.ServerTimeoutError():
            return FailureReason.CONNECT_TIMEOUT
        case aiohttp.ClientConnectorDNSError():
            return FailureReason.DNS_ERROR
        case aiohttp.ClientSSLError() | ssl.SSLError() | ssl.CertificateError():
            return FailureReason.TLS_ERROR
        case aiohttp.NonHttpUrlClientError():
            return FailureReason.REFUSED_SCHEME
        case aiohttp.InvalidURL():
            return FailureReason.INVALID_URL
        case aiohttp.ClientResponseError() if _is_about_headers(error):
            return FailureReason.HEADERS_TOO_LARGE
        case aiohttp.ClientError() | OSError() | asyncio.IncompleteReadError():
            return FailureReason.NETWORK_ERROR
        case _:
            return FailureReason.INVALID_URL


def _is_about_headers(error: aiohttp.ClientResponseError) -> bool:
    complaint = error.message.lower()
    return any(words in complaint for words in _HEADER_COMPLAINTS)


def _short(error: Exception) -> str:
    text = str(error) or type(error).__name__
    return " ".join(text.split())[:160]
