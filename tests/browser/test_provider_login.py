"""Login by an OpenID Connect provider in a real browser: roles, names in the audit log, and who is turned away."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from browser_fixture import Site, free_port, serve
from oidc_provider import CLIENT, SECRET, provider
from playwright.sync_api import Browser, Page, expect
from sample_taggings import taggings

from straitwatch.store_values import StatementFilter

pytestmark = pytest.mark.browser

JUDGED = StatementFilter(speakers=("Tokyo", "Beijing", "Taipei"))
PEOPLE = {
    "Mori": {"email": "mori@desk.example", "email_verified": True},
    "Sato": {"email": "sato@desk.example", "email_verified": True},
    "Visitor": {"email": "visitor@elsewhere.example", "email_verified": True},
    "Unverified": {"email": "mori@desk.example", "email_verified": False},
}


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page, with Mori as editor and everybody of the desk as viewer."""
    del browser
    with (
        provider(free_port(), PEOPLE) as known,
        serve(
            tmp_path_factory.mktemp("provider"),
            dashboard_oidc_url=known.discovery,
            dashboard_oidc_client=CLIENT,
            dashboard_oidc_secret=SECRET,
            dashboard_editors="mori@desk.example",
            dashboard_viewers="@desk.example",
        ) as running,
    ):
        running.store.record(taggings(datetime.now(UTC), days=5, count=2))
        yield running


def come(site: Site, browser: Browser, person: str, path: str = "/") -> Page:
    page = site.open(browser, path)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=person, exact=True).click()
    return page


def test_without_signing_in_nothing_is_shown(site: Site, browser: Browser) -> None:
    page = site.open(browser, "/statements")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert page.locator(".sw-rows").count() == 0
    assert page.get_by_text("found", exact=False).count() == 0
    page.context.close()


def test_an_editor_comes_back_to_the_address_and_edits_under_the_own_name(site: Site, browser: Browser) -> None:
    row = site.store.statements(JUDGED, 1).iloc[0]
    page = come(site, browser, "Mori", f"/statements?statement={row.statement_id}&tz=JST")
    expect(page).to_have_url(re.compile(f"statement={row.statement_id}.*tz=JST"))
    page.get_by_role("button", name="Save label").first.click()
    expect(page.get_by_text("Relabelled by mori@desk.example")).to_be_visible()
    assert site.store.audit_log(1)[0].author == "mori@desk.example"
    page.get_by_role("button", name="mori@desk.example").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.context.close()


def test_a_viewer_looks_and_changes_nothing(site: Site, browser: Browser) -> None:
    page = come(site, browser, "Sato", "/alerts?tab=rules")
    expect(page.get_by_text("only editors change rules")).to_be_visible()
    expect(page.get_by_role("button", name="Save rule")).to_be_disabled()
    page.context.close()


@pytest.mark.parametrize("person", ["Visitor", "Unverified"])
def test_whom_no_list_names_is_turned_away(site: Site, browser: Browser, person: str) -> None:
    page = come(site, browser, person, "/statements")
    expect(page.get_by_text("is signed in but may not open this page")).to_be_visible()
    assert page.locator(".sw-rows").count() == 0
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("Sign in at your organisation")).to_be_visible()
    page.context.close()
