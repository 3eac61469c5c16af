"""The frame of every page: style, navigation, and what to show when nothing can be read."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import streamlit as st

from dashboard import links
from dashboard.pages import PAGES
from dashboard.style import style_sheet
from dashboard.widgets import empty, escape, note
from domain.errors import ConfigError, StoreError

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
    st.set_page_config(page_title=f"{chosen.title} · Vedette", page_icon=FAVICON, layout="wide")
    chosen.run()


def _page(page: ModuleType) -> st.Page:
    return st.Page(_guarded(page), title=f"{page.ICON} {page.TITLE}", url_path=page.PATH)


def _guarded(page: ModuleType) -> Callable[[], None]:
    """The page's render, with what a person must mend told as such instead of a trace."""

    def render() -> None:
        try:
            page.render()
        except ConfigError as error:
            note(
                "The configuration cannot be used; nothing is shown until it is mended.", tone="bad"
            )
            lines = "".join(f"<li><code>{escape(one)}</code></li>" for one in error.problems)
            st.html(f"<ul>{lines}</ul>")
        except StoreError as error:
            empty(page.TITLE, str(error), command="python cli.py run")

    return render


def _go_to_first() -> None:
    st.switch_page(links.known[PAGES[0].PATH])
