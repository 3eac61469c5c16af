"""`run` starts poller and dashboard as two processes, and one Ctrl-C ends both."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, *, timeout_s: float) -> int:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return int(answer.status)
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _polled(line: Any) -> bool:
    rows = line.lines("export", "items", "--format", "jsonl")
    return len(rows) == 2


@pytest.mark.xdist_group("processes")
def test_run_serves_pages_polls_feeds_and_stops_both_on_one_interrupt(command_line: Any) -> None:
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "cli.py", "run", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "VEDETTE_CONFIG": str(command_line.config)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        status = _wait_for(f"http://127.0.0.1:{port}/healthz", timeout_s=60)
        children = psutil.Process(process.pid).children(recursive=True)
        deadline = time.monotonic() + 30
        while not _polled(command_line) and time.monotonic() < deadline:
            time.sleep(0.5)
        has_polled = _polled(command_line)
    finally:
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=30)

    assert status == 200
    assert has_polled
    assert process.returncode == 0, errors
    assert f"http://127.0.0.1:{port}/" in output
    assert len(children) >= 2
    assert not [child for child in children if child.is_running()]
    assert "Traceback" not in errors


def test_a_taken_port_is_refused_with_the_remedy(command_line: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        result = command_line("run", "--no-browser", "--port", str(port))

    assert result.exit_code == 1
    assert f"port {port} on 127.0.0.1 cannot be used" in result.stderr
    assert "--port" in result.stderr


def test_an_unreachable_database_is_named_without_its_password(
    command_line: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEDETTE_DATABASE_URL", "sqlite:////proc/nowhere/watch.db")

    result = command_line("db", "upgrade")

    assert result.exit_code == 1
    assert "/proc/nowhere/watch.db" in result.stderr
    assert "Traceback" not in result.stderr
