"""The crisis recording: day files of ten feeds, served from the end of their day on."""

from __future__ import annotations

import tarfile
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from bench.replay.recordings import Recording
from domain.errors import WatchError
from domain.item import Entry
from exercise.documents import Document
from feeds.parse import parse_document

POLLS_A_DAY = (time(5, 30), time(11, 30), time(17, 30), time(23, 30))
SERVED_FROM = time(23, 30)
WINDOW_BREAK = timedelta(days=14)
ARCHIVE = Path("feeds") / "replay_feeds.tar.gz"


@dataclass(slots=True)
class DayFiles:
    """One feed as the newest day file up to a time; silent on days that nobody recorded."""

    id: str
    lang: str
    missing: frozenset[date]
    times: list[datetime] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)

    def document_at(self, now: datetime) -> Document | None:
        """The document served then; None on an unrecorded day and before the first file."""
        at = bisect_right(self.times, now)
        return None if not at or now.date() in self.missing else self.documents[at - 1]

    def entries_at(self, now: datetime) -> tuple[Entry, ...] | None:
        """The entries of the document served then."""
        document = self.document_at(now)
        if document is None:
            return None
        return parse_document(document.body, url=f"https://{self.id}.invalid/").entries


def crises(folder: Path) -> Recording:
    """The three crisis windows, polled four times a day."""
    files = _files(folder / ARCHIVE)
    recorded = sorted({day for days in files.values() for day in days})
    wanted = _window_days(recorded)
    missing = frozenset(wanted) - frozenset(recorded)
    feeds = []
    for name, days in sorted(files.items()):
        feed = DayFiles(name.replace("_", "-"), _language(name), missing)
        for day in sorted(days):
            feed.times.append(datetime.combine(day, SERVED_FROM, UTC))
            feed.documents.append(Document(days[day], "application/rss+xml; charset=utf-8"))
        feeds.append(feed)
    moments = tuple(datetime.combine(day, at, UTC) for day in wanted for at in POLLS_A_DAY)
    return Recording("crises", tuple(feeds), moments, gap_s=8 * 3600.0)


def _files(path: Path) -> dict[str, dict[date, bytes]]:
    if not path.is_file():
        raise WatchError("no such recording", where=str(path), hint="name its folder with --data")
    found: dict[str, dict[date, bytes]] = defaultdict(dict)
    with tarfile.open(path) as archive:
        for member in archive:
            name = Path(member.name)
            opened = archive.extractfile(member) if name.suffix == ".xml" else None
            if opened is not None:
                found[name.parent.name][date.fromisoformat(name.stem)] = opened.read()
    return found


def _window_days(recorded: list[date]) -> list[date]:
    """Every day of each window; a break of two weeks starts a new window."""
    days: list[date] = []
    for day in recorded:
        if days and day - days[-1] <= WINDOW_BREAK:
            days += [days[-1] + timedelta(days=n) for n in range(1, (day - days[-1]).days)]
        days.append(day)
    return days


def _language(name: str) -> str:
    return "pl" if name.endswith("_pl") else "en"
