"""Pictures of every view in every width and mode, to look at: `python -m tests.browser.pictures FOLDER [URL]`.

With the address of a running page (on loopback, without a password) that page is taken, with the address of a store
(sqlite:///…) one over it; without any a page is served over five months of invented articles. The sign-in page and the
guide of an empty store are always served here. Tall pictures are cut into columns side by side.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import TimeoutError as Late

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from browser_fixture import Site, chromium, serve
from sample_taggings import taggings

from consumers.watch import Watch
from dashboard.access import hash_password
from straitwatch.actor import CAPITALS
from straitwatch.memory_bus import MemoryBus

WIDTHS = {1440: 900, 1024: 768, 390: 844}
MODES = ("light", "dark")
TALLEST = 9000
"""Pixels of a picture at most; what lies below is cut off."""


@dataclass(frozen=True)
class Shot:
    """A view to take: where it is, what to wait for, and what to press before."""

    name: str
    path: str
    wait: str = ""
    press: str = ""


SHOTS = (
    Shot("live", "/"),
    Shot("live-directions", "/?lines=directions&range=90d"),
    Shot("live-year", "/?range=1y"),
    Shot("live-day", "/?range=24h"),
    Shot("live-point", "/", "[class*=st-key-evidence], .sw-row.weighted", "point"),
    Shot("statements", "/statements"),
    Shot("statement", "/statements", "mark.content", ".sw-row a[href*='statement=']"),
    Shot("alerts-now", "/alerts"),
    Shot("alerts-history", "/alerts?tab=history"),
    Shot("alerts-rules", "/alerts?tab=rules"),
    Shot("alerts-silences", "/alerts?tab=silences"),
    Shot("alerts-contacts", "/alerts?tab=contacts"),
    Shot("actors", "/actors?range=90d"),
    Shot("compare", "/compare"),
    Shot("health", "/health"),
    Shot("method", "/method"),
)


def settled(page: Page, wait: str = "") -> None:
    """Wait until the page has drawn itself."""
    page.get_by_role("heading", level=1).wait_for()
    with suppress(Late):  # a view that refreshes may be at work for most of the time
        page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", state="attached", timeout=15_000
        )
    page.wait_for_timeout(600)
    for plot in page.locator(".sw-plot").all():
        plot.locator(".main-svg").first.wait_for()
    if wait:
        page.locator(wait).first.wait_for()
    page.wait_for_timeout(500)


def press(page: Page, what: str) -> None:
    """Press a part of the page, or a point in the middle of the first chart."""
    if what != "point":
        page.locator(what).first.click()
        return
    chart = page.locator(".sw-plot .nsewdrag").first
    box = chart.bounding_box()
    if box is not None:
        place = (box["x"] + box["width"] * 0.9, box["y"] + 60)
        page.mouse.move(*place)
        page.wait_for_timeout(400)
        page.mouse.click(*place)


def columns(data: bytes, height: int) -> Image.Image:
    """Return a tall picture as columns of a height, side by side."""
    whole = Image.open(io.BytesIO(data)).convert("RGB")
    tops = range(0, whole.height, height)
    if len(tops) == 1:
        return whole
    sheet = Image.new("RGB", ((whole.width + 12) * len(tops) - 12, height), (128, 128, 128))
    for place, top in enumerate(tops):
        sheet.paste(whole.crop((0, top, whole.width, min(top + height, whole.height))), (place * (whole.width + 12), 0))
    return sheet


def grown(page: Page, width: int, low: int) -> None:
    """Make the window as tall as what is in it."""
    for _ in range(2):
        tall = page.evaluate(
            "() => Math.max(...['html', '[data-testid=stMain]'].map(s => document.querySelector(s)?.scrollHeight ?? 0))"
        )
        page.set_viewport_size({"width": width, "height": min(max(int(tall), low), TALLEST)})
        page.wait_for_timeout(700)


def take(site: Site, browser: Browser, shot: Shot, width: int, mode: str, folder: Path) -> str:
    """Take one picture; return what is wrong with the view at this width, or nothing."""
    page = site.open(browser, shot.path, width=width, color_scheme=mode)
    try:
        if site.config.dashboard_password_hash.get_secret_value():
            page.get_by_role("button").wait_for()
        else:
            settled(page, "" if shot.press else shot.wait)
            if shot.press:
                press(page, shot.press)
                settled(page, shot.wait)
        grown(page, width, WIDTHS[width])
        tall = 2200 if width < 500 else 1800
        columns(page.screenshot(), tall).save(folder / f"{shot.name}-{width}-{mode}.png")
        return sideways(page)
    except Late as error:
        page.screenshot(path=folder / f"{shot.name}-{width}-{mode}-FAILED.png")
        return str(error).splitlines()[0]
    finally:
        page.context.close()


def sideways(page: Page) -> str:
    """Return the first part that sticks out of the page to the right, outside of tables that scroll by themselves."""
    found: str = page.evaluate(
        """() => {
            const limit = document.documentElement.clientWidth + 1
            const out = [...document.querySelectorAll('body *')].find(e => e.getBoundingClientRect().right > limit
              && e.getBoundingClientRect().width && !e.closest('.sw-scroll, .sw-plot, [data-testid=stSidebar]')
              && getComputedStyle(e).visibility !== 'hidden')
            return out ? `sticks out: ${out.tagName}.${out.className} ${out.textContent.slice(0, 40)}` : ''
        }"""
    )
    return found


@contextmanager
def sites(url: str) -> Iterator[tuple[Site, Site, Site]]:
    """The page itself, one behind a password, and one over an empty store."""
    with ExitStack() as stack:
        folders = [Path(stack.enter_context(tempfile.TemporaryDirectory())) for _ in range(3)]
        guarded = stack.enter_context(serve(folders[0], dashboard_password_hash=hash_password("a long password")))
        empty = stack.enter_context(serve(folders[1]))
        if url.startswith("http"):
            main = Site(url.rstrip("/"), empty.config, empty.log, empty.store)
        elif url:
            main = stack.enter_context(serve(folders[2], store=url))
        else:
            main = stack.enter_context(serve(folders[2]))
            main.store.record(taggings(datetime.now(UTC), days=150))
            bus = MemoryBus()
            bus.ensure_topics()
            Watch(main.store, bus, CAPITALS).step()
        yield main, guarded, empty


def main() -> None:
    """Take all pictures, or those whose name begins with one of `--only`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("url", nargs="?", default="")
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--widths", nargs="*", type=int, default=list(WIDTHS))
    parser.add_argument("--modes", nargs="*", default=list(MODES))
    wanted = parser.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with sites(wanted.url) as (page, guarded, empty), chromium() as browser:
        plan = [(page, shot) for shot in SHOTS] + [(guarded, Shot("sign-in", "/")), (empty, Shot("empty", "/"))]
        for site, shot in plan:
            if wanted.only and not any(shot.name.startswith(o) for o in wanted.only):
                continue
            for width in wanted.widths:
                for mode in wanted.modes:
                    wrong = take(site, browser, shot, width, mode, wanted.folder)
                    print(f"{shot.name}-{width}-{mode} {wrong}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
