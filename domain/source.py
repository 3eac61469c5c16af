"""Sources: who publishes, and how far their reporting has proved reliable."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from domain.frozen import Frozen

IDENTIFIER = r"^[a-z0-9][a-z0-9.-]{0,62}$"


class Reliability(StrEnum):
    """Reliability of a source by the STANAG 2511 letters. F is unknown, not the lowest."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Affiliation(StrEnum):
    """Who stands behind a source: a flag beside the reliability letter, never the letter."""

    INDEPENDENT = "independent"
    PUBLIC_BROADCASTER = "public_broadcaster"
    STATE = "state"
    GOVERNMENT = "government"
    PARTY_ALIGNED = "party_aligned"
    INTERNATIONAL = "international_organisation"
    FOREIGN_STATE = "foreign_state"
    AGGREGATOR = "aggregator"
    UNKNOWN = "unknown"


class Source(Frozen):
    """Who publishes. Starts at reliability F until a person has graded it."""

    id: str = Field(pattern=IDENTIFIER)
    name: str = Field(min_length=1)
    owner: str = ""
    affiliation: Affiliation = Affiliation.UNKNOWN
    country: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    languages: tuple[str, ...] = ()
    reliability: Reliability = Reliability.F
    is_narrative_sensor: bool = Field(
        default=False, description="watched for what it says, not used as a source of fact"
    )
    note: str = ""
