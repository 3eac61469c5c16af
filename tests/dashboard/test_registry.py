"""Every page in the table keeps the contract of a page."""

from types import ModuleType

import pytest

from dashboard.pages import PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.PATH))
def test_a_page_has_a_title_a_sign_a_path_and_draws(page: ModuleType) -> None:
    assert page.TITLE
    assert page.__name__.endswith(f".{page.PATH}")
    assert callable(page.render)
    # Streamlit would fetch a picture of a named icon from another host.
    assert len(page.ICON) == 1
    assert not page.ICON.startswith(":")


def test_no_two_pages_share_a_path() -> None:
    assert len({page.PATH for page in PAGES}) == len(PAGES)
