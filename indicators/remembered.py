"""Remember dictionary look-ups on disk: a scan takes a second, and every command would pay it.

The files may be deleted at any time; they are named after the dictionary's version, so that an
upgrade starts from nothing.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUps:
    """Words asked for, the forms found under each as a lemma, and the lemma of each as a form."""

    asked: frozenset[str]
    forms: dict[str, frozenset[str]]
    lemmas: dict[str, str]


def recall(lang: str, *, folder: Path = FOLDER) -> LookUps:
    """Give what is remembered of a language; nothing where the file is missing or damaged."""
    try:
        kept = json.loads(_path(lang, folder).read_text(encoding="utf-8"))
        return LookUps(
            asked=frozenset(kept["asked"]),
            forms={lemma: frozenset(forms) for lemma, forms in kept["forms"].items()},
            lemmas=dict(kept["lemmas"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return LookUps(asked=frozenset(), forms={}, lemmas={})


def remember(lang: str, found: LookUps, *, folder: Path = FOLDER) -> None:
    """Keep look-ups for the next start; a folder that cannot be written is no error."""
    text = json.dumps(
        {
            "asked": sorted(found.asked),
            "forms": {lemma: sorted(forms) for lemma, forms in sorted(found.forms.items())},
            "lemmas": dict(sorted(found.lemmas.items())),
        },
        ensure_ascii=False,
    )
    path = _path(lang, folder)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, fresh = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(text)
        Path(fresh).replace(path)
    except OSError:
        return


def _path(lang: str, folder: Path) -> Path:
    return folder / f"words-{lang}-{version('simplemma')}.json"
