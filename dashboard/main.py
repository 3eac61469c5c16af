"""The frame of every page: style, navigation, title and sign."""

from __future__ import annotations

from types import ModuleType

import streamlit as st

from dashboard import links
from dashboard.guard import guarded
from dashboard.pages import PAGES
from dashboard.style import style_sheet

FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="32" height="32">'
    '<rect width="32" height="32" rx="6" fill="#1B4F7A"/>'
    '<path d="M6 9l10 15L26 9h-5l-5 8-5-8z" fill="#fff"/></svg>'
)


def draw() -> None:
    """Draw one page."""
    st.html(style_sheet())
    pages = {page: _page(page) for page in PAGES}
    links.known.update({page.PATH: entry for page, entry in pages.items()})
    home = st.Page(_go_to_first, title="Start", default=True, visibility="hidden")
    chosen = st.navigation([home, *pages.values()], position="top")
    title = next((page.TITLE for page in PAGES if chosen.url_path == page.PATH), "Start")
    st.set_page_config(page_title=f"{title} · Vedette", page_icon=FAVICON, layout="wide")
    chosen.run()


def _page(page: ModuleType) -> st.Page:
    return st.Page(
        guarded(page.TITLE, page.render),
        title=f"{page.ICON} {page.TITLE}",
        url_path=page.PATH,
    )


def _go_to_first() -> None:
    st.switch_page(links.known[PAGES[0].PATH])
