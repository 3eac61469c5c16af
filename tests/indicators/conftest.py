"""Ways to write, load and compile small catalogues."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from indicators.compile import LANGUAGES, compile_catalogue, inflector
from indicators.load import Catalogue, load_catalogue
from indicators.match import Matcher
from tests.indicators.catalogues import PLACES, WORDS, definition

WriteCatalogue = Callable[..., Catalogue]


@pytest.fixture
def write_catalogue(tmp_path: Path) -> WriteCatalogue:
    """Give a way to write definitions and place lists, and load them."""

    def write(bodies: Mapping[str, str], *, places: str = PLACES) -> Catalogue:
        folder = tmp_path / "catalog"
        folder.mkdir(exist_ok=True)
        for name, body in bodies.items():
            text = definition(body, name=name)
            (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "places.yaml").write_text(places, encoding="utf-8")
        return load_catalogue(folder, tmp_path / "places.yaml")

    return write


@pytest.fixture
def matcher_of(write_catalogue: WriteCatalogue) -> Callable[[str], Matcher]:
    """Give a way to a matcher of one definition with this body."""
    return lambda body: Matcher(compile_catalogue(write_catalogue({"test-one": body})))


@pytest.fixture(scope="session", autouse=True)
def _words_looked_up_together() -> None:
    """Scan each dictionary once for the words of the small catalogues, not once a test."""
    for lang in LANGUAGES:
        inflector(lang).prepare(WORDS.split())
