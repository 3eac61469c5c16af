"""Pollers and evaluators at work at once leave the same archive as one after the other."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from db.store import Store
from tests.db.build import at, feed, item, match, put, register, with_feeds

FEEDS = tuple(feed(f"feed-{number}") for number in range(3))
INDICATOR = "mil-movement"
ROUNDS = 12


def collect(store: Store, number: int) -> None:
    """Store documents whose stories others tell as well, in an order of one's own."""
    chance = random.Random(number)
    for turn in range(ROUNDS):
        told = chance.sample(range(6), 4)
        document = [item(f"{turn}-{story}") for story in told]
        keys = [f"story {turn} {story}" for story in told]
        with store.write() as tx:
            put(tx, *document, feed=FEEDS[number], seen_at=at(minutes=turn), story_keys=keys)


def evaluate(store: Store, _: int) -> None:
    for _ in range(ROUNDS):
        with store.write() as tx:
            versions = {name: one.id for name, one in tx.definitions.current().items()}
            taken = tx.work.take(5)
            batch = [(one.id, [match(INDICATOR)]) for one in taken]
            tx.matches.replace_many(batch, versions, now=at(1))


def test_stories_are_opened_once_and_counts_stay_exact(store: Store) -> None:
    with_feeds(store, *FEEDS)
    with store.write() as tx:
        register(tx, INDICATOR)

    with ThreadPoolExecutor(5) as pool:
        jobs = [pool.submit(collect, store, number) for number in range(3)]
        jobs += [pool.submit(evaluate, store, number) for number in range(2)]
        for job in jobs:
            job.result()

    with store.read() as tx:
        told = tx.items.recent(1000)
    assert len(told) == 3 * ROUNDS * 4
    assert len({one.story for one in told}) == len({one.guid for one in told})
    assert store.verify() == ()
