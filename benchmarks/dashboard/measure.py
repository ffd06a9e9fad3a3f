"""How fast the page is over a large store, against what it has to be.

    python benchmarks/dashboard/measure.py sqlite:////tmp/watch.db [paint] [refresh] [filter] [readers]

`benchmarks/store/generate.py` makes the store; give it the present as its end, so that every range holds articles. An
article with ten statements is added to it every five seconds, so that every refresh has something new to draw. First
paint and filters are timed in Debian's Chromium. Refreshes and the twenty readers are sessions that speak Streamlit's
web socket without a browser, so that the processors serve and do not draw.
"""

import asyncio
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks" / "store"), str(Path(__file__).parent)]

from browser_fixture import Site, chromium, serve  # noqa: E402
from generate import taggings  # noqa: E402
from reader import Reader, Run, open_reader  # noqa: E402

from dashboard.when import RANGES  # noqa: E402

READERS, WATCHED, DUE = 20, 30, 5.0
"""Sessions at once, seconds for which they are watched, seconds between two refreshes of one."""
ROUNDS = 3
SEARCHES = ("talks", "radar incident", "shrine", "strait patrol vessel", "zyzzyva")
"""Words of which the first stands in a third of all statements."""


def row(what: str, bar: str, seen: str) -> None:
    """Print one line of the table."""
    print(f"| {what} | {bar} | {seen} |", flush=True)


def spread(seconds: list[float]) -> str:
    """Return the median and the worst of some times, in milliseconds."""
    return f"{1000 * statistics.median(seconds):,.0f} ms, at worst {1000 * max(seconds):,.0f}"


def record(site: Site, seed: int) -> None:
    """Put a new article with ten statements into the store."""
    site.store.record(list(taggings(1, 10.0, 0, seed, datetime.now(UTC))))


@contextmanager
def news(site: Site) -> Iterator[None]:
    """Let an article arrive every five seconds while the block runs."""
    ended = threading.Event()

    def arrive() -> None:
        while not ended.wait(DUE):
            record(site, int(time.time()))

    worker = threading.Thread(target=arrive)
    worker.start()
    try:
        yield
    finally:
        ended.set()
        worker.join()


def server(site: Site) -> psutil.Process:
    """Return the process that serves a site."""
    flag = f"--server.port={site.config.dashboard_port}"
    return next(p for p in psutil.process_iter(["cmdline"]) if flag in (p.info["cmdline"] or []))


def processor(site: Site) -> float:
    """Return the seconds the server has kept a processor busy."""
    times = server(site).cpu_times()
    return float(times.user + times.system)


def paint(site: Site, browser: Browser) -> None:
    """Time the first chart, for browsers that have never seen the page and for one that has."""

    def opened(page: Page) -> float:
        began = time.perf_counter()
        page.goto(site.url)
        page.locator(".sw-plot .main-svg").first.wait_for()
        return time.perf_counter() - began

    fresh = []
    for _ in range(ROUNDS):
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        fresh.append(opened(page))
        again = [opened(page)]
        page.context.close()
    row("first chart of Live, a browser's first visit", "2 s", spread(fresh))
    row("first chart of Live, a later visit", "2 s", spread(again))


async def refresh(site: Site) -> None:
    """Time a refresh of every range, with an article that is new and without."""
    for name in RANGES:
        one = await open_reader(site.url, f"range={name}")
        await one.run()
        fresh, busy, same = [], [], []
        for turn in range(ROUNDS):
            record(site, turn)
            await asyncio.sleep(3.1)
            spent = processor(site)
            fresh.append((await one.run(one.fragment)).seconds)
            busy.append(processor(site) - spent)
            same.append((await one.run(one.fragment)).seconds)
        await one.socket.close()
        row(f"refresh, {name}, with a new article", "300 ms", f"{spread(fresh)}; processor {spread(busy)}")
        row(f"refresh, {name}, nothing new", "300 ms", spread(same))


def filters(site: Site, browser: Browser) -> None:
    """Time filters on the page, from Enter or a click until the new count and list stand there."""
    page = site.open(browser, "/statements")
    heading = page.get_by_role("heading", name="found")

    def until_new(act: Callable[[], None]) -> float:
        before = heading.inner_text()
        began = time.perf_counter()
        act()
        expect(heading).not_to_have_text(before)
        return time.perf_counter() - began

    expect(heading).to_be_visible()
    box = page.get_by_role("textbox").first
    for words in SEARCHES:
        box.fill(words)
        row(f'filter by the words "{words}"', "500 ms", f"{1000 * until_new(lambda: box.press('Enter')):,.0f} ms")
        box.fill("")
        until_new(lambda: box.press("Enter"))
    only = page.get_by_text("Without copies").first
    row("filter without copies", "500 ms", f"{1000 * until_new(only.click):,.0f} ms")
    page.context.close()


async def watched(one: Reader) -> list[Run]:
    """Refresh a session as its page would, and return the runs."""
    runs, ends = [], time.monotonic() + WATCHED
    due = time.monotonic() + one.interval
    while due < ends:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        runs.append(await one.run(one.fragment))
        due = max(due + one.interval, time.monotonic())
    return runs


async def readers(site: Site) -> None:
    """Watch many sessions at once: every range, both kinds of lines, two time zones; no two alike."""
    queries = [
        f"range={name}&lines={lines}&tz={zone}" for name in RANGES for lines in ("dyads", "directions")
        for zone in ("UTC", "JST")
    ]  # fmt: skip
    sessions = [await open_reader(site.url, query) for query in queries[:READERS]]
    opening = [(await one.run()).seconds for one in sessions]
    spent = processor(site)
    runs = await asyncio.gather(*(watched(one) for one in sessions))
    busy = (processor(site) - spent) / WATCHED
    counts = sorted(len(one) for one in runs)
    late = sum(run.seconds > DUE for one in runs for run in one)
    took = [run.seconds for one in runs for run in one]
    row(
        f"{READERS} sessions, refreshes each in {WATCHED} s",
        f"{int(WATCHED / DUE) - 1}",
        f"{counts[0]} to {counts[-1]}",
    )
    row(f"{READERS} sessions, refreshes later than {DUE:.0f} s", "0", f"{late} of {len(took)}")
    row(f"{READERS} sessions, one refresh", "5 s", spread(took))
    row(f"{READERS} sessions, opening one", "", spread(opening))
    row(f"{READERS} sessions, processor of the server", "", f"{100 * busy:.0f} %")
    row("memory of the server", "600 MB", f"{server(site).memory_info().rss / 1e6:,.0f} MB")
    for one in sessions:
        await one.socket.close()


def main() -> None:
    """Measure and print."""
    url, parts = sys.argv[1], sys.argv[2:] or ["paint", "refresh", "filter", "readers"]
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), store=url) as site:
        status = site.store.status()
        print(f"{status.articles:,} articles, {status.statements:,} statements; load {psutil.getloadavg()[0]:.1f}")
        print("| what | has to be | seen |\n|---|---|---|")
        if {"paint", "filter"} & set(parts):
            with chromium() as browser:
                if "paint" in parts:
                    paint(site, browser)
                if "filter" in parts:
                    filters(site, browser)
        if "refresh" in parts:
            asyncio.run(refresh(site))
        if "readers" in parts:
            with news(site):
                asyncio.run(readers(site))


if __name__ == "__main__":
    main()
