"""Serbian in Cyrillic."""

from __future__ import annotations

import pytest

from exercise.script import to_cyrillic


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("Pucnjava u Zubin Potoku", "Пуцњава у Зубин Потоку"),
        ("Ljubav, džem i Đurđa", "Љубав, џем и Ђурђа"),
        ("Šljive od 12 odsto", "Шљиве од 12 одсто"),
        ("", ""),
    ],
)
def test_text_is_written_in_cyrillic(latin: str, cyrillic: str) -> None:
    assert to_cyrillic(latin) == cyrillic
