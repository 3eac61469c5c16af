"""Response headers and compression: nothing on these pages may reach for another host."""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path

import anyio.to_thread
import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRONT_END = Path(streamlit.__file__).parent / "static"
STATIC = "/static/"
# A browser's own viewer shows a PDF as an object of the page that it makes around it.
FOR_A_PDF = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
SMALLEST_BYTES = 1024
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def content_security_policy() -> str:
    """The policy: this host only; inline scripts only those that the front end itself ships.

    Styles may be inline, because Streamlit makes its style sheet in the browser. Pictures may
    be ``data:`` (small charts) or ``blob:`` (figure export).
    """
    shipped = (FRONT_END / "index.html").read_text(encoding="utf-8")
    hashes = "".join(f" 'sha256-{_digest(one)}'" for one in _INLINE.findall(shipped))
    rules = {
        "default-src": "'none'",
        "script-src": f"'self'{hashes}",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "worker-src": "'self' blob:",
        "manifest-src": "'self'",
        "form-action": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


class SafeHeaders:
    """Adds the security headers to every answer, whoever gives it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._added = {
            "content-security-policy": content_security_policy(),
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._added.items():
                    headers[name] = value
                if headers.get("content-type", "").startswith("application/pdf"):
                    headers["content-security-policy"] = FOR_A_PDF
            await send(message)

        await self._app(scope, receive, send_with_headers)


class ShippedGzip:
    """Serves the front end's own scripts and style sheets compressed.

    Streamlit compresses pages and data but leaves these, its largest answers, plain, because
    it would compress them anew each time. Here each is compressed once and kept.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = _shipped_file(scope)
        if file is None:
            await self._app(scope, receive, send)
            return
        body = await anyio.to_thread.run_sync(_compressed, file)
        kind = "text/css" if file.suffix == ".css" else "text/javascript"
        headers = {
            "content-encoding": "gzip",
            "vary": "accept-encoding",
            # The file's name holds a hash of what is in it.
            "cache-control": "public, immutable, max-age=31536000",
        }
        answer = Response(body, media_type=f"{kind}; charset=utf-8", headers=headers)
        await answer(scope, receive, send)


def _shipped_file(scope: Scope) -> Path | None:
    """The front-end file asked for, where a compressed answer is wanted and possible."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    path: str = scope["path"]
    if not path.startswith(STATIC) or not path.endswith((".js", ".css")):
        return None
    headers = Headers(scope=scope)
    if "gzip" not in headers.get("accept-encoding", "") or "range" in headers:
        return None
    file = (FRONT_END / path.lstrip("/")).resolve()
    is_ours = file.is_relative_to(FRONT_END) and file.is_file()
    return file if is_ours and file.stat().st_size >= SMALLEST_BYTES else None


@lru_cache(maxsize=256)
def _compressed(file: Path) -> bytes:
    return gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
