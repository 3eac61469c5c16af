"""The pages, in the order of the navigation; each module has TITLE, ICON, PATH and render()."""

from __future__ import annotations

from types import ModuleType
from typing import Final

from dashboard.pages import coverage, indicator, method, watch, weekly

PAGES: Final[tuple[ModuleType, ...]] = (watch, indicator, coverage, weekly, method)
