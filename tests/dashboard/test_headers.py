"""Headers keep pages to this host, and what Streamlit ships is served compressed."""

import gzip

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Scope

from dashboard.headers import FRONT_END, SafeHeaders, ShippedGzip, content_security_policy


def _hello(request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


APP = Starlette(
    routes=[Route("/{path:path}", _hello)],
    middleware=[Middleware(SafeHeaders), Middleware(ShippedGzip)],
)


async def get(path: str, **headers: str) -> tuple[dict[str, str], bytes]:
    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()],
        "root_path": "",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await APP(scope, receive, send)
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return found, b"".join(one.get("body", b"") for one in sent[1:])


def shipped_script() -> str:
    return next(one.name for one in (FRONT_END / "static" / "js").glob("index.*.js"))


def test_the_policy_names_no_other_host_and_allows_no_inline_script() -> None:
    policy = content_security_policy()
    scripts = next(one for one in policy.split("; ") if one.startswith("script-src"))

    assert "http" not in policy
    assert "*" not in policy
    assert "unsafe" not in scripts
    assert "sha256-" in scripts


async def test_every_answer_carries_the_headers() -> None:
    headers, body = await get("/watch")

    assert body == b"hello"
    assert headers["content-security-policy"] == content_security_policy()
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"


async def test_a_shipped_script_is_served_compressed_and_unchanged() -> None:
    name = shipped_script()

    headers, body = await get(f"/static/js/{name}", accept_encoding="gzip, br")

    assert headers["content-encoding"] == "gzip"
    assert headers["content-type"].startswith("text/javascript")
    assert "content-security-policy" in headers
    assert gzip.decompress(body) == (FRONT_END / "static" / "js" / name).read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/static/js/../../../app.py", "/static/js/none.js", "/static/../__init__.js", "/static/js/"],
)
async def test_nothing_outside_what_is_shipped_is_served_that_way(path: str) -> None:
    headers, body = await get(path, accept_encoding="gzip")

    assert body == b"hello"
    assert "content-encoding" not in headers


async def test_a_browser_that_cannot_unpack_gets_it_plain() -> None:
    _, body = await get(f"/static/js/{shipped_script()}")

    assert body == b"hello"
