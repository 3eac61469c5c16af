"""Serve: the two processes of a running watch, started together and stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from domain.errors import WatchError

STOP_WITHIN_S = 10.0


def require_free_port(address: str, port: int) -> None:
    """Refuse to start on a port somebody else holds.

    Raises:
        WatchError: The port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise WatchError(
                f"port {port} on {address} cannot be used",
                where="dashboard",
                hint=f"stop what uses it, or choose another: `python cli.py run --port {port + 1}`",
            ) from error


def run_together(
    commands: Sequence[Sequence[str]], *, folder: Path, environment: dict[str, str]
) -> int:
    """Run the commands until one ends or a stop is asked for, then end the rest.

    Returns:
        0 after a stop that was asked for, else the exit code of the first to end.
    """
    asked: list[int] = []

    def ask(number: int, _frame: object) -> None:
        asked.append(number)

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    # Each child gets its own session, so that Ctrl-C reaches it once, from us, in order.
    children = [
        subprocess.Popen(  # noqa: S603 - our own two programs
            list(command), cwd=folder, env={**os.environ, **environment}, start_new_session=True
        )
        for command in commands
    ]
    try:
        while not asked and all(child.poll() is None for child in children):
            time.sleep(0.2)
        ended = [child.returncode for child in children if child.poll() is not None]
    finally:
        _stop(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    return 0 if asked else (ended[0] or 1)


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def python_command(*words: str) -> list[str]:
    """A command line for this very interpreter."""
    return [sys.executable, *words]


def wait_until_serving(
    address: str, port: int, *, timeout_s: float, alive: Callable[[], bool]
) -> bool:
    """Wait until something accepts connections there; False on time-out or once not `alive`."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline and alive():
        try:
            with socket.create_connection((address, port), timeout=0.5):
                return True
        except OSError:
            time.sleep(0.2)
    return False
