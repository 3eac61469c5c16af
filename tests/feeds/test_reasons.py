"""The closed reasons are explained, each one and no other."""

from __future__ import annotations

import re
from pathlib import Path

from domain.feed import FailureReason

PAGE = Path(__file__).resolve().parents[2] / "docs" / "collection.md"


def test_the_page_on_collection_explains_every_reason() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert rows == [reason.value for reason in FailureReason]
