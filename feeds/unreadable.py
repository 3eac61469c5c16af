"""The error of a document that is no usable feed, light enough for the parsing workers."""

from __future__ import annotations

NOT_A_FEED = "not_a_feed"
EMPTY_BODY = "empty_body"
PARSE_ERROR = "parse_error"


class UnreadableError(Exception):
    """A document cannot be read; `reason` is the value of one of the closed failure reasons."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(what)
        self.reason = reason
        self.what = what
