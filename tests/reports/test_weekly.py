"""The weekly PDF: accessible, archivable, the same bytes for the same brief, gaps told first."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from pypdf import PdfReader, PdfWriter

from briefing.weekly_shapes import (
    Chart,
    ChartDay,
    ChartTick,
    EvidenceItem,
    EvidencePart,
    EvidenceSection,
    Glance,
    GlanceRow,
    MethodPart,
    NotSeen,
    SourceRow,
    SourcesPart,
    State,
    Trends,
    WeeklyBrief,
)
from reports.weekly import set_pdf

WATCH = State(shape="◆", word="Watch", ink="#705200")


def _day(at: int) -> ChartDay:
    if at in (30, 31):
        return ChartDay(state="gap", observed=0, lower=None, upper=None, is_high=False)
    state = "part" if at == 32 else "seen"
    return ChartDay(state=state, observed=at % 4, lower=0.0, upper=2.5, is_high=at % 4 == 3)


@pytest.fixture
def brief() -> WeeklyBrief:
    chart = Chart(
        title="Crossing closed",
        state=WATCH,
        line="12 in 7 days, usually 3–9",
        alt="Crossing closed: 12 in 7 days. 91 days, 2 not collected.",
        days=tuple(_day(at) for at in range(91)),
        highest=3.0,
        highest_label="3",
        ticks=(ChartTick(at=10, label="Sep"),),
    )
    item = EvidenceItem(
        title="#set page(fill: red) *bold* $x$ Затворен прелаз",
        lang="sr",
        link="https://outlet.example/one?a=1&b=2",
        line="Outlet (F) · published 12 Nov 2026 14:00 UTC",
    )
    row = GlanceRow(
        state=WATCH,
        title="Crossing closed",
        title_sq="Mbyllet kalimi",
        title_sr="Zatvoren prelaz",
        role="",
        week="12",
        usual="3–9",
        outlets="4",
        coverage="97%",
    )
    return WeeklyBrief(
        name="Vedette",
        title="Vedette: Kosovo–Serbia, week 46",
        subtitle="9 Nov 2026 to 15 Nov 2026, UTC days",
        is_exercise=False,
        exercise_mark="EXERCISE",
        footer="Footer",
        as_of_epoch=1_794_787_200,
        headline="1 indicator: 1 Watch.",
        not_seen=NotSeen(heading="What was not seen", lines=("The poller stood still.",)),
        glance=Glance(
            heading="Indicators at a glance",
            caption="Caption",
            columns=("Status", "Indicator", "7 days", "Usual", "Outlets", "Coverage"),
            rows=(row,) * 30,
            quiet="Routine: none.",
        ),
        trends=Trends(heading="Trends", caption="Caption", charts=(chart,) * 4),
        evidence=EvidencePart(
            heading="Evidence",
            caption="Caption",
            sections=(
                EvidenceSection(
                    title="Crossing closed",
                    state=WATCH,
                    line="one outlet",
                    items=(item, replace(item, link=None)),
                    more="and 3 more",
                ),
            ),
        ),
        sources=SourcesPart(
            heading="Sources read this week",
            caption="Caption",
            columns=("Source", "Affiliation", "Reliability", "Items", "Days seen"),
            rows=(
                SourceRow(
                    name="Outlet",
                    affiliation="independent",
                    reliability="F",
                    items="9",
                    seen="7 of 7",
                ),
            ),
        ),
        method=MethodPart(heading="How to read this", lines=("A line.",)),
    )


def _text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_the_same_brief_gives_the_same_bytes(brief: WeeklyBrief) -> None:
    assert set_pdf(brief) == set_pdf(brief)


def test_it_is_marked_as_pdf_ua_1_and_pdf_a_2a(brief: WeeklyBrief) -> None:
    pdf = set_pdf(brief)

    assert b"pdfuaid:part>1" in pdf
    assert b"pdfaid:part>2" in pdf
    assert b"pdfaid:conformance>A" in pdf


def test_the_first_page_begins_with_what_was_not_seen(brief: WeeklyBrief) -> None:
    first = PdfReader(io.BytesIO(set_pdf(brief))).pages[0].extract_text()

    assert first.index("What was not seen") < first.index("Indicators at a glance")


def test_text_from_feeds_is_never_markup(brief: WeeklyBrief) -> None:
    text = _text(set_pdf(brief))

    assert "#set page(fill: red) *bold* $x$ Затворен прелаз" in text


def test_an_item_leads_to_its_original(brief: WeeklyBrief) -> None:
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(set_pdf(brief))).pages
        for annotation in page.get("/Annots", [])
    }

    assert links == {"https://outlet.example/one?a=1&b=2"}


def test_an_exercise_says_so_on_every_page(brief: WeeklyBrief) -> None:
    pages = PdfReader(io.BytesIO(set_pdf(replace(brief, is_exercise=True)))).pages

    assert len(pages) > 1
    assert all("EXERCISE" in page.extract_text() for page in pages)


def test_only_the_bundled_typeface_is_used(brief: WeeklyBrief) -> None:
    fonts = set(re.findall(rb"/BaseFont\s*/(\S+)", _unpacked(set_pdf(brief))))

    assert fonts
    assert all(b"SourceSans3" in font for font in fonts)


def _unpacked(pdf: bytes) -> bytes:
    """The file with its object streams written out, so that names can be read in it."""
    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _timed(make: Callable[[], object]) -> float:
    start = time.perf_counter()
    make()
    return time.perf_counter() - start


def test_it_takes_less_than_two_seconds(brief: WeeklyBrief) -> None:
    assert min(_timed(lambda: set_pdf(brief)) for _ in range(3)) < 2
