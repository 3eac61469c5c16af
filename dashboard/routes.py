"""Answers for programs and files, on the same port as the pages; all of it read-only."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route

from briefing.watch import BoardRow, status_reason
from dashboard import metrics, queries
from dashboard.pages import PAGES
from domain.errors import WatchError
from domain.week import Week

API_VERSION = 1


def routes() -> list[BaseRoute]:
    """Every route beside the pages."""
    return [
        Route("/", _start, methods=["GET"]),
        Route("/healthz", _health, methods=["GET"]),
        Route("/metrics", _metrics, methods=["GET"]),
        Route("/api/v1/indicators", _indicators, methods=["GET"]),
        Route("/weekly/{week}.pdf", _weekly, methods=["GET"]),
    ]


def _start(request: Request) -> Response:
    return RedirectResponse(f"/{PAGES[0].PATH}")


def _health(request: Request) -> Response:
    """200 while pages can be answered from a fitting database, else 503 with the reason."""
    try:
        with queries.the_store().read() as tx:
            tx.meta.get("exercise")
    except WatchError as error:
        return PlainTextResponse(f"{error}\n", status_code=503)
    return PlainTextResponse("ok\n")


def _metrics(request: Request) -> Response:
    try:
        text = metrics.board_metrics(queries.watch_board(), now=queries.utc_now())
    except WatchError:
        text = metrics.down_metrics()
    return Response(text, headers={"content-type": metrics.CONTENT_TYPE})


def _indicators(request: Request) -> Response:
    """Every indicator on the board, most urgent first, as one JSON document."""
    try:
        board = queries.watch_board()
    except WatchError as error:
        return JSONResponse({"error": str(error)}, status_code=503)
    frame = board.frame
    return JSONResponse(
        {
            "version": API_VERSION,
            "name": frame.name,
            "is_exercise": frame.is_exercise,
            "data_as_of": _plain(frame.data_as_of),
            "poller_heard_at": _plain(frame.heartbeat_at),
            "is_stale": frame.is_stale,
            "feeds": {
                "enabled": frame.feeds_enabled,
                "failing": list(frame.failing),
                "silent": list(frame.silent),
            },
            "indicators": [_indicator(row) for row in board.rows],
        }
    )


def _indicator(row: BoardRow) -> dict[str, Any]:
    return {
        "id": row.indicator,
        "title": row.titles.model_dump(),
        "status": row.status.value,
        "why": status_reason(row),
        "conditions": [asdict(one) for one in row.conditions],
        "direction": row.direction.value,
        "problems": list(row.problems),
        "observed_7d": row.observed_7d,
        "expected_7d": row.expected_7d,
        "lower_7d": row.lower_7d,
        "upper_7d": row.upper_7d,
        "outlets_7d": row.outlets,
        "newest_at": _plain(row.newest_at),
        "coverage": row.coverage,
        "days": [
            {"day": _plain(one.day), "observed": one.observed, "coverage": one.coverage}
            for one in row.spark
        ],
    }


def _weekly(request: Request) -> Response:
    """The newest report of a week, from the folder that reports are laid down in."""
    try:
        week = str(Week.parse(request.path_params["week"]))
        found = next((one for one in queries.weeklies() if one.week == week), None)
        folder = queries.the_config().report.folder.resolve()
    except (ValueError, WatchError):
        return PlainTextResponse("no such week\n", status_code=404)
    if found is None:
        return PlainTextResponse("no report for this week\n", status_code=404)
    file = (folder / Path(found.path)).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        return PlainTextResponse("the report is no longer on disk\n", status_code=404)
    return FileResponse(
        file,
        media_type="application/pdf",
        filename=f"vedette-{week}.pdf",
        content_disposition_type="inline",
    )


def _plain(value: datetime | date | None) -> str | None:
    return None if value is None else value.isoformat()
