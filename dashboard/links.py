"""Every view is a link: choices that live in the address, and ways from page to page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import streamlit as st

known: dict[str, st.Page] = {}


def go_to(path: str, **query: str) -> None:
    """Leave for another page of ours; `path` is that page's PATH."""
    st.switch_page(known[path], query_params=query)


def select(titles: Mapping[str, str], *, param: str, default: str, label: str) -> str:
    """A drop-down whose choice stands in the address under its id, not under its title.

    Streamlit's own binding writes what is displayed, which changes whenever a title is edited.

    Args:
        titles: What is displayed, by id; not empty.
        param: The name in the address; left out of it while the choice is `default`.
        default: The id chosen where the address says nothing or nothing known.
    """
    key = _follow_address(titles, param, default)
    return st.selectbox(
        label,
        list(titles),
        format_func=lambda one: titles.get(one, one),
        key=key,
        on_change=_write_address(param, key, default),
        label_visibility="collapsed",
    )


def segment(titles: Mapping[str, str], *, param: str, default: str, label: str) -> str:
    """A row of buttons, exactly one chosen; otherwise as `select`."""
    key = _follow_address(titles, param, default)
    chosen = st.segmented_control(
        label,
        list(titles),
        format_func=lambda one: titles.get(one, one),
        key=key,
        on_change=_write_address(param, key, default),
        required=True,
        label_visibility="collapsed",
    )
    return chosen or default


def past_day(*, param: str, first: date, today: date, label: str) -> None:
    """A date whose choice stands in the address; today stands for the present, left out of it."""
    key = f"chosen-{param}"
    asked = st.query_params.get(param, today.isoformat())
    try:
        wanted = min(max(date.fromisoformat(asked), first), today)
    except ValueError:
        wanted = today
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted

    def write() -> None:
        chosen = st.session_state[key]
        if chosen is None or chosen >= today:
            st.query_params.pop(param, None)
        else:
            st.query_params[param] = chosen.isoformat()

    st.date_input(
        label,
        key=key,
        min_value=first,
        max_value=today,
        on_change=write,
        label_visibility="collapsed",
        format="YYYY-MM-DD",
    )


def _follow_address(titles: Mapping[str, str], param: str, default: str) -> str:
    """Set the widget to what the address says, and give the widget's key."""
    key = f"chosen-{param}"
    asked = st.query_params.get(param, default)
    wanted = asked if asked in titles else default
    if st.session_state.get(key) != wanted:
        st.session_state[key] = wanted
    return key


def _write_address(param: str, key: str, default: str) -> Callable[[], None]:
    def write() -> None:
        if (chosen := st.session_state[key]) == default:
            st.query_params.pop(param, None)
        else:
            st.query_params[param] = chosen

    return write
