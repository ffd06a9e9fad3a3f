"""The live page in a real browser: it moves, keeps its zoom, and leads from a point to its sentences."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from browser_fixture import Site
from playwright.sync_api import Browser, Page, expect
from sample_taggings import one

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=\"document.title='owned'\"> **loud** [go](javascript:alert(1))"
CHART = ".st-key-chart_Tokyo-Beijing_dyad .sw-plot"


@pytest.fixture
def live(site: Site, browser: Browser) -> Iterator[Page]:
    page = site.open(browser, "/?range=30d")
    expect(page.get_by_text("Newest statements")).to_be_visible()
    expect(page.locator(f"{CHART} .main-svg").first).to_be_visible()
    yield page
    page.context.close()


def clock(page: Page) -> str:
    return page.locator(".sw-line", has_text="Updated").inner_text()


def span(page: Page) -> list[str]:
    found: list[str] = page.locator(CHART).evaluate("node => node._fullLayout.xaxis.range")
    return found


def refreshed(page: Page) -> None:
    """Wait until the page has drawn itself anew."""
    before = clock(page)
    page.wait_for_function(
        "before => [...document.querySelectorAll('.sw-line')].some("
        "e => e.innerText.includes('Updated') && e.innerText !== before)",
        arg=before,
    )


def test_the_page_shows_dyads_matrix_and_the_state_of_the_line(live: Page) -> None:
    for dyad in ("Tokyo – Beijing", "Tokyo – Taipei", "Beijing – Taipei"):
        expect(live.get_by_role("heading", name=dyad, exact=True)).to_be_visible()
    expect(live.get_by_text("Sample data: every article")).to_be_visible()
    expect(live.get_by_text("Who speaks how about whom")).to_be_visible()
    expect(live.locator(".sw-line", has_text="not reachable")).to_be_visible()


def test_a_refresh_keeps_zoom_and_scroll(live: Page) -> None:
    box = live.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box is not None
    live.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + 60)
    live.mouse.down()
    live.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 60, steps=6)
    live.mouse.up()
    zoomed = span(live)
    width = datetime.fromisoformat(zoomed[1][:19]) - datetime.fromisoformat(zoomed[0][:19])
    assert timedelta(days=7) < width < timedelta(days=11)
    main = live.locator("[data-testid=stMain]")
    main.evaluate("node => node.scrollTo(0, 300)")
    refreshed(live)
    assert span(live) == zoomed
    assert main.evaluate("node => node.scrollTop") == 300


def test_an_article_that_arrives_moves_the_page(site: Site, live: Page) -> None:
    value = live.locator(".sw-card", has_text="Tokyo – Beijing").locator(".value")
    before = value.inner_text()
    site.store.record([one("The drills begin at dawn and will not stop.", datetime.now(UTC) - timedelta(seconds=20))])
    expect(live.locator(".st-key-newest").get_by_text("The drills begin at dawn")).to_be_visible()
    expect(value).not_to_have_text(before)


def test_hostile_words_stay_words(site: Site, live: Page) -> None:
    at = datetime.now(UTC) - timedelta(seconds=10)
    site.store.record([one(HOSTILE, at, title=HOSTILE, outlet=HOSTILE, source=HOSTILE, url="javascript:alert(1)")])
    expect(live.locator(".st-key-newest").get_by_text("**loud**").first).to_be_visible()
    live.locator(".st-key-newest").get_by_role("link", name="in its article").first.click()
    expect(live.locator("mark.content", has_text="**loud**")).to_be_visible()
    assert live.title() != "owned"
    assert live.locator("img[src=x]").count() == 0
    assert live.locator("a[href^='javascript']").count() == 0


def test_from_a_point_to_its_sentence_to_its_article_in_two_clicks(live: Page) -> None:
    box = live.locator(f"{CHART} .nsewdrag").first.bounding_box()
    assert box is not None
    live.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 60)
    expect(live.locator(f"{CHART} .hoverlayer .hovertext").first).to_be_visible()
    live.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 60)
    expect(live.get_by_text("is the sum over")).to_be_visible()
    expect(live).to_have_url(re.compile("point=Tokyo-Beijing%40"))
    weights = live.locator(".sw-row.weighted .num").all_inner_texts()
    sizes = [abs(float(w.replace("−", "-"))) for w in weights]
    assert len(sizes) > 3
    assert sizes == sorted(sizes, reverse=True)
    live.locator(".sw-row.weighted").get_by_role("link", name="in its article").first.click()
    expect(live.locator("mark.content.chosen").first).to_be_visible()


def test_a_chart_is_used_by_keyboard(live: Page) -> None:
    live.locator(CHART).focus()
    live.keyboard.press("ArrowLeft")
    expect(live.locator(f"{CHART} .hoverlayer .hovertext").first).to_be_visible()
    live.keyboard.press("Enter")
    expect(live.get_by_text("is the sum over")).to_be_visible()


def test_pausing_holds_the_clock_and_says_so(live: Page) -> None:
    live.get_by_text("Pause", exact=True).click()
    held = live.locator(".sw-line", has_text="Paused at")
    expect(held).to_be_visible()
    expect(live).to_have_url(re.compile("paused=1"))
    live.get_by_text("Pause", exact=True).click()
    expect(live.locator(".sw-line", has_text="Updated")).to_be_visible()


def test_links_carry_range_lines_and_zone(site: Site, browser: Browser, live: Page) -> None:
    live.get_by_role("radio", name="7 d").or_(live.get_by_role("button", name="7 d")).first.click()
    live.get_by_text("Directions", exact=True).click()
    live.get_by_text("JST", exact=True).click()
    expect(live).to_have_url(re.compile(r"(?=.*range=7d)(?=.*lines=directions)(?=.*tz=JST)"))
    path = live.url.removeprefix(site.url)
    other = site.open(browser, path)
    expect(other.locator(".sw-line", has_text="JST")).to_be_visible()
    expect(other.locator(".st-key-chart_Tokyo-Beijing_split .main-svg").first).to_be_visible()
    other.get_by_role("link", name="Statements").first.click()
    expect(other.get_by_text("found", exact=False).first).to_be_visible()
    expect(other).to_have_url(re.compile("tz=JST"))
    other.context.close()


def test_a_phone_shows_everything_without_sideways_scrolling(site: Site, browser: Browser) -> None:
    for path, words in (("/", "Newest statements"), ("/statements", "found")):
        page = site.open(browser, path, width=390, color_scheme="dark")
        expect(page.get_by_text(words).first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("[data-testid=stMain]").evaluate("node => node.scrollWidth <= node.clientWidth")
        page.context.close()


def test_the_server_log_is_clean(site: Site, live: Page) -> None:
    expect(live.get_by_text("Newest statements")).to_be_visible()
    words = site.log.read_text()
    assert "Traceback" not in words
    assert "deprecat" not in words.lower()
    assert "Warning" not in words
