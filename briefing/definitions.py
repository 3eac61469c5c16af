"""The definitions in force: as registered in the database, else as written in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from config import Config
from db.store import Transaction
from domain.evidence import DefinitionVersion
from domain.indicator import IndicatorDefinition
from indicators.load import load_catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDefinition:
    """One definition; `version` is None while it stands in the catalogue only."""

    definition: IndicatorDefinition
    version: DefinitionVersion | None


@lru_cache(maxsize=512)
def _read(content_hash: str, body: str) -> IndicatorDefinition:
    return IndicatorDefinition.model_validate_json(body)


def read_version(version: DefinitionVersion) -> IndicatorDefinition:
    """The definition as it was registered."""
    return _read(version.content_hash, version.body)


def known_definitions(tx: Transaction, config: Config) -> dict[str, KnownDefinition]:
    """Every definition by id: the registered ones, else those of the catalogue's files."""
    current: Mapping[str, DefinitionVersion] = tx.definitions.current()
    if not current:
        return catalogue_definitions(config)
    return {
        indicator: KnownDefinition(definition=read_version(version), version=version)
        for indicator, version in sorted(current.items())
    }


def catalogue_definitions(config: Config) -> dict[str, KnownDefinition]:
    """Every definition by id as its file says; none has a version.

    Raises:
        ConfigError: A file of the catalogue cannot be used.
    """
    catalogue = load_catalogue(config.catalogue.folder, config.catalogue.places)
    return {one.id: KnownDefinition(definition=one, version=None) for one in catalogue.definitions}
