"""Where measurements are written down: one section of docs/benchmarks.md for each benchmark."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PATH = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
HEAD = (
    "# Benchmarks\n\nMeasured by `make bench` on the machine named with each; "
    "see `bench/` for what is done. Bars are what the design asks for.\n"
)


def write_section(title: str, lines: Sequence[str], *, path: Path = PATH) -> None:
    """Put a section in place of the one of that title, or at the end."""
    whole = path.read_text(encoding="utf-8") if path.exists() else HEAD
    text = "\n".join([f"## {title}", "", _where(), "", *lines]).rstrip() + "\n"
    standing = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
    if standing.search(whole):
        whole = standing.sub(lambda _: text + "\n", whole)
    else:
        whole = f"{whole.rstrip()}\n\n{text}"
    path.write_text(whole.rstrip() + "\n", encoding="utf-8")


def _where() -> str:
    day = datetime.now(UTC).date().isoformat()
    return (
        f"{day}, {platform.machine()}, {os.cpu_count()} processors, "
        f"{platform.system()}, Python {platform.python_version()}."
    )
