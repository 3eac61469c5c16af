"""Every page, opened in a real browser: it stands, it keeps to this host, and text stays text."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from dashboard.headers import content_security_policy
from dashboard.pages import PAGES
from tests.briefing.small_archive import HOSTILE

pytestmark = pytest.mark.xdist_group("browser")
PATIENCE_MS = 20_000
KEY_TEXTS = {
    "watch": ["About roads-blocked", "Unrest in the hills", "1 feed failing", "Last 24 hours"],
    "indicator": ["About old-theme", "Why this status", "It came before every quarrel so far."],
    "coverage": ["the server refused us (403)", "Feeds that bring nothing now", "herald"],
    "weekly": ["No weekly has been made yet", "Make the PDF"],
    "method": ["without prejudice to status", "cannot be judged", "The Hill Herald"],
}


class Visit:
    """One browser tab, and what it asked for and complained about."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.home = home
        self.strangers: list[str] = []
        self.complaints: list[str] = []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._asked)
        page.on("console", lambda said: self._said(said.type, said.text))

    def open(self, path: str, *, title: str = "") -> Page:
        """Open a path and wait until its heading stands."""
        self.page.goto(f"{self.home}/{path}")
        heading = self.page.locator("h1")
        expect(heading).to_have_count(1, timeout=PATIENCE_MS)
        if title:
            expect(heading).to_have_text(title, timeout=PATIENCE_MS)
        expect(self.page.locator("[data-testid=stStatusWidget]")).to_have_count(
            0, timeout=PATIENCE_MS
        )
        return self.page

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self.strangers.append(request.url)

    def _said(self, kind: str, text: str) -> None:
        if "Content Security Policy" in text or kind == "pageerror":
            self.complaints.append(text)


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One window for all tabs, so that scripts are fetched once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, dashboard: str) -> Iterator[Visit]:
    page = window.new_page()
    yield Visit(page, dashboard)
    page.close()


@pytest.mark.parametrize("path", [page.PATH for page in PAGES])
def test_a_page_stands_says_what_it_must_and_asks_no_other_host(visit: Visit, path: str) -> None:
    page = visit.open(path)

    expect(page.locator(".v-exercise")).to_contain_text("EXERCISE")
    expect(page.locator(".v-asof").first).to_contain_text("UTC")
    for text in KEY_TEXTS[path]:
        expect(page.get_by_text(text).first).to_be_attached()
    assert page.locator("[data-testid=stException]").count() == 0
    assert visit.strangers == []
    assert visit.complaints == []


def test_the_root_leads_to_the_watch_board(visit: Visit) -> None:
    visit.open("", title="Watch board")

    assert visit.page.url.endswith("/watch")


def test_a_click_on_a_row_leads_to_its_indicator_and_back_stays_on_the_board(
    visit: Visit,
) -> None:
    page = visit.open("watch")
    grid = page.locator("[data-testid=stDataFrame] canvas").first
    expect(grid).to_be_visible()
    box = grid.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 240, box["y"] + 50)

    expect(page.locator("h1")).to_have_text("About roads-blocked")
    assert page.url.endswith("/indicator?id=roads-blocked")

    page.get_by_role("link", name="Watch board").first.click()
    expect(page.locator("h1")).to_have_text("Watch board")
    page.wait_for_timeout(1500)
    expect(page.locator("h1")).to_have_text("Watch board")


def test_what_is_chosen_stands_in_the_address(visit: Visit) -> None:
    page = visit.open("indicator?id=troops-sent&days=30", title="About troops-sent")
    expect(page.get_by_text("3 of 40 days of history learnt")).to_be_visible()

    page.get_by_role("radio", name="180 days").click()

    page.wait_for_url("**/indicator?*days=180*")
    assert "id=troops-sent" in page.url


def test_a_hostile_title_is_shown_as_text_and_fetches_nothing(visit: Visit) -> None:
    page = visit.open("indicator?id=roads-blocked")

    titles = page.locator(".v-evidence .v-title")
    expect(titles).to_have_count(3)
    assert titles.first.inner_text() == HOSTILE
    assert page.locator(".v-evidence img").count() == 0
    assert visit.strangers == []


def test_only_web_addresses_are_links_and_they_tell_nothing_about_us(visit: Visit) -> None:
    page = visit.open("indicator?id=roads-blocked")
    links = page.locator(".v-evidence .v-title a")

    expect(links).to_have_count(1)
    assert links.first.get_attribute("href") == "https://herald.example/1"
    assert {"noopener", "noreferrer"} <= set((links.first.get_attribute("rel") or "").split())
    assert page.locator(".v-evidence mark").nth(1).inner_text() == "blocked"


def test_the_log_of_a_feed_is_one_click_away(visit: Visit) -> None:
    page = visit.open("coverage")
    page.locator(".v-strip a", has_text="post").click()

    expect(page.get_by_text("Fetch log: Valley Post, post")).to_be_visible()
    assert page.url.endswith("/coverage?feed=post")


def test_nothing_is_wider_than_a_telephone(browser: Browser, dashboard: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True
    )
    visit = Visit(context.new_page(), dashboard)
    for path in ("watch", "indicator?id=roads-blocked", "coverage"):
        page = visit.open(path)
        width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
        assert width <= 390, path
        if path == "watch":
            expect(page.locator(".v-list a").first).to_be_visible()
            expect(page.locator("[data-testid=stDataFrame]")).to_be_hidden()
    context.close()


def test_without_a_database_a_page_says_what_to_do(
    window: BrowserContext, empty_dashboard: str
) -> None:
    page = window.new_page()
    visit = Visit(page, empty_dashboard)
    visit.open("watch")

    expect(page.locator(".v-empty")).to_contain_text("no database")
    expect(page.locator(".v-empty code")).to_have_text("python cli.py run")
    visit.open("method")
    expect(page.get_by_text("What is wrong with the data")).to_be_visible()
    page.close()


def test_marking_a_check_starts_the_count_anew(visit: Visit) -> None:
    page = visit.open("watch")
    expect(page.locator(".v-since")).to_contain_text("2 new matches")

    page.get_by_role("button", name="Mark as checked").click()

    expect(page.locator(".v-since")).to_contain_text("Since your last check")
    expect(page.locator(".v-since")).to_contain_text("0 new matches")


def test_every_answer_carries_the_policy(dashboard: str) -> None:
    for path in ("watch", "healthz", "metrics", "api/v1/indicators", "_stcore/health"):
        with urllib.request.urlopen(f"{dashboard}/{path}") as answer:
            assert answer.headers["content-security-policy"] == content_security_policy(), path
            assert answer.headers["referrer-policy"] == "no-referrer"
            assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_interface_for_programs_says_what_the_board_says(dashboard: str) -> None:
    with urllib.request.urlopen(f"{dashboard}/api/v1/indicators") as answer:
        told = json.load(answer)

    first = told["indicators"][0]
    assert told["is_exercise"] is True
    assert told["feeds"]["failing"] == ["post"]
    assert (first["id"], first["status"], first["observed_7d"]) == ("roads-blocked", "watch", 13)
    assert sum(one["observed"] is None for one in first["days"]) == 1


def test_figures_for_monitoring_are_in_the_text_format(dashboard: str) -> None:
    with urllib.request.urlopen(f"{dashboard}/metrics") as answer:
        lines = answer.read().decode().splitlines()

    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert "vedette_up 1" in lines
    assert "vedette_feeds_failing 1" in lines
    assert 'vedette_indicators{state="watch"} 1' in lines


@pytest.mark.parametrize("name", ["2026-W46", "2026-W99", "nonsense", "..%2Fconfig"])
def test_a_report_that_is_not_there_is_not_found(dashboard: str, name: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{dashboard}/weekly/{name}.pdf")

    caught.value.close()
    assert caught.value.code in (400, 404)


def test_health_tells_that_there_is_no_database(empty_dashboard: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{empty_dashboard}/healthz")

    assert caught.value.code == 503
    assert b"db upgrade" in caught.value.read()
    caught.value.close()
