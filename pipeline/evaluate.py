"""Evaluate: items and definitions in; matches, coverage and readings out, all to be rebuilt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from config import Config
from db.store import Store, Transaction
from domain.clock import Clock
from domain.errors import ConfigError
from domain.item import Revision
from domain.match import IndicatorMatch
from domain.reading import Reading
from indicators.compile import compile_catalogue
from indicators.load import Catalogue, load_catalogue
from indicators.match import Matcher
from pipeline.coverage import feed_days, refresh_coverage
from trends.detect import detect
from trends.panel import build_panel

log = structlog.get_logger(__name__)

BATCH = 500
# Readings older than this no longer change with new items; a rebuild works them out anew.
READINGS_DAYS_BACK = 14
FIRST_DAY = date(1970, 1, 1)
THE_TOOL = "evaluate"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateSummary:
    """What one evaluation did."""

    revisions: int
    matches: int
    feed_days: int
    readings: int
    definitions: int
    changed_definitions: tuple[str, ...] = ()


def evaluate(
    store: Store, config: Config, *, clock: Clock, rebuild: bool = False
) -> EvaluateSummary:
    """One evaluation from a standing start."""
    return Evaluator(store, config, clock=clock).run(rebuild=rebuild)


class Evaluator:
    """Holds the compiled catalogue between evaluations and reloads it when its files change."""

    def __init__(self, store: Store, config: Config, *, clock: Clock) -> None:
        self._store = store
        self._config = config
        self._clock = clock
        self._catalogue: Catalogue | None = None
        self._matcher: Matcher | None = None
        self._versions: Mapping[str, int] = {}

    def run(self, *, rebuild: bool = False) -> EvaluateSummary:
        """Bring everything derived up to date.

        Args:
            rebuild: Forget what was derived and work it out anew from items and definitions.

        Raises:
            ConfigError: The definitions cannot be used, and none were loaded before.
        """
        changed = self._load()
        if rebuild:
            with self._store.write() as tx:
                tx.matches.clear()
                tx.work.enqueue_all()
        revisions, matches = self._match_all()
        days = refresh_coverage(self._store, now=self._clock(), rebuild=rebuild)
        readings = self._refresh_readings(rebuild=rebuild or bool(changed))
        if revisions or changed:
            log.info("evaluate.done", revisions=revisions, matches=matches, readings=readings)
        return EvaluateSummary(
            revisions=revisions,
            matches=matches,
            feed_days=days,
            readings=readings,
            definitions=len(self._versions),
            changed_definitions=changed,
        )

    def readings_as_of(self, as_of: datetime) -> tuple[Reading, ...]:
        """Readings from only what was first seen by `as_of`; nothing is stored."""
        self._load()
        with self._store.read() as tx:
            return self._detect(tx, now=as_of, as_of=as_of)

    def _load(self) -> tuple[str, ...]:
        """Read the definitions again; on errors keep the last good ones. Returns what changed."""
        places = self._config.catalogue
        try:
            catalogue = load_catalogue(places.folder, places.places, problems=self._config.problems)
        except ConfigError as error:
            if self._catalogue is None:
                raise
            log.error("definitions.refused", problems=[str(one) for one in error.problems[:20]])
            return ()
        if self._catalogue is not None and catalogue.hashes == self._catalogue.hashes:
            return ()
        matcher = Matcher(compile_catalogue(catalogue))
        changed = self._register(catalogue)
        self._catalogue, self._matcher = catalogue, matcher
        return changed

    def _register(self, catalogue: Catalogue) -> tuple[str, ...]:
        rows = [
            (one, catalogue.hashes[one.id], one.model_dump_json()) for one in catalogue.definitions
        ]
        with self._store.write() as tx:
            before = {name: version.id for name, version in tx.definitions.current().items()}
            self._versions = tx.definitions.register(
                rows, now=self._clock(), author=THE_TOOL, reason="read from the catalogue"
            )
            changed = tuple(
                name for name, version in self._versions.items() if before.get(name) != version
            )
            if changed:
                tx.work.enqueue_all()
        return changed

    def _match_all(self) -> tuple[int, int]:
        revisions = matches = 0
        while True:
            with self._store.read() as tx:
                batch = tx.work.take(BATCH)
            if not batch:
                return revisions, matches
            found = [(one.id, self._match(one)) for one in batch]
            with self._store.write() as tx:
                tx.matches.replace_many(found, self._versions, now=self._clock())
                tx.work.done([one.id for one in batch])
            revisions += len(batch)
            matches += sum(len(one) for _, one in found)

    def _match(self, revision: Revision) -> Sequence[IndicatorMatch]:
        assert self._matcher is not None
        return self._matcher.match(
            title=revision.title, summary=revision.summary, lang=revision.lang
        )

    def _refresh_readings(self, *, rebuild: bool) -> int:
        now = self._clock()
        with self._store.read() as tx:
            since = self._since(tx, now, rebuild=rebuild)
            readings = self._detect(tx, now=now, as_of=None, since=since)
        with self._store.write() as tx:
            tx.readings.replace(readings, since=since)
        return len(readings)

    def _since(self, tx: Transaction, now: datetime, *, rebuild: bool) -> date:
        """From which day readings are written again, gaps in the writing included."""
        newest = max((one.day for one in tx.readings.latest().values()), default=None)
        if rebuild or newest is None:
            return FIRST_DAY
        return min(newest, now.date()) - timedelta(days=READINGS_DAYS_BACK)

    def _detect(
        self,
        tx: Transaction,
        *,
        now: datetime,
        as_of: datetime | None,
        since: date | None = None,
    ) -> tuple[Reading, ...]:
        assert self._catalogue is not None
        watched = [one for one in self._catalogue.definitions if one.is_matched]
        days = (
            tx.rollups.feed_days(since=FIRST_DAY, until=now.date())
            if as_of is None
            else feed_days(tx, since=None, now=as_of)
        )
        panel = build_panel(
            days,
            tx.rollups.observations(as_of=as_of),
            indicators=[one.id for one in watched],
            now=now,
        )
        return detect(
            panel,
            statuses={one.id: one.status for one in watched},
            alert_budget_per_week=self._config.alert_budget_per_week,
            since=since,
            computed_at=now,
        )
