"""How fast the page is over a large store: server time of a refresh, first paint, memory, and twenty readers at once.

    python benchmarks/dashboard/measure.py sqlite:////tmp/watch.db [readers]

The store is only read; `benchmarks/store/generate.py` makes one. The page ends at the store's newest article, in pause
or not as each measurement needs it.
"""

import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, expect

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser_fixture import Site, chromium, serve  # noqa: E402

WATCHED = 60
"""Seconds for which many readers are watched."""


def server_times(site: Site) -> None:
    """Time of one refresh in a process of its own: queries and figures, first with cold caches, then tick by tick."""
    import os

    os.environ["STRAITWATCH_STATE"], os.environ["STRAITWATCH_STORE"] = str(site.config.state), site.config.store
    from zoneinfo import ZoneInfo

    from dashboard import charts, marks, queries
    from dashboard.blocks import now_card, statement_rows
    from dashboard.theme import LIGHT
    from dashboard.traces import Scene
    from dashboard.when import window
    from straitwatch.store_values import StatementFilter

    newest = queries.status().newest_published
    assert newest is not None
    for name in ("24h", "30d", "1y"):
        for turn in range(4):
            now = queries.tick(newest) + queries.TICK * turn
            began, worked = time.perf_counter(), time.process_time()
            view = window(name, now, None, ZoneInfo("UTC"))
            marks.within(view.since, view.until)
            for subject in queries.watched_dyads():
                frame = queries.series(subject, view.since, view.until, view.step)
                charts.tension_figure(frame, Scene(LIGHT, ZoneInfo("UTC"), (view.since, view.until))).to_json()
                now_card(queries.reading(subject, now), queries.mover(subject, now), LIGHT, now)
            for direction in queries.watched_directions():
                queries.reading(direction, queries.tick(now, queries.TICK * 6))
            found = queries.statements(StatementFilter(speakers=queries.actor_names()), 12)
            statement_rows(queries.rows(found), LIGHT, ZoneInfo("UTC"))
            clock, own = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
            print(
                f"refresh {name:>4} {'cold' if turn == 0 else 'warm'}: {clock:6.0f} ms clock, {own:6.0f} ms processor"
            )


def opened(site: Site, browser: Browser) -> tuple[Page, float]:
    """Open the live page at the end of the data; seconds until its first chart is painted."""
    newest = site.store.status().newest_published
    assert newest is not None
    began = time.perf_counter()
    page = site.open(browser, f"/?range=custom&dates={newest.date().replace(day=1)}..{newest.date()}")
    page.locator(".sw-plot .main-svg").first.wait_for()
    return page, time.perf_counter() - began


def memory(site: Site) -> float:
    """Resident megabytes of the server of a site."""
    port = str(site.config.dashboard_port)
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if f"--server.port={port}" in words:
            return process.memory_info().rss / 1e6
    return float("nan")


def main() -> None:
    """Measure and print."""
    url, readers = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    print(f"load of the machine before: {psutil.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder), store=url) as site, chromium() as browser:
        server_times(site)
        for attempt in ("first", "second", "third"):
            page, seconds = opened(site, browser)
            print(f"first chart, {attempt} reader: {seconds:.2f} s; server {memory(site):.0f} MB")
            page.context.close()
        pages = [opened(site, browser)[0] for _ in range(readers)]
        ends = time.monotonic() + WATCHED
        seen: list[set[str]] = [set() for _ in pages]
        while time.monotonic() < ends:
            for page, clocks in zip(pages, seen, strict=True):
                line = page.locator(".sw-line", has_text="Updated")
                expect(line).to_be_visible()
                clocks.add(line.inner_text().rpartition("Updated")[2].strip())
        counts = sorted(len(clocks) for clocks in seen)
        print(f"{readers} readers, {WATCHED} s: {counts[0]} to {counts[-1]} refreshes each of {WATCHED // 5} due; "
              f"server {memory(site):.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main()
