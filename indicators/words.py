"""Cut folded text into words and sentences, with the way back to the original."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.spaced import spaced
from indicators.text import Folded, fold

_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"([.!?]+)[\"'»”“)\]]*\s+|\n+")
_PHRASE_BREAK = re.compile(r"[,;:()\[\]|/!?]")
NOWHERE = -9
# Endings hung on an acronym with a hyphen or an apostrophe (KFOR-it, BE'së, МУП-а).
_ENDINGS = frozenset(
    spaced(
        "a u om em e i o y ov ova ove ovi ovo ovu ovog ovoj ovom ovih ovim ovima ima am ami ah"
        " it in ut un ja je se ne s t n et eve at ave ve te"
    )
)
# A full stop behind these does not end a sentence.
_ABBREVIATIONS = frozenset(
    spaced(
        "dr mr mrs ms prof st sv br tzv npr ul gen gj god str cl mil vs no adm col lt maj sgt kap"
        " puk por nr znj sh im ing dipl akad doc rev hon gov sen rep jr sr inc ltd tel art al odn"
        " tj itsl nar obl rub g"
    )
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, in order.

    `starts` and `ends` are half-open folded offsets; a word's end takes in an ending hung on
    an acronym with a hyphen, and an English ``'s``. `sentences` numbers the sentence of each
    word. `follows` says whether a phrase may run from the word before into this one: false at
    a sentence end and behind a comma, colon or bracket. `at` gives the number of the word
    that begins at a folded offset.
    """

    folded: Folded
    tokens: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]
    sentences: Sequence[int]
    follows: Sequence[bool]
    at: Mapping[int, int]


def split_words(text: str) -> Words:
    """Give the words of a text as published."""
    folded = fold(text)
    plain = folded.text
    cuts = _sentence_cuts(text, folded)
    starts: list[int] = []
    ends: list[int] = []
    tokens: list[str] = []
    sentences: list[int] = []
    follows: list[bool] = []
    sentence, next_cut, before = 0, cuts[0] if cuts else len(plain), NOWHERE
    for start, end in [match.span() for match in _WORD.finditer(plain)]:
        is_close = start - before == 1
        # One blank behind the word before, as nearly every word stands: nothing to look up.
        if not (is_close and plain[before] == " " and start < next_cut):
            if is_close and plain[before] != " " and _is_hung(text, folded, start, end):
                before = ends[-1] = end
                continue
            is_new = start >= next_cut
            while start >= next_cut:
                sentence += 1
                next_cut = cuts[sentence] if sentence < len(cuts) else len(plain)
            is_first = before == NOWHERE
            follows.append(
                not is_first and not is_new and not _PHRASE_BREAK.search(plain, before, start)
            )
        else:
            follows.append(True)
        tokens.append(plain[start:end])
        starts.append(start)
        ends.append(end)
        sentences.append(sentence)
        before = end
    at = dict(zip(starts, range(len(starts)), strict=True))
    return Words(folded, tokens, starts, ends, sentences, follows, at)


def _is_hung(text: str, folded: Folded, start: int, end: int) -> bool:
    joint, word = folded.text[start - 1], folded.text[start:end]
    if joint == "'" and word == "s":
        return True
    if joint not in "'-" or word not in _ENDINGS:
        return False
    before = text[folded.offsets[start - 2]]
    return before.isupper() or before.isdigit()


def _sentence_cuts(text: str, folded: Folded) -> list[int]:
    """Give the folded offsets at which a new sentence begins, the first one left out."""
    cuts = []
    for match in _SENTENCE_END.finditer(folded.text):
        after = match.end()
        if after >= len(folded.text):
            break
        if "\n" in match.group() or _ends_sentence(text, folded, match):
            cuts.append(after)
    return cuts


def _ends_sentence(text: str, folded: Folded, match: re.Match[str]) -> bool:
    following = text[folded.offsets[match.end()]]
    if following.islower():
        return False
    if match.group(1) != ".":
        return True
    before = folded.text[max(0, match.start() - 40) : match.start()].rstrip("\"'»”“)]")
    begin = len(before)
    while begin and before[begin - 1].isalnum():
        begin -= 1
    token = before[begin:]
    if token.isdigit():
        return len(token) > 3 and following.isupper()
    return len(token) != 1 and token not in _ABBREVIATIONS
