"""Long work that a page asks for, run as a command of its own so that no reader has to wait."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from config import CONFIG_VARIABLE, config_path
from domain.week import Week

ROOT = Path(__file__).resolve().parent.parent
TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job came to, and its last word."""

    is_done: bool
    said: str


def weekly_job(week: str) -> JobResult:
    """Write the weekly of one ISO week with the command line's own command."""
    command = [sys.executable, "cli.py", "report", "weekly", "--week", str(Week.parse(week))]
    environment = {**os.environ, CONFIG_VARIABLE: str(config_path().resolve())}
    try:
        ran = subprocess.run(  # noqa: S603 - our own command line, its one argument an ISO week
            command,
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return JobResult(False, f"it took longer than {TIMEOUT_S} s")
    said = (ran.stdout if ran.returncode == 0 else ran.stderr).strip().splitlines()
    return JobResult(ran.returncode == 0, said[-1] if said else "no reason given")
