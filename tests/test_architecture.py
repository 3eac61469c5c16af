"""The architecture as tables: which floor may import which, and which door a library has."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A name may import whatever stands on a lower floor; neighbours are strangers.
FLOORS: tuple[tuple[str, ...], ...] = (
    ("domain",),
    ("feeds", "indicators", "trends", "db"),
    ("config_reading",),
    ("config",),
    ("pipeline", "briefing"),
    ("dashboard", "reports", "notify", "exchange"),
    ("scheduler",),
    ("exercise",),
    ("commands",),
    ("app", "cli"),
    ("bench",),
)
DOMAIN_LIBRARIES = {"pydantic"}
GATES: dict[str, set[str]] = {
    "sqlalchemy": {"db"},
    "alembic": {"db"},
    "feedparser": {"feeds"},
    "aiohttp": {"feeds", "notify", "bench", "exercise"},
    "streamlit": {"app", "dashboard"},
    "pandas": {"briefing", "dashboard", "reports", "exchange"},
    "plotly": {"briefing", "dashboard"},
    "yaml": {"config_reading", "indicators"},
    "apscheduler": {"scheduler"},
    "typst": {"reports"},
    "numpy": {"trends", "bench", "feeds"},
    "scipy": {"trends", "bench"},
    "ahocorasick_rs": {"indicators"},
    "simplemma": {"indicators"},
    "py3langid": {"indicators"},
    "typer": {"cli", "commands", "bench"},
}
YAML_FILES = {"config_reading.py", "indicators/load.py"}
LEVEL = {name: level for level, names in enumerate(FLOORS) for name in names}


def _python_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    return [ROOT / name for name in listed if (ROOT / name).exists()]


def _imports(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node.lineno


def _owner(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


SOURCES = [path for path in _python_files() if _owner(path) != "tests"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_imports_only_from_floors_below(path: Path) -> None:
    owner = _owner(path)
    assert owner in LEVEL, f"{owner} stands on no floor"

    wrong = [
        f"line {line}: {owner} may not import {name}"
        for name, line in _imports(path)
        if (top := name.split(".")[0]) in LEVEL and top != owner and LEVEL[top] >= LEVEL[owner]
    ]

    assert not wrong


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_library_is_used_only_behind_its_gate(path: Path) -> None:
    owner = _owner(path)

    wrong = [
        f"line {line}: {name} belongs to {sorted(GATES[top])}"
        for name, line in _imports(path)
        if (top := name.split(".")[0]) in GATES and owner not in GATES[top]
    ]

    assert not wrong


def test_yaml_is_read_in_two_files_only() -> None:
    readers = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(name.split(".")[0] == "yaml" for name, _ in _imports(path))
    }

    assert readers <= YAML_FILES


def test_domain_uses_the_standard_library_and_pydantic_only() -> None:
    import sys

    wrong = [
        f"{path.name}:{line}: {name}"
        for path in SOURCES
        if _owner(path) == "domain"
        for name, line in _imports(path)
        if (top := name.split(".")[0]) not in sys.stdlib_module_names
        and top not in DOMAIN_LIBRARIES
        and top != "domain"
    ]

    assert not wrong


def test_tests_hold_no_packages_that_would_shadow_the_real_ones() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
