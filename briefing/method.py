"""The method page: what is watched, by which rules, and what is wrong with the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from briefing.definitions import KnownDefinition, catalogue_definitions, known_definitions
from briefing.frame import FrameView, empty_frame, frame_view
from briefing.words import DEFINITION_STATUS, DIRECTION
from config import Config
from db.store import Store
from domain.feed import Feed
from domain.indicator import DefinitionStatus
from domain.source import Source
from trends.grade import Rules, rules_for


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionRow:
    """One definition in the table; `version` is None until it was registered."""

    id: str
    title: str
    role: str
    status: str
    version: int | None
    since: datetime | None
    problems: tuple[str, ...]
    languages: tuple[str, ...]
    owner: str
    is_baseline_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One source with what is known of who stands behind it."""

    source: Source
    feeds: tuple[Feed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodView:
    """The method page. `ungraded` counts sources still at F; `rules` are those in force."""

    frame: FrameView
    definitions: tuple[DefinitionRow, ...]
    live: int
    sources: tuple[SourceRow, ...]
    ungraded: int
    search_feeds: int
    disabled: tuple[Feed, ...]
    feeds_by_language: tuple[tuple[str, int], ...]
    alert_budget_per_week: float
    rules: Rules
    calendar: tuple[tuple[date, str, str], ...]


def method_view(store: Store | None, config: Config, *, now: datetime) -> MethodView:
    """Gather the method page; without a store it tells what the files say."""
    if store is None:
        return _view(empty_frame(config), catalogue_definitions(config), config, now=now)
    with store.read() as tx:
        return _view(
            frame_view(tx, config, now=now), known_definitions(tx, config), config, now=now
        )


def _view(
    frame: FrameView, known: dict[str, KnownDefinition], config: Config, *, now: datetime
) -> MethodView:
    enabled = [feed for feed in config.feeds if feed.enabled]
    live = sum(one.definition.status is DefinitionStatus.LIVE for one in known.values())
    return MethodView(
        frame=frame,
        definitions=tuple(_row(one) for one in known.values()),
        live=live,
        rules=rules_for(active_indicators=live, alert_budget_per_week=config.alert_budget_per_week),
        sources=_sources(config),
        ungraded=sum(source.reliability.value == "F" for source in config.sources),
        search_feeds=sum(feed.is_search for feed in enabled),
        disabled=tuple(feed for feed in config.feeds if not feed.enabled),
        feeds_by_language=tuple(Counter(feed.lang for feed in enabled).most_common()),
        alert_budget_per_week=config.alert_budget_per_week,
        calendar=tuple(
            (day, entry.title, entry.kind.value)
            for day, entry in config.calendar_between(now.date(), now.date() + timedelta(days=90))
        ),
    )


def _row(known: KnownDefinition) -> DefinitionRow:
    one, version = known.definition, known.version
    return DefinitionRow(
        id=one.id,
        title=one.title.en,
        role=DIRECTION[one.direction],
        status=DEFINITION_STATUS[one.status],
        version=version.number if version else None,
        since=version.registered_at if version else None,
        problems=one.problems,
        languages=one.languages,
        owner=one.owner,
        is_baseline_only=one.is_baseline_only,
    )


def _sources(config: Config) -> tuple[SourceRow, ...]:
    def feeds_of(source: Source) -> Iterable[Feed]:
        return (feed for feed in config.feeds if feed.source == source.id)

    rows = (SourceRow(source=one, feeds=tuple(feeds_of(one))) for one in config.sources)
    return tuple(sorted(rows, key=lambda row: row.source.name.casefold()))
