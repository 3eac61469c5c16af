"""The look of what Streamlit has no element for; colours follow the page's light or dark scheme."""

from __future__ import annotations

from pathlib import Path

from briefing.palette import PAGE_DARK, PAGE_LIGHT, TONES

_RULES = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def style_sheet() -> str:
    """The style sheet as one ``<style>`` element."""
    pairs = {
        "page": (PAGE_LIGHT, PAGE_DARK),
        "text": ("#18222C", "#E6ECF1"),
        "soft": ("#4A5763", "#B4C0CB"),
        "line": ("#D6DDE4", "#33404C"),
        "panel": ("#F2F5F8", "#1A2129"),
        "mark": ("#FFE58A", "#5A4600"),
    }
    for name, tone in TONES.items():
        pairs[name] = (tone.ink, tone.ink_dark)
        pairs[f"{name}-paper"] = (tone.paper, tone.paper_dark)
    variables = "".join(
        f"--v-{name}:light-dark({light},{dark});" for name, (light, dark) in pairs.items()
    )
    tones = "".join(
        f".v-{name}{{color:var(--v-{name});background:var(--v-{name}-paper)}}" for name in TONES
    )
    return f"<style>.stApp{{{variables}}}{tones}{_RULES}</style>"
