"""A real browser on a real server of the page: one of each for the whole run."""

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from sample_taggings import taggings

from dashboard.command import arguments
from straitwatch.settings import Settings
from straitwatch.store import Store

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000
"""Milliseconds to wait for words to show: generous, since a busy machine is slow and a good run never waits."""


@dataclass
class Site:
    """A running page over a store of its own; `log` is what the server wrote."""

    url: str
    config: Settings
    log: Path
    store: Store = field(repr=False)

    def open(self, browser: Browser, path: str = "/", width: int = 1280, **context: object) -> Page:
        """Open a path in a window of its own, with time to load."""
        window = browser.new_context(viewport={"width": width, "height": 900}, **context)  # type: ignore[arg-type]
        window.set_default_timeout(PATIENCE)
        page = window.new_page()
        page.goto(self.url + path)
        return page


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(folder: Path, **secrets: str) -> Iterator[Site]:
    """Run the page over a new store in a folder until the block ends; `secrets` are further settings."""
    port = free_port()
    # Nothing listens on the discard port, so the page says that Kafka is not reachable instead of finding a real one.
    values = {"state": str(folder), "dashboard_port": str(port), "kafka": "127.0.0.1:9", **secrets}
    config = Settings(**values)  # type: ignore[arg-type]
    store = Store.open(config.store_url)
    log = folder / "server.log"
    variables = {f"STRAITWATCH_{name.upper()}": value for name, value in values.items()}
    root = Path(__file__).resolve().parent.parent
    with log.open("wb") as out:
        server = subprocess.Popen(
            arguments(config), stdout=out, stderr=subprocess.STDOUT, cwd=folder,
            env={**os.environ, **variables, "PYTHONPATH": str(root)},
        )  # fmt: skip
        try:
            _await_health(port, server, log)
            yield Site(f"http://127.0.0.1:{port}", config, log, store)
        finally:
            server.terminate()
            server.wait(20)
            store.close()


def _await_health(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + 90
    while time.monotonic() < ends:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.2)
    pytest.fail(f"the page did not start:\n{log.read_text()}")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a run without it is skipped, or fails where CI is true."""
    if CHROMIUM is None:
        reason = "Chromium is not installed (apt-get install chromium)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        expect.set_options(timeout=PATIENCE)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for the run."""
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The page without a password, over a month of invented articles."""
    del browser  # asked for first, so that no server starts where there is no browser
    with serve(tmp_path_factory.mktemp("page")) as running:
        running.store.record(taggings(datetime.now(UTC), days=30, count=12))
        yield running
