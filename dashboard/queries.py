"""What pages ask: here the database is opened, the time told, and answers kept for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as time_of_day
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import streamlit as st

from briefing import views
from config import Config, config_path, load_config
from dashboard import links
from db.store import Store
from domain.errors import StoreError
from domain.evidence import WeeklyReport

KEEP_S = 15.0
KEEP_ENTRIES = 256
LOCAL_USER = "local"
AS_OF_PARAM = "as_of"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Kept:
    """An answer, when it was worked out, and the state of the data it was worked out from."""

    at_s: float
    marker: Hashable
    answer: Any


_kept: dict[Hashable, _Kept] = {}
_lock = threading.Lock()


def utc_now() -> datetime:
    """The wall clock."""
    return datetime.now(UTC)


def present() -> datetime:
    """The moment pages speak of: now, or the end of the past day that ``?as_of=`` names.

    An exercise's clock stands still where its play ended, so that it never looks overtaken.
    """
    asked = looking_back_to()
    if asked is not None:
        return datetime.combine(asked, time_of_day.max, UTC)
    if the_config().is_exercise and (ended_at := _exercise_end()) is not None:
        return ended_at
    return utc_now()


def _exercise_end() -> datetime | None:
    try:
        with the_store().read() as tx:
            periods = tx.uptime.periods(datetime(2000, 1, 1, tzinfo=UTC))
    except StoreError:
        return None
    return max((end for _, end in periods), default=None)


def looking_back_to() -> date | None:
    """The past UTC day that the address asks for; None for the present."""
    try:
        asked = date.fromisoformat(st.query_params.get(AS_OF_PARAM, ""))
    except ValueError:
        return None
    return asked if asked < utc_now().date() else None


def choose_day() -> None:
    """Let the reader look back: a date in the address, from the first item collected on."""
    with the_store().read() as tx:
        known = tx.items.first_seen_range()
    today = utc_now().date()
    first = known[0].date() if known else today
    links.past_day(param=AS_OF_PARAM, first=first, today=today, label="Look back to")


def the_config() -> Config:
    """The configuration in force; read again when the file changes.

    Raises:
        ConfigError: The file cannot be used; carries every problem.
    """
    path = config_path()
    changed = path.stat().st_mtime_ns if path.exists() else 0
    return _config(path, changed)


def the_store() -> Store:
    """The configured database, known to fit this program.

    Raises:
        StoreError: It is not there, behind, or belongs to the other kind (exercise or live).
    """
    config = the_config()
    return _store(config.database.url, config.is_exercise)


def watch_board() -> views.WatchBoard:
    """The watch board for the present reader."""
    return _ask(
        ("watch", LOCAL_USER),
        lambda store, config, now: views.watch_board(store, config, now=now, user=LOCAL_USER),
    )


def indicator_titles() -> dict[str, str]:
    """English titles of the matched indicators by id."""
    return _ask(("titles",), lambda store, config, now: views.indicator_titles(store, config))


def indicator(name: str, *, days: int, limit: int) -> views.IndicatorView | None:
    """One indicator over so many days, with at most `limit` lines of evidence."""
    return _ask(
        ("indicator", name, days, limit),
        lambda store, config, now: views.indicator_view(
            store, config, name, now=now, days=days, evidence_limit=limit
        ),
    )


def coverage(*, days: int) -> views.CoverageView:
    """Coverage of every feed over so many days."""
    return _ask(
        ("coverage", days),
        lambda store, config, now: views.coverage_view(store, config, now=now, days=days),
    )


def feed_log(feed: str) -> views.FeedLog | None:
    """The fetch log of one feed."""
    return _ask(("log", feed), lambda store, config, now: views.feed_log(store, feed))


def method() -> views.MethodView:
    """The method page; it needs no database."""
    config = the_config()
    try:
        store = the_store()
    except StoreError:
        return views.method_view(None, config, now=present())
    return _keep(("method",), store, lambda: views.method_view(store, config, now=present()))


def frame() -> views.FrameView:
    """The frame of a page that has no view of its own."""
    return _ask(("frame",), _frame)


def weeklies() -> tuple[WeeklyReport, ...]:
    """The newest weekly report of each week on file, newest week first."""
    with the_store().read() as tx:
        newest = {one.week: one for one in sorted(tx.reports.list(), key=lambda one: one.id)}
    return tuple(newest[week] for week in sorted(newest, reverse=True))


def mark_checked() -> None:
    """Say that the present reader has seen everything up to now."""
    with the_store().write() as tx:
        tx.visits.mark(LOCAL_USER, present())
    forget()


def forget() -> None:
    """Drop every kept answer."""
    with _lock:
        _kept.clear()


def _frame(store: Store, config: Config, now: datetime) -> views.FrameView:
    with store.read() as tx:
        return views.frame_view(tx, config, now=now)


def _ask(key: Hashable, make: Callable[[Store, Config, datetime], T]) -> T:
    config, store = the_config(), the_store()
    now = present()
    return _keep((key, looking_back_to()), store, lambda: make(store, config, now))


def _keep(key: Hashable, store: Store, make: Callable[[], T]) -> T:
    """Give the kept answer while it is young and nothing new was matched."""
    marker = _marker(store)
    with _lock:
        kept = _kept.get(key)
    if kept and kept.marker == marker and time.monotonic() - kept.at_s < KEEP_S:
        return cast("T", kept.answer)
    answer = make()
    with _lock:
        if len(_kept) >= KEEP_ENTRIES:
            _kept.clear()
        _kept[key] = _Kept(time.monotonic(), marker, answer)
    return answer


def _marker(store: Store) -> Hashable:
    """What changes at once when a report matched; all else is shown when the answer has aged."""
    with store.read() as tx:
        return store.where, tx.matches.newest_id()


@lru_cache(maxsize=4)
def _config(path: Path, changed: int) -> Config:
    return load_config(path)


@lru_cache(maxsize=4)
def _store(url: str, is_exercise: bool) -> Store:
    store = Store(url)
    store.check_current()
    store.claim(is_exercise=is_exercise)
    return store
