"""Cluster, first form: the same told text is the same story."""

from __future__ import annotations

import hashlib
import re

_WORD = re.compile(r"[^\W_]+")
_WORDS_OF_SUMMARY = 40


def story_key(title: str, summary: str, *, folded_title: str = "", folded_summary: str = "") -> str:
    """Give 64 hex digits that two items share when they tell the same text.

    The words of title and the beginning of the summary count, in order; punctuation, case and
    spacing do not, nor do script and accents where the folded forms are given. A summary
    that only repeats the title adds nothing.

    Args:
        title: Plain title, used where `folded_title` is empty.
        summary: Plain summary, used where `folded_summary` is empty.
        folded_title: The title as folded for matching.
        folded_summary: The summary as folded for matching.
    """
    head = _words(folded_title or title)
    body = _words(folded_summary or summary)
    if body[: len(head)] == head:
        body = body[len(head) :]
    told = " ".join([*head, "|", *body[:_WORDS_OF_SUMMARY]])
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
