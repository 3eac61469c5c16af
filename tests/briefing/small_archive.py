"""A small real archive for the pages: two sources, three indicators, sixty days, one of them lost."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from config import Config, load_config
from db.store import Store, Transaction
from domain.feed import FailureReason, Feed, FeedState, Poll, PollOutcome
from domain.indicator import (
    DefinitionStatus,
    Diagnosticity,
    Direction,
    IndicatorDefinition,
    Titles,
)
from domain.item import CollectedItem, ItemFlag
from domain.match import IndicatorMatch, MatchFlag, Span
from domain.reading import Condition, CoverageReason, CoverageState, FeedDay, Reading, Status

NOW = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
DAYS = 60
LOST_DAY = 20
PARTLY_DAY = 30
HOSTILE = '<img src="https://elsewhere.example/a.png" onerror=alert(1)> ![x](https://elsewhere.example/b.png) :material/home: KFOR'
CONFIG = """
name: Small watch
is_exercise: {exercise}
database: {{url: "sqlite:///watch.db"}}
problems:
  - id: civil-unrest
    title: {{en: Unrest in the hills, sr: Nemiri u brdima, sq: Trazira në kodra}}
sources:
  - {{id: herald, name: The Hill Herald, affiliation: state, reliability: C}}
  - {{id: post, name: Valley Post}}
feeds:
  - {{id: herald, source: herald, url: "https://herald.example/feed", lang: en}}
  - {{id: post, source: post, url: "https://post.example/feed", lang: sr, critical: true}}
  - {{id: quiet, source: post, url: "https://post.example/quiet", enabled: false, disabled_reason: not checked yet}}
calendar:
  - {{date: 2026-11-05, title: Market day, kind: other}}
"""


def write_config(folder: Path, *, is_exercise: bool = False) -> Config:
    """Write the configuration alone; there is no database yet."""
    path = folder / "config.yaml"
    path.write_text(CONFIG.format(exercise=str(is_exercise).lower()), encoding="utf-8")
    return load_config(path, environment={})


def build(
    folder: Path,
    *,
    now: datetime = NOW,
    is_exercise: bool = False,
    beat_ago: timedelta | None = None,
) -> tuple[Store, Config]:
    """Write the configuration and a database that fits it, all as of `now`."""
    config = write_config(folder, is_exercise=is_exercise)
    store = Store(config.database.url)
    store.upgrade()
    store.claim(is_exercise=is_exercise)
    with store.write() as tx:
        _feeds(tx, config, now, beat_ago or timedelta(seconds=20))
        _items(tx, config, now)
        tx.readings.replace(_readings(now), since=now.date() - timedelta(days=DAYS))
    return store, config


def definition(
    name: str,
    direction: Direction = Direction.RAISES,
    status: DefinitionStatus = DefinitionStatus.LIVE,
) -> IndicatorDefinition:
    """A definition with just enough in it."""
    return IndicatorDefinition(
        id=name,
        title=Titles(en=f"About {name}", sr=f"O temi {name}", sq=f"Rreth {name}"),
        rationale="It came before every quarrel so far.",
        owner="the desk",
        status=status,
        problems=("civil-unrest",),
        direction=direction,
        diagnosticity={"local-incident": Diagnosticity.HIGH},
        benign_explanations=("road works",),
        known_gaps=("villages go unnamed",),
        half_life="14d",
        languages=("en", "sr"),
    )


DEFINITIONS = (
    definition("roads-blocked"),
    definition("troops-sent", Direction.RESPONSE),
    definition("old-theme", Direction.CONTEXT, DefinitionStatus.TEST),
)


def register(
    tx: Transaction, definitions: tuple[IndicatorDefinition, ...], now: datetime
) -> dict[str, int]:
    """Put definitions in force."""
    bodies = [(one, one.model_dump_json()) for one in definitions]
    rows = [(one, hashlib.sha256(body.encode()).hexdigest(), body) for one, body in bodies]
    return tx.definitions.register(rows, now=now, author="test", reason="test")


def item(
    number: int, title: str, *, link: str | None, published_at: datetime | None = None
) -> CollectedItem:
    """One item; its number makes it one of its own."""
    digest = hashlib.sha256(f"{number}{title}".encode()).hexdigest()
    return CollectedItem(
        identity=digest,
        title=title,
        summary="People stood on the road and would not move.",
        link=link,
        published_at=published_at,
        content_hash=digest,
        lang="en",
        folded_title=title.lower(),
        folded_summary="people stood on the road",
        flags=() if published_at else (ItemFlag.DATE_MISSING,),
    )


def _feeds(tx: Transaction, config: Config, now: datetime, beat_ago: timedelta) -> None:
    states = {feed.id: FeedState(feed=feed.id, next_check_at=now) for feed in config.feeds}
    start = now - timedelta(days=DAYS)
    tx.feeds.sync(config.sources, config.feeds, first_states=states, now=start)
    tx.uptime.beat(start, gap_s=60, owner="test")
    tx.uptime.beat(now - beat_ago, gap_s=10_000_000, owner="test")
    for feed in ("herald", "post"):
        failed = feed == "post"
        tx.polls.add(
            Poll(
                feed=feed,
                started_at=now - timedelta(minutes=3),
                finished_at=now - timedelta(minutes=2),
                outcome=PollOutcome.FAILED if failed else PollOutcome.STORED,
                reason=FailureReason.FORBIDDEN if failed else None,
                http_status=403 if failed else 200,
                entries=0 if failed else 20,
                new=0 if failed else 2,
            )
        )
    tx.feeds.save_state(
        FeedState(
            feed="post",
            next_check_at=now + timedelta(hours=2),
            failures=4,
            failing_since=now - timedelta(hours=5),
            last_reason=FailureReason.FORBIDDEN,
        )
    )
    tx.rollups.save_feed_days(_feed_days(now))


def _feed_days(now: datetime) -> list[FeedDay]:
    days = []
    for back in range(DAYS):
        lost = back == LOST_DAY
        for feed in ("herald", "post"):
            failing = lost or (feed == "post" and back == 0)
            days.append(
                FeedDay(
                    feed=feed,
                    day=now.date() - timedelta(days=back),
                    state=CoverageState.NOT_SEEN if failing else CoverageState.SEEN,
                    reason=_reason(lost) if failing else None,
                    seen_share=0.0 if failing else 1.0,
                    new_items=0 if failing else 12,
                    backlog_items=0,
                    polls_ok=0 if failing else 12,
                    polls_failed=12 if failing else 0,
                )
            )
    return days


def _reason(lost: bool) -> CoverageReason:
    return CoverageReason.OUTAGE_HERE if lost else CoverageReason.FAILING_FEED


def _items(tx: Transaction, config: Config, now: datetime) -> None:
    versions = register(tx, DEFINITIONS, now - timedelta(days=DAYS))
    feeds = {feed.id: feed for feed in config.feeds}
    _store(
        tx,
        feeds["herald"],
        item(
            1,
            "Village road blocked again",
            link="https://herald.example/1",
            published_at=now - timedelta(hours=3),
        ),
        now - timedelta(hours=2),
    )
    _store(tx, feeds["herald"], item(2, HOSTILE, link=None), now - timedelta(hours=1))
    _store(
        tx,
        feeds["post"],
        item(3, "Road blocked, mayor denies", link="javascript:alert(1)"),
        now - timedelta(days=2),
    )
    for revision in tx.work.take(10):
        start = revision.title.lower().find("blocked")
        span = Span(
            field="title",
            start=max(0, start),
            end=max(0, start) + 7,
            text="blocked",
            group="act",
            term="block",
        )
        flags = (MatchFlag.DENIED,) if "denies" in revision.title else ()
        found = (IndicatorMatch(indicator="roads-blocked", flags=flags, spans=(span,)),)
        tx.matches.replace(revision.id, found, versions, now=now)


def _store(tx: Transaction, feed: Feed, one: CollectedItem, seen_at: datetime) -> None:
    tx.items.store(feed, [one], seen_at=seen_at, story_keys=[one.identity])


def _readings(now: datetime) -> list[Reading]:
    rows = []
    for back in range(DAYS):
        day = now.date() - timedelta(days=back)
        gap = back == LOST_DAY
        coverage = 0.05 if gap else 0.6 if back == PARTLY_DAY else 1.0
        observed = None if gap else 4 if back < 2 else 1
        status = Status.WATCH if back < 2 else Status.UNKNOWN if gap else Status.ROUTINE
        rows.append(reading("roads-blocked", day, observed, coverage, status, now))
        rows.append(reading("old-theme", day, None, 0.1, Status.UNKNOWN, now))
        if back < 3:
            rows.append(reading("troops-sent", day, 0, 1.0, Status.LEARNING, now))
    return rows


def reading(
    name: str, day: date, observed: int | None, coverage: float, status: Status, now: datetime
) -> Reading:
    """A reading whose figures follow from what was observed."""
    judged = observed is not None and status is not Status.LEARNING
    return Reading(
        indicator=name,
        day=day,
        method="ewnb",
        observed=observed,
        expected=1.0 if judged else None,
        lower_bound=0.0 if judged else None,
        upper_bound=3.0 if judged else None,
        coverage=coverage,
        observed_7d=None if observed is None else 13,
        expected_7d=7.0 if judged else None,
        lower_7d=3.0 if judged else None,
        upper_7d=11.0 if judged else None,
        p_fast=0.002 if judged else None,
        p_slow=0.01 if judged else None,
        spacing_days=212.0 if status is Status.WATCH else 3.0 if judged else None,
        status=status,
        conditions=_conditions(status),
        computed_at=now,
    )


def _conditions(status: Status) -> tuple[Condition, ...]:
    if status is Status.LEARNING:
        return (Condition(text="3 of 40 days of history learnt", holds=False),)
    if status is Status.UNKNOWN:
        return (Condition(text="10% of the expected reporting was seen", holds=False),)
    return (
        Condition(text="all of the expected reporting was seen", holds=True),
        Condition(text="13 stories in 7 days; the usual range ends at 11", holds=True),
    )
