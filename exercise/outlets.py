"""The outlets of the exercise: all invented, every name marked."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.source import Affiliation, Source

MARK = "EXERCISE"
# With its full stop the mark is a sentence of its own: definitions that look for military
# exercises near a unit or a place look within one sentence and leave the mark alone.
ITEM_MARK = f"{MARK}."


class Form(StrEnum):
    """How an outlet publishes."""

    RSS = "rss"
    RSS_UNDATED = "rss_undated"
    ATOM = "atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented outlet. `items_a_day` is its usual weekday output of ordinary news."""

    id: str
    name: str
    lang: str
    is_cyrillic: bool = False
    form: Form = Form.RSS
    country: str = ""
    affiliation: Affiliation = Affiliation.UNKNOWN
    is_narrative_sensor: bool = False
    items_a_day: float = 4.0

    @property
    def home(self) -> str:
        """Its address, under a name that can never exist."""
        return f"https://{self.id}.exercise.invalid/"

    def source(self) -> Source:
        """The outlet as a source, marked in name and note."""
        return Source(
            id=self.id,
            name=f"{MARK} {self.name}",
            owner="invented for the exercise",
            affiliation=self.affiliation,
            country=self.country,
            languages=(self.lang,),
            is_narrative_sensor=self.is_narrative_sensor,
            note="EXERCISE: this outlet does not exist.",
        )


OUTLETS: tuple[Outlet, ...] = (
    Outlet(id="ibarska-lampa", name="Ibarska lampa", lang="sr", country="XK", items_a_day=5),
    Outlet(
        id="agencija-vetrokaz",
        name="Agencija Vetrokaz",
        lang="sr",
        form=Form.ATOM,
        country="RS",
        items_a_day=7,
    ),
    Outlet(id="dnevna-kruznica", name="Dnevna kružnica", lang="sr", country="RS", items_a_day=5),
    Outlet(
        id="brzi-gong",
        name="Brzi gong",
        lang="sr",
        country="RS",
        is_narrative_sensor=True,
        items_a_day=6,
    ),
    Outlet(
        id="jutarnji-fenjer",
        name="Јутарњи фењер",
        lang="sr",
        is_cyrillic=True,
        country="RS",
        items_a_day=4,
    ),
    Outlet(
        id="radio-javorak",
        name="Радио Јаворак",
        lang="sr",
        is_cyrillic=True,
        form=Form.ATOM,
        country="RS",
        affiliation=Affiliation.PUBLIC_BROADCASTER,
        items_a_day=4,
    ),
    Outlet(id="gazeta-shtegu", name="Gazeta Shtegu", lang="sq", country="XK", items_a_day=6),
    Outlet(
        id="portali-kumbona",
        name="Portali Kumbona",
        lang="sq",
        form=Form.ATOM,
        country="XK",
        items_a_day=5,
    ),
    Outlet(
        id="radio-dritarja",
        name="Radio Dritarja",
        lang="sq",
        form=Form.RSS_UNDATED,
        country="XK",
        items_a_day=4,
    ),
    Outlet(
        id="poljarnyj-kompas",
        name="Полярный компас",
        lang="ru",
        country="RU",
        affiliation=Affiliation.FOREIGN_STATE,
        is_narrative_sensor=True,
        items_a_day=5,
    ),
    Outlet(
        id="agentstvo-majak",
        name="Агентство «Маяк-7»",
        lang="ru",
        form=Form.ATOM,
        country="RU",
        affiliation=Affiliation.FOREIGN_STATE,
        is_narrative_sensor=True,
        items_a_day=5,
    ),
    Outlet(id="lantern-post", name="The Lantern Post", lang="en", country="GB", items_a_day=4),
    Outlet(
        id="karst-wire",
        name="Karst Wire",
        lang="en",
        form=Form.ATOM,
        affiliation=Affiliation.INDEPENDENT,
        items_a_day=4,
    ),
    Outlet(
        id="alliance-notices",
        name="Alliance Notices",
        lang="en",
        affiliation=Affiliation.INTERNATIONAL,
        items_a_day=1.5,
    ),
)
BY_ID = {outlet.id: outlet for outlet in OUTLETS}
