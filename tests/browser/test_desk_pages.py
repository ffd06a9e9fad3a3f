"""The other views in a real browser: every one opens, rules become alerts, and passwords open what they should."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from browser_fixture import Site, serve
from playwright.sync_api import Browser, Page, expect
from sample_taggings import one, taggings

from consumers.watch import Watch
from dashboard.access import hash_password
from dashboard.texts import ENGLISH
from dashboard.views import VIEWS
from straitwatch.actor import CAPITALS
from straitwatch.memory_bus import MemoryBus
from straitwatch.store_values import StatementFilter

pytestmark = pytest.mark.browser

JUDGED = StatementFilter(speakers=("Tokyo", "Beijing", "Taipei"))
EDITOR, VIEWER = "the editors' password", "the viewers' password"


def evaluate(site: Site) -> None:
    """One round of the watch worker."""
    bus = MemoryBus()
    bus.ensure_topics()
    Watch(site.store, bus, CAPITALS).step()


def test_every_view_opens_from_the_navigation(site: Site, browser: Browser) -> None:
    page = site.open(browser, "/")
    expect(page.get_by_text("Newest statements")).to_be_visible()
    for name in VIEWS:
        words = ENGLISH[f"nav.{name}"]
        page.get_by_role("link", name=words, exact=True).first.click()
        expect(page.get_by_role("heading", name=words, exact=True)).to_be_visible()
        expect(page.get_by_text("Sample data: every article")).to_be_visible()
        assert page.locator("[data-testid=stException]").count() == 0
    page.context.close()


def test_from_the_form_with_its_preview_to_a_fired_alert_and_a_silence(site: Site, browser: Browser) -> None:
    page = site.open(browser, "/alerts?tab=rules")
    expect(page.get_by_text("It would have fired")).to_be_visible()
    expect(page.locator(".sw-plot .main-svg").first).to_be_visible()
    page.get_by_label("Name", exact=True).fill("A hostile line")
    page.get_by_label("Name", exact=True).press("Enter")
    page.get_by_label("Detector").click()
    page.get_by_role("option", name="One statement").click()
    expect(page.get_by_label("Probability of hostile")).to_be_visible()
    page.get_by_label("Probability of hostile").fill("0.5")
    page.get_by_label("Probability of hostile").press("Enter")
    page.get_by_role("button", name="Save rule").click()
    expect(page.get_by_role("button", name="Delete")).to_be_visible()
    now = datetime.now(UTC)
    site.store.record([one("We shall strike back.", now - timedelta(minutes=m), title=f"n{m}") for m in (1, 12, 25)])
    evaluate(site)
    page.get_by_text("Now", exact=True).click()
    alert = page.locator(".sw-card", has_text="A hostile line: Tokyo – Beijing")
    expect(alert).to_be_visible()
    expect(page.get_by_text("We shall strike back.").first).to_be_visible()
    page.get_by_role("button", name="Silence").first.click()
    page.get_by_role("button", name="Silence this alert").click()
    expect(page.get_by_text("silenced until").first).to_be_visible()
    page.get_by_text("Silences", exact=True).click()
    page.get_by_role("button", name="End now").first.click()
    expect(page.get_by_text("No silence is in force.")).to_be_visible()
    page.context.close()


def test_a_label_is_changed_and_the_change_undone(site: Site, browser: Browser) -> None:
    row = site.store.statements(JUDGED, 1).iloc[0]
    page = site.open(browser, f"/statements?statement={row.statement_id}")
    page.get_by_role("button", name="Save label").first.click()
    expect(page.get_by_text("Relabelled by local")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Relabelled by local")).to_be_hidden()
    page.context.close()


def test_a_report_is_taken_away(site: Site, browser: Browser) -> None:
    page = site.open(browser, "/compare")
    for name, opening in (("HTML", b"<!doctype html>"), ("PDF", b"%PDF-")):
        with page.expect_download() as taken:
            page.get_by_role("button", name=name, exact=True).click()
        assert Path(taken.value.path()).read_bytes().startswith(opening)
    page.context.close()


@pytest.fixture(scope="module")
def guarded(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page with a password for editors and one for viewers."""
    del browser
    secrets = {"dashboard_password_hash": hash_password(EDITOR), "dashboard_viewer_hash": hash_password(VIEWER)}
    with serve(tmp_path_factory.mktemp("guarded"), **secrets) as running:
        running.store.record(taggings(datetime.now(UTC), days=5, count=2))
        yield running


def sign_in(page: Page, password: str) -> None:
    page.get_by_label("Your name").fill("Mori")
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_without_the_password_nothing_is_shown(guarded: Site, browser: Browser) -> None:
    page = guarded.open(browser, "/alerts?tab=rules")
    sign_in(page, "not the password")
    expect(page.get_by_text("do not open this page")).to_be_visible()
    assert page.locator("[data-testid=stApp]").count() == 0
    page.context.close()


def test_an_editor_edits_under_the_name_given(guarded: Site, browser: Browser) -> None:
    row = guarded.store.statements(JUDGED, 1).iloc[0]
    page = guarded.open(browser, f"/statements?statement={row.statement_id}")
    sign_in(page, EDITOR)
    expect(page).to_have_url(re.compile("statement="))
    page.get_by_role("button", name="Save label").first.click()
    expect(page.get_by_text("Relabelled by Mori")).to_be_visible()
    assert guarded.store.audit_log(1)[0].author == "Mori"
    page.context.close()


def test_a_viewer_looks_and_changes_nothing(guarded: Site, browser: Browser) -> None:
    page = guarded.open(browser, "/alerts?tab=rules")
    sign_in(page, VIEWER)
    expect(page.get_by_text("only editors change rules")).to_be_visible()
    expect(page.get_by_role("button", name="Save rule")).to_be_disabled()
    page.context.close()


def test_an_empty_store_leads_the_way(browser: Browser, tmp_path: Path) -> None:
    with serve(tmp_path) as site:
        page = site.open(browser, "/")
        expect(page.get_by_text("straitwatch up --sample")).to_be_visible()
        site.store.record(taggings(datetime.now(UTC), days=5, count=2))
        expect(page.get_by_text("Newest statements")).to_be_visible()
        page.context.close()
