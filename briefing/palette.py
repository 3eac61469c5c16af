"""Colours by meaning, chosen to stay apart for colour-blind readers, in light and in dark.

A colour never stands alone: each state also has a shape and a word (`briefing/words.py`).
`ink` is text or a mark on `paper`; every pair has a contrast of at least 4.5 to 1.
"""

from __future__ import annotations

from dataclasses import dataclass

PAGE_LIGHT = "#FFFFFF"
PAGE_DARK = "#11161C"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tone:
    """One meaning's colours: ink and paper on a light page, ink and paper on a dark one."""

    ink: str
    paper: str
    ink_dark: str
    paper_dark: str

    def inked(self, *, is_dark: bool) -> str:
        """The ink for the page it is put on."""
        return self.ink_dark if is_dark else self.ink


TONES: dict[str, Tone] = {
    "high": Tone(ink="#9B1C31", paper="#FBE4E6", ink_dark="#FF9BA3", paper_dark="#45161F"),
    "elevated": Tone(ink="#96400A", paper="#FCE8D8", ink_dark="#FFB27A", paper_dark="#43240E"),
    "watch": Tone(ink="#705200", paper="#FAF0C9", ink_dark="#EBCB62", paper_dark="#3A2F0B"),
    "seen": Tone(ink="#5B4396", paper="#ECE6F8", ink_dark="#C9B6F5", paper_dark="#2C2347"),
    "routine": Tone(ink="#1F5A86", paper="#E3EFF8", ink_dark="#93C5EC", paper_dark="#14303F"),
    "learning": Tone(ink="#4A5763", paper="#EEF1F4", ink_dark="#B4C0CB", paper_dark="#242C34"),
    "unknown": Tone(ink="#3B444D", paper="#DFE4E9", ink_dark="#D3DCE4", paper_dark="#3A444E"),
    "good": Tone(ink="#17604F", paper="#DDF1EB", ink_dark="#7FD3BD", paper_dark="#10342C"),
    "plain": Tone(ink="#4A5763", paper="#F4F6F8", ink_dark="#B4C0CB", paper_dark="#1A2129"),
}

BAR = Tone(ink="#3F74A3", paper=PAGE_LIGHT, ink_dark="#6FA6D6", paper_dark=PAGE_DARK)
BAND = Tone(ink="#C9D3DD", paper=PAGE_LIGHT, ink_dark="#33404C", paper_dark=PAGE_DARK)
GAP = Tone(ink="#E4E7EB", paper=PAGE_LIGHT, ink_dark="#2A313A", paper_dark=PAGE_DARK)
HATCH = Tone(ink="#A3ADB8", paper=PAGE_LIGHT, ink_dark="#5F6B78", paper_dark=PAGE_DARK)
MARK = Tone(ink="#7A3E9D", paper=PAGE_LIGHT, ink_dark="#D3A4F2", paper_dark=PAGE_DARK)
# One that reads on both pages, for pictures that cannot know which they stand on.
SPARK_BAR = "#5B87AD"
SPARK_TODAY = "#9DB7CD"
SPARK_GAP = "#8A949E"
SPARK_ABOVE = "#C2601B"


def contrast(first: str, second: str) -> float:
    """Contrast of two ``#rrggbb`` colours, 1 to 21.

    Source:
        W3C, Web Content Accessibility Guidelines 2.2, "contrast ratio".
    """
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
