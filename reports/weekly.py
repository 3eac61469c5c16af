"""The weekly PDF: the brief of a week, set by Typst, recorded in the database."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typst

from briefing.weekly import weekly_brief
from briefing.weekly_shapes import WeeklyBrief
from config import Config
from db.store import Store
from domain.errors import ReportError
from domain.week import Week

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "weekly.typ"
FONTS = HERE / "fonts"
# Readable by a screen reader, and readable in thirty years.
STANDARDS: list[typst.PDFStandard] = ["1.7", "ua-1", "a-2a"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """A report on disk: where, and the hash of its bytes (64 hex digits)."""

    week: Week
    path: Path
    sha256: str


def set_pdf(brief: WeeklyBrief) -> bytes:
    """Set a brief as PDF/UA-1 and PDF/A-2a; the same brief gives the same bytes.

    Raises:
        ReportError: Typst refused the document.
    """
    data = json.dumps(asdict(brief), ensure_ascii=False, sort_keys=True)
    compiler = typst.Compiler(
        TEMPLATE,
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        sys_inputs={"brief": data},
    )
    try:
        pdf = compiler.compile(
            format="pdf", pdf_standards=STANDARDS, timestamp=int(brief.as_of_epoch)
        )
    except typst.TypstError as error:
        raise ReportError("the weekly report could not be set", where=TEMPLATE.name) from error
    assert isinstance(pdf, bytes)
    return pdf


def make_weekly(
    store: Store, config: Config, *, week: Week, now: datetime, out: Path | None
) -> WrittenReport:
    """Write the PDF of `week`; in the configured folder it is recorded as a draft too.

    Args:
        out: Where to write a copy that is not kept on file; the configured folder where None.

    Raises:
        ReportError: The week has not begun, or the file cannot be written.
    """
    if week.starts_at > now:
        raise ReportError(f"{week} has not begun", where="report weekly", hint="choose a past week")
    pdf = set_pdf(weekly_brief(store, config, week=week, now=now))
    digest = hashlib.sha256(pdf).hexdigest()
    # The name holds the content's hash: a newer draft never replaces what was handed out.
    path = out or config.report.folder / f"{_stem(config)}-{week}-{digest[:8]}.pdf"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    except OSError as error:
        raise ReportError("cannot be written", where=str(path), hint="check the folder") from error
    if out is None:
        with store.write() as tx:
            tx.reports.add(week=str(week), path=path.name, sha256=digest, created_at=now)
    return WrittenReport(week=week, path=path, sha256=digest)


def _stem(config: Config) -> str:
    return "EXERCISE-weekly" if config.is_exercise else "weekly"
