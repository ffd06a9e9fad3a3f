"""What holds for every view in a real browser: links, zones, and the width of a phone."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest
from browser_fixture import Site
from playwright.sync_api import Browser, Page, expect

from straitwatch.store import StatementFilter

pytestmark = pytest.mark.browser

PATHS = {
    "/": "Newest statements",
    "/statements": "found",
    "/alerts": "Now",
    "/alerts?tab=history": "History",
    "/alerts?tab=rules": "It would have fired",
    "/alerts?tab=silences": "New silence",
    "/alerts?tab=contacts": "New contact point",
    "/actors": "Who carries it",
    "/compare": "Report of the first period",
    "/health": "Dead letters",
    "/method": "Known limits",
}

LINKS = {
    "/?range=7d&lines=directions&paused=1&tz=JST": "stands still until Pause",
    "/?range=custom&dates=2026-01-05..2026-01-20": "No articles came in at this time",
    "/statements?q=the&speaker=Beijing&speaker=Tokyo&label=hostile&kind=direct&sure=0.50&order=-intensity": "found",
    "/alerts?tab=rules&tz=CST": "It would have fired",
    "/actors?actor=Taipei&range=90d": "How Taipei speaks about the others",
    "/compare?first=2026-01-05..2026-01-20&second=2025-12-01..2025-12-31": "2025-12-01 to 2025-12-31",
    "/health?tz=JST": "Dead letters",
    "/method?tz=CST": "Known limits",
}


def settled(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()
    page.wait_for_timeout(700)


@pytest.mark.parametrize("path", list(PATHS))
def test_a_phone_shows_the_view_without_sideways_scrolling(site: Site, browser: Browser, path: str) -> None:
    page = site.open(browser, path, width=390, color_scheme="dark")
    settled(page, PATHS[path])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("[data-testid=stMain]").evaluate("node => node.scrollWidth <= node.clientWidth")
    page.context.close()


@pytest.mark.parametrize("path", list(LINKS))
def test_a_link_opens_the_view_as_it_was_and_keeps_its_address(site: Site, browser: Browser, path: str) -> None:
    page = site.open(browser, path)
    settled(page, LINKS[path])
    page.wait_for_timeout(500)
    for part in parse_qsl(urlsplit(path).query):
        assert part in parse_qsl(urlsplit(page.url).query)
    assert page.locator("[data-testid=stException]").count() == 0
    page.context.close()


def test_filters_that_are_chosen_make_a_link_that_chooses_them(site: Site, browser: Browser) -> None:
    page = site.open(browser, "/statements")
    settled(page, "found")
    page.get_by_label("Search").fill("the")
    page.get_by_label("Search").press("Enter")
    page.get_by_text("Without copies").click()
    page.get_by_label("Label", exact=True).click()
    page.get_by_role("option", name="critical").click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"(?=.*q=the)(?=.*counted=1)(?=.*label=critical)"))
    chosen = StatementFilter(text="the", labels=("critical",), counted=True)
    # A link changes before the words under it do, so what is found is asked of the store, not read off the page.
    found = f"{site.store.count(chosen)} found"
    expect(page.get_by_role("heading", name=re.compile("found"))).to_have_text(found)
    other = site.open(browser, page.url.removeprefix(site.url))
    expect(other.get_by_role("heading", name=re.compile("found"))).to_have_text(found)
    expect(other.get_by_label("Search")).to_have_value("the")
    other.context.close()
    page.context.close()


def test_the_zone_moves_every_time_and_is_remembered(site: Site, browser: Browser) -> None:
    row = site.store.statements(limit=1).iloc[0]
    path = f"/statements?statement={row.statement_id}"
    page = site.open(browser, path)
    expect(page.get_by_text(f"{row.published:%Y-%m-%d %H:%M} UTC")).to_be_visible()
    page.get_by_text("JST", exact=True).click()
    japan = row.published.tz_convert("Asia/Tokyo")
    expect(page.get_by_text(f"{japan:%Y-%m-%d %H:%M} JST")).to_be_visible()
    page.wait_for_function("document.cookie.includes('straitwatch_zone=JST')")
    page.goto(site.url + path)
    expect(page.get_by_text(f"{japan:%Y-%m-%d %H:%M} JST")).to_be_visible()
    page.context.close()


@contextmanager
def receiver() -> Iterator[tuple[str, list[bytes]]]:
    """A web hook on loopback, and what it was sent."""
    got: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", got
    server.shutdown()
    thread.join(5)
    server.server_close()


def test_a_contact_point_is_made_tried_and_taken_away(site: Site, browser: Browser) -> None:
    with receiver() as (address, got):
        page = site.open(browser, "/alerts?tab=contacts")
        page.get_by_label("Name", exact=True).fill("desk hook")
        page.get_by_role("textbox", name="Address").fill(address)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Send test").click()
        expect(page.get_by_text("The test message was delivered.")).to_be_visible()
        assert len(got) == 1
        page.get_by_role("button", name="Delete").click()
        expect(page.get_by_text("No contact point yet")).to_be_visible()
        page.context.close()
        assert {e.subject for e in site.store.audit_log(2)} == {"desk hook"}
