"""The lock file: which version of each definition stands, and into which forms it expands.

Written by the tool, never by hand. With the forms in it, an upgrade of a dictionary or of an
ending rule shows as a change of every definition it touches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from domain.clock import as_utc
from domain.errors import ConfigError, Problem
from domain.indicator import IndicatorDefinition
from indicators.compile import CompiledCatalogue, CompiledTerm, owner_of
from indicators.dictionaries import dictionary_version
from indicators.load import Catalogue
from indicators.terms import read_term

NAME = "catalog.lock.json"
# Language → folded word as written → its forms, sorted, between spaces.
Words = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedDefinition:
    """One definition as locked: versions count from 1; `at` is ISO 8601 in UTC."""

    version: int
    content_hash: str
    forms_hash: str
    forms: int
    at: str
    author: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The whole lock file."""

    dictionary: str
    definitions: Mapping[str, LockedDefinition]
    words: Words


class ChangeKind(StrEnum):
    """How a definition differs from the locked one."""

    ADDED = "added"
    REMOVED = "removed"
    CONTENT = "content"
    FORMS = "forms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One definition that differs; FORMS means that only the expansion does."""

    indicator: str
    kind: ChangeKind
    version: int
    forms_before: int
    forms_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordChange:
    """One word whose forms differ, in one language."""

    lang: str
    word: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def make_lock(
    catalogue: Catalogue,
    compiled: CompiledCatalogue,
    *,
    previous: Lock | None,
    now: datetime,
    author: str,
    reason: str,
) -> Lock:
    """Give the lock of a catalogue; a definition that did not change keeps its entry."""
    entries: dict[str, LockedDefinition] = {}
    for definition in compiled.definitions:
        old = previous.definitions.get(definition.id) if previous is not None else None
        forms_hash, forms = _expansion(definition, compiled)
        content_hash = catalogue.hashes[definition.id]
        if old is not None and (old.content_hash, old.forms_hash) == (content_hash, forms_hash):
            entries[definition.id] = old
            continue
        entries[definition.id] = LockedDefinition(
            version=old.version + 1 if old is not None else 1,
            content_hash=content_hash,
            forms_hash=forms_hash,
            forms=forms,
            at=as_utc(now).isoformat(timespec="seconds"),
            author=author,
            reason=reason,
        )
    return Lock(dictionary=dictionary_version(), definitions=entries, words=_words(compiled))


def _terms(
    definition: IndicatorDefinition, compiled: CompiledCatalogue
) -> list[tuple[str, str, CompiledTerm]]:
    return [
        (lang, group, term)
        for group in sorted(definition.groups)
        for lang, owners in sorted(compiled.groups.items())
        for owner in compiled.members[owner_of(definition, group)]
        for term in owners[owner].terms
    ]


def _expansion(definition: IndicatorDefinition, compiled: CompiledCatalogue) -> tuple[str, int]:
    """Give a hash over all forms of a definition, and their number."""
    digest = hashlib.sha256()
    forms: set[tuple[str, str]] = set()
    for lang, group, term in _terms(definition, compiled):
        words = [sorted(word) for word in term.words]
        digest.update(json.dumps([lang, group, term.written, words]).encode())
        forms |= {(lang, form) for word in words for form in word}
    return digest.hexdigest(), len(forms)


def _words(compiled: CompiledCatalogue) -> Words:
    found: dict[str, dict[str, set[str]]] = {}
    for lang, owners in compiled.groups.items():
        mine = found.setdefault(lang, {})
        for term in (term for group in owners.values() for term in group.terms):
            folded = read_term(term.written).words
            if len(folded) == len(term.words):
                for word, forms in zip(folded, term.words, strict=True):
                    mine.setdefault(word, set()).update(forms)
    return {
        lang: {word: " ".join(sorted(forms)) for word, forms in sorted(mine.items())}
        for lang, mine in sorted(found.items())
    }


def changes(old: Lock | None, new: Lock) -> tuple[Change, ...]:
    """Say which definitions differ, by id; against no lock, all are added."""
    before = old.definitions if old is not None else {}
    found = [_change(i, before.get(i), new.definitions.get(i)) for i in {*before, *new.definitions}]
    return tuple(sorted((c for c in found if c is not None), key=lambda c: c.indicator))


def _change(
    indicator: str, old: LockedDefinition | None, new: LockedDefinition | None
) -> Change | None:
    if new is None:
        kind = ChangeKind.REMOVED
    elif old is None:
        kind = ChangeKind.ADDED
    elif old.content_hash != new.content_hash:
        kind = ChangeKind.CONTENT
    elif old.forms_hash != new.forms_hash:
        kind = ChangeKind.FORMS
    else:
        return None
    return Change(
        indicator=indicator,
        kind=kind,
        version=new.version if new is not None else old.version if old is not None else 0,
        forms_before=old.forms if old is not None else 0,
        forms_after=new.forms if new is not None else 0,
    )


def word_changes(old: Lock, new: Lock) -> tuple[WordChange, ...]:
    """Say which words of both locks gained or lost forms."""
    found = []
    for lang, words in new.words.items():
        for word, forms in words.items():
            earlier = old.words.get(lang, {}).get(word)
            if earlier is None or earlier == forms:
                continue
            was, now = set(earlier.split()), set(forms.split())
            gained, lost = tuple(sorted(now - was)), tuple(sorted(was - now))
            found.append(WordChange(lang=lang, word=word, gained=gained, lost=lost))
    return tuple(found)


def write_lock(lock: Lock, path: Path) -> None:
    """Write the lock file, whole or not at all."""
    text = json.dumps(asdict(lock), ensure_ascii=False, indent=1, sort_keys=True)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(text + "\n", encoding="utf-8")
    beside.replace(path)


def read_lock(path: Path) -> Lock | None:
    """Read the lock file; None where there is none yet.

    Raises:
        ConfigError: The file is not a lock file.
    """
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        entries = content["definitions"].items()
        return Lock(
            dictionary=content["dictionary"],
            definitions={name: LockedDefinition(**entry) for name, entry in entries},
            words=content["words"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = "not a lock file; delete it and lock the catalogue again"
        problem = Problem(file=str(path), line=1, column=1, message=message)
        raise ConfigError([problem]) from error
