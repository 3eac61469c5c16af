"""The door to the views: one function a page, each giving frozen values and never text."""

from __future__ import annotations

from briefing.coverage import CoverageView, FeedLog, coverage_view, feed_log
from briefing.frame import FrameView, Polling, empty_frame, frame_view
from briefing.indicator import IndicatorView, indicator_titles, indicator_view
from briefing.method import MethodView, method_view
from briefing.watch import WatchBoard, watch_board

__all__ = [
    "CoverageView",
    "FeedLog",
    "FrameView",
    "IndicatorView",
    "MethodView",
    "Polling",
    "WatchBoard",
    "coverage_view",
    "empty_frame",
    "feed_log",
    "frame_view",
    "indicator_titles",
    "indicator_view",
    "method_view",
    "watch_board",
]
