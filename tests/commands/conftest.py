"""A configuration of its own, a feed on loopback, and the command line as a user types it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli import app

DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Loopback Times</title>
<item><title>KFOR sends additional troops to northern Kosovo</title>
<link>https://outlet.example/kfor</link><guid>one</guid></item>
<item><title>Pie contest draws a crowd</title>
<link>https://outlet.example/pie</link><guid>two</guid></item>
</channel></rss>"""

PAGES = {
    "/feed": DOCUMENT,
    "/home": '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head>'
    "<body>home</body></html>",
}


class _Publisher(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = PAGES.get(self.path, "<html><body>no</body></html>").encode()
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "application/rss+xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return


@pytest.fixture
def publisher() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Publisher)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@dataclass(frozen=True)
class CommandLine:
    """Runs `cli.py` words in this process against one configuration."""

    folder: Path
    config: Path

    def __call__(self, *words: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, list(words), input=stdin)

    def lines(self, *words: str, stdin: str | bytes | None = None) -> list[Any]:
        return [json.loads(line) for line in self(*words, stdin=stdin).stdout.splitlines()]


@pytest.fixture
def command_line(tmp_path: Path, publisher: str, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    path = tmp_path / "config.yaml"
    path.write_text(
        f"""
database: {{url: "sqlite:///watch.db"}}
collect: {{per_host_gap_s: 0, workers: 1}}
security: {{allow_private_addresses: [127.0.0.1]}}
problems:
  - {{id: armed-provocation-north, title: {{en: a, sr: a, sq: a}}}}
  - {{id: cross-line-force, title: {{en: b, sr: b, sq: b}}}}
  - {{id: civil-unrest-north, title: {{en: c, sr: c, sq: c}}}}
  - {{id: information-campaign, title: {{en: d, sr: d, sq: d}}}}
sources:
  - {{id: loopback, name: Loopback Times}}
feeds:
  - {{id: loopback, source: loopback, url: "{publisher}/feed", lang: en}}
  - {{id: page, source: loopback, url: "{publisher}/page", lang: en}}
""",
        encoding="utf-8",
    )
    monkeypatch.setenv("VEDETTE_CONFIG", str(path))
    monkeypatch.delenv("VEDETTE_DATABASE_URL", raising=False)
    return CommandLine(folder=tmp_path, config=path)


@pytest.fixture
def upgraded(command_line: CommandLine) -> CommandLine:
    assert command_line("db", "upgrade").exit_code == 0
    return command_line
