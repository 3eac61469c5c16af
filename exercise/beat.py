"""One thing told in the exercise: on which day, by which outlets, in whose words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Telling = tuple[str, str]

LOCAL = "ibarska-lampa"
ALLIANCE = "alliance-notices"
SERBIAN_PRESS = (
    "agencija-vetrokaz",
    "dnevna-kruznica",
    "brzi-gong",
    "jutarnji-fenjer",
    "radio-javorak",
)
ALBANIAN_PRESS = ("gazeta-shtegu", "portali-kumbona", "radio-dritarja")
RUSSIAN_PRESS = ("poljarnyj-kompas", "agentstvo-majak")
ENGLISH_PRESS = ("lantern-post", "karst-wire")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """One thing told: when it starts (hours after midnight of `day`), by whom, in what words.

    Outlets take turns at the wordings of their language, the first at `hour`, the others
    spread over `spread_h` hours behind it. `edited` replaces a wording's title some hours later.
    """

    day: int
    hour: float
    outlets: tuple[str, ...]
    told: Mapping[str, tuple[Telling, ...]]
    spread_h: float = 6.0
    edited: Mapping[str, str] | None = None
    edited_after_h: float = 5.0
