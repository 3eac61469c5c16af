"""``python -m bench.replay RECORDING --database URL``: one JSON summary on stdout."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bench.replay.run import RECORDINGS, replay
from domain.errors import WatchError

BESIDE_THE_CHECKOUT = Path(__file__).resolve().parents[3] / "shared" / "data"


def main() -> int:
    """Run one replay; 0 when nothing was lost or doubled, 1 when something was, 2 on misuse."""
    asked = _arguments()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    try:
        whole = RECORDINGS[asked.recording](asked.data)
        part = whole.between(_day(asked.since), _day(asked.until), asked.limit)
        summary = asyncio.run(replay(part, asked.database, progress=_say_day))
    except (WatchError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(summary.as_document(), ensure_ascii=False, indent=2))
    return 1 if summary.lost or summary.doubled else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("recording", choices=sorted(RECORDINGS))
    parser.add_argument("--database", required=True, help="database address; created if absent")
    parser.add_argument("--data", type=Path, default=BESIDE_THE_CHECKOUT, help="recorded data")
    parser.add_argument("--since", help="first day, such as 2026-01-01")
    parser.add_argument("--until", help="day to stop before")
    parser.add_argument("--limit", type=int, default=0, help="at most so many polls")
    return parser.parse_args()


def _day(written: str | None) -> datetime | None:
    return None if written is None else datetime.fromisoformat(written).replace(tzinfo=UTC)


def _say_day(moment: datetime) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{moment:%Y-%m-%d %H:%M} ")


if __name__ == "__main__":
    sys.exit(main())
