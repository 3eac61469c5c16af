"""Whatever happens in whatever order, the observations equal a recount by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from db.store import Store, Transaction
from domain.item import CollectedItem, ItemFlag, Revision
from domain.match import IndicatorMatch, MatchFlag
from domain.reading import Observation
from tests.db.build import at, digest, feed, item, match, register, sync

FEEDS = ("north-news", "south-news")
INDICATORS = ("mil-movement", "road-closed")
FLAGS = ((), (MatchFlag.DENIED,), (MatchFlag.ROUTINE,), (MatchFlag.HISTORICAL, MatchFlag.OPINION))

Says = dict[str, tuple[MatchFlag, ...]]
texts = st.integers(0, 4)
says = st.dictionaries(st.sampled_from(INDICATORS), st.sampled_from(FLAGS))
store_step = st.tuples(
    st.just("store"),
    st.sampled_from(FEEDS),
    st.lists(st.tuples(st.integers(0, 5), texts, st.booleans()), min_size=1, max_size=4),
)
steps = st.lists(
    st.one_of(
        store_step,
        store_step,
        st.tuples(st.just("define"), st.sampled_from(INDICATORS), says),
        st.tuples(st.just("match"), st.integers(1, 5), st.none()),
        st.tuples(st.just("rebuild"), st.booleans(), st.none()),
    ),
    max_size=14,
)


@dataclass
class _Told:
    """What one stored item came to, told without a database."""

    feed: str
    first_seen_at: datetime
    is_backlog: bool
    story: str
    states: list[tuple[datetime, int]] = field(default_factory=list)


@dataclass
class Model:
    """The archive as a few lists: what the observations must come to."""

    items: dict[tuple[str, int], _Told] = field(default_factory=dict)
    definitions: dict[str, list[tuple[datetime, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def observations(self, as_of: datetime) -> tuple[Observation, ...]:
        cells: dict[tuple[str, str, date], list[str]] = defaultdict(list)
        for told in self.items.values():
            seen = [text for seen_at, text in told.states if seen_at <= as_of]
            if not seen or told.is_backlog:
                continue
            for indicator, versions in self.definitions.items():
                live = [seed for registered_at, seed in versions if registered_at <= as_of]
                flags = fits(indicator, live[-1], seen[-1]) if live else None
                if flags is not None and not {"denied", "historical"} & set(flags):
                    cells[indicator, told.feed, told.first_seen_at.date()].append(told.story)
        return tuple(
            Observation(
                indicator=indicator, feed=name, day=day, stories=len(set(tales)), items=len(tales)
            )
            for (indicator, name, day), tales in sorted(
                cells.items(), key=lambda cell: str(cell[0])
            )
        )


def fits(indicator: str, seed: int, text: int) -> tuple[MatchFlag, ...] | None:
    """An arbitrary but fixed rule: which text a definition matches, and with what flags."""
    value = int(digest(f"{indicator} {seed} {text}")[:4], 16) % 8
    return FLAGS[value] if value < len(FLAGS) else None


def collected(name: int, text: int, is_backlog: bool) -> CollectedItem:
    flags = (ItemFlag.BACKLOG,) if is_backlog else ()
    return item(f"item {name}", f"words {text}", aliases=(), flags=flags)


def matched(revision: Revision, seeds: Mapping[str, int]) -> tuple[int, list[IndicatorMatch]]:
    text = int(revision.title.split()[-1])
    fitting = {name: fits(name, seed, text) for name, seed in seeds.items()}
    return revision.id, [
        match(name, *flags) for name, flags in fitting.items() if flags is not None
    ]


def evaluate(tx: Transaction, model: Model, limit: int, now: datetime) -> int:
    """Match what is on the work list by the newest definitions."""
    current = {name: one.id for name, one in tx.definitions.current().items()}
    seeds = {name: versions[-1][1] for name, versions in model.definitions.items()}
    batch = [matched(revision, seeds) for revision in tx.work.take(limit)]
    tx.matches.replace_many(batch, current, now=now)
    return len(batch)


def fill_in(tx: Transaction, model: Model, now: datetime) -> None:
    """Match every revision by every definition there ever was, as a rebuild of the past does."""
    ids = [one.id for one in tx.items.recent(1000)]
    revisions = [revision for item_id in ids for revision in tx.items.revisions(item_id)]
    for name, versions in model.definitions.items():
        for version, (_, seed) in zip(
            reversed(tx.definitions.history(name)), versions, strict=True
        ):
            batch = [matched(revision, {name: seed}) for revision in revisions]
            tx.matches.replace_many(batch, {name: version.id}, now=now)


def play(tx: Transaction, model: Model, number: int, step: tuple[str, object, object]) -> None:
    """Do one step in the archive and in the model."""
    now = at(number / 3)
    kind, one, other = step
    if kind == "store":
        name = str(one)
        entries = {entry[0]: entry for entry in other}  # type: ignore[attr-defined]
        new = [collected(*entry) for entry in entries.values()]
        keys = [f"story {entry[1] // 2}" for entry in entries.values()]
        tx.items.store(feed(name), new, seen_at=now, story_keys=keys)
        for (item_name, text, is_backlog), key in zip(entries.values(), keys, strict=True):
            told = model.items.setdefault((name, item_name), _Told(name, now, is_backlog, key))
            if not told.states or told.states[-1][1] != text:
                told.states.append((now, text))
    elif kind == "define":
        seed = number
        model.definitions[str(one)].append((now, seed))
        register(tx, str(one), body=f"seed {seed}", now=now)
        tx.work.enqueue_all()
        while evaluate(tx, model, 3, now):
            pass
    elif kind == "match":
        evaluate(tx, model, int(one), now)  # type: ignore[call-overload]
    else:
        if one:
            tx.matches.clear()
        tx.work.enqueue_all()


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a short script needs no shrinking
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(script=steps)
def test_observations_equal_a_recount_now_and_at_any_moment(
    new_file: Callable[[], Path], script: list[tuple[str, object, object]]
) -> None:
    store = Store(f"sqlite:///{new_file()}")
    model = Model()
    with store.write() as tx:
        sync(tx, *(feed(name) for name in FEEDS))
        for name in INDICATORS:
            play(tx, model, 0, ("define", name, None))
    for number, step in enumerate(script, start=1):
        with store.write() as tx:
            play(tx, model, number, step)
        assert store.verify() == ()
    end = at(len(script))
    with store.write() as tx:
        while evaluate(tx, model, 4, end):
            pass

    with store.write() as tx:
        assert tx.rollups.observations() == model.observations(end)
        assert tx.rollups.observations(as_of=end) == model.observations(end)
        fill_in(tx, model, end)
        assert tx.rollups.observations() == model.observations(end)
        for number in range(len(script) + 1):
            then = at(number / 3)
            assert tx.rollups.observations(as_of=then) == model.observations(then)
    assert store.verify() == ()
    store.close()
