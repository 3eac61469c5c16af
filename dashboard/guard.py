"""What a person must mend is told on the page as such, never as a trace."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import queries
from dashboard.widgets import bare_head, empty, escape, note
from domain.errors import ConfigError, StoreError


def guarded(title: str, draw: Callable[[], None]) -> Callable[[], None]:
    """The same drawing, with a configuration or database that cannot be used told in words.

    A part that draws itself anew by a timer needs this of its own: Streamlit catches whatever
    such a part raises before its page could.
    """

    def render() -> None:
        try:
            draw()
        except ConfigError as error:
            _tell_config(title, error)
        except StoreError as error:
            bare_head(title, is_exercise=queries.the_config().is_exercise)
            empty("Nothing can be shown yet", str(error), command="python cli.py run")

    return render


def _tell_config(title: str, error: ConfigError) -> None:
    bare_head(title, is_exercise=False)
    note("The configuration cannot be used; nothing is shown until it is mended.", tone="bad")
    lines = "".join(f"<li><code>{escape(one)}</code></li>" for one in error.problems)
    st.html(f"<ul>{lines}</ul>")
