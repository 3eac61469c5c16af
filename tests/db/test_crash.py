"""A poller killed at any moment loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def crash(*arguments: str) -> dict[str, Any]:
    """Run the cycles that kill themselves, and give what they report."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.db.crash_cycles", *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_killed_at_random_moments(new_file: Callable[[], Path]) -> None:
    report = crash("random", str(new_file()), "36")

    assert report["problems"] == []
    assert report["kills"] == 36
    assert report["cycles"] > 5


def test_killed_at_every_statement_of_a_cycle(new_file: Callable[[], Path]) -> None:
    report = crash("statements", str(new_file()))

    assert report["problems"] == []
    assert report["statements"] > 30
