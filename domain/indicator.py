"""Indicator definitions: an observable step expected on the way to a warning problem."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from domain.frozen import Frozen

INDICATOR_ID = r"^[a-z][a-z0-9-]{2,62}$"
GROUP_NAME = r"^[a-z][a-z0-9_]{0,62}$"


class DefinitionStatus(StrEnum):
    """How far a definition has come. Only `test` and `live` are matched; only `live` may alert."""

    DRAFT = "draft"
    TEST = "test"
    LIVE = "live"
    RETIRED = "retired"


class Direction(StrEnum):
    """What a rise of the indicator says about its warning problems."""

    RAISES = "raises"
    LOWERS = "lowers"
    RESPONSE = "response"
    CONTEXT = "context"


class Diagnosticity(StrEnum):
    """How much more likely the observable is under a hypothesis than without it."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"


class Titles(Frozen):
    """The title in the three languages of the users."""

    en: str = Field(min_length=1)
    sr: str = Field(min_length=1)
    sq: str = Field(min_length=1)


class Term(Frozen):
    """One term of a group as written: a dictionary word, ``=Form``, ``prefix*`` or a phrase.

    `needs` names a place list that must also hit in the same item.
    """

    term: str = Field(min_length=1)
    needs: str = ""


class Group(Frozen):
    """Terms by language; `any` holds for every language; `use` names shared place lists.

    `forms` adds inflected forms the dictionaries lack: dictionary word → forms.
    `not_followed_by` drops a hit when one of these words comes next, `not_preceded_by` when
    one stands just before.
    """

    terms: dict[str, tuple[Term, ...]] = {}
    use: tuple[str, ...] = ()
    forms: dict[str, tuple[str, ...]] = {}
    not_followed_by: tuple[str, ...] = ()
    not_preceded_by: tuple[str, ...] = ()
    title: str = ""


class AllOf(Frozen):
    """Every member must hold."""

    all: tuple[Condition, ...]


class AnyOf(Frozen):
    """At least one member must hold."""

    any: tuple[Condition, ...]


Condition = Annotated[str | AllOf | AnyOf, Field(union_mode="left_to_right")]


class Near(Frozen):
    """Two groups (``a|b`` for either) within so many words of each other, in one sentence."""

    of: tuple[str, str]
    within: int = Field(ge=1, le=60)


class MatchLogic(Frozen):
    """How groups combine. `unless_near` drops a hit of the first group beside the second."""

    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    none: tuple[str, ...] = ()
    near: tuple[Near, ...] = ()
    unless_near: tuple[Near, ...] = ()
    flag: tuple[str, ...] = ()


class Example(Frozen):
    """A sentence that must, or must not, match; a test of the definition."""

    lang: str
    text: str = Field(min_length=1)
    summary: str = ""
    why: str = ""
    flags: tuple[str, ...] = ()
    want: str = ""


class Examples(Frozen):
    """Examples are tests; known failures are reported without failing."""

    match: tuple[Example, ...] = ()
    no_match: tuple[Example, ...] = ()
    known_failures: tuple[Example, ...] = ()


class IndicatorDefinition(Frozen):
    """One indicator as an analyst writes it. Version, hash, author and time are the tool's."""

    id: str = Field(pattern=INDICATOR_ID)
    title: Titles
    rationale: str = Field(min_length=1)
    owner: str = Field(min_length=1)
    status: DefinitionStatus
    problems: tuple[str, ...]
    direction: Direction
    is_baseline_only: bool = False
    diagnosticity: dict[str, Diagnosticity] = {}
    benign_explanations: tuple[str, ...]
    known_gaps: tuple[str, ...]
    half_life: str = Field(pattern=r"^[1-9][0-9]{0,2}d$")
    levels: dict[str, int] = {}
    languages: tuple[str, ...]
    groups: dict[str, Group] = {}
    match: MatchLogic = MatchLogic()
    examples: Examples = Examples()
    references: tuple[str, ...] = ()

    @property
    def is_matched(self) -> bool:
        """Whether the definition takes part in matching."""
        return self.status in (DefinitionStatus.TEST, DefinitionStatus.LIVE)


class WarningProblem(Frozen):
    """The development we would want early notice of."""

    id: str = Field(pattern=INDICATOR_ID)
    title: Titles
    summary: str = ""
    hypotheses: tuple[str, ...] = ()
