"""The main job: `straitwatch up` from nothing to statements on the page, a killed worker, and a clean end."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from straitwatch.broker import LocalBroker, free_port

pytestmark = [pytest.mark.kafka, pytest.mark.weights, pytest.mark.timeout(300)]


class Up:
    def __init__(self, state: Path) -> None:
        self.state = state / "sample"
        self.port = free_port()
        self.out = state / "up.log"
        own = {
            "STRAITWATCH_STATE": str(state),
            "STRAITWATCH_BROKER_PORT": str(free_port()),
            "STRAITWATCH_DASHBOARD_PORT": str(self.port),
        }
        kept = {k: v for k, v in os.environ.items() if not k.startswith("STRAITWATCH_")}
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "straitwatch", "up", "--sample", "--metrics-port", "0"],
                env=kept | own, stdout=out, stderr=out,
            )  # fmt: skip

    def wait(self, what: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not what():
            assert self.process.poll() is None, self.log()
            assert time.monotonic() < end, self.log()
            time.sleep(0.5)

    def log(self) -> str:
        tails = [f"{p.name}: {p.read_text(errors='replace')[-800:]}" for p in (self.state / "logs").glob("*.log")]
        return "\n".join([self.out.read_text(errors="replace"), *tails])

    def statements(self) -> int:
        file = self.state / "straitwatch.db"
        if not file.exists():
            return 0
        with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as link:
            has = link.execute("select count(*) from sqlite_master where name = 'statements'").fetchone()[0]
            return int(link.execute("select count(*) from statements").fetchone()[0]) if has else 0

    def pids(self) -> dict[str, int]:
        rows = re.findall(r'"([\w-]+)": \[(\d+)', (self.state / "up.json").read_text())
        return {name: int(pid) for name, pid in rows}


@pytest.fixture
def up(tmp_path: Path, broker: LocalBroker) -> Iterator[Up]:
    del broker  # its jars are there, so the start here is one without a download
    started = Up(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.kill()
        for pid in started.pids().values():
            if psutil.pid_exists(pid):
                os.kill(pid, signal.SIGKILL)


def test_from_nothing_to_statements_through_a_crash_to_a_clean_end(up: Up) -> None:
    up.wait(lambda: up.statements() > 100, 150)
    with urllib.request.urlopen(f"http://127.0.0.1:{up.port}/_stcore/health", timeout=5) as page:
        assert page.read() == b"ok"
    first = up.pids()
    os.kill(first["tag"], signal.SIGKILL)
    up.wait(lambda: up.pids().get("tag", first["tag"]) != first["tag"], 30)
    assert "killed by SIGKILL" in up.out.read_text()
    running = up.pids()
    up.process.send_signal(signal.SIGINT)
    assert up.process.wait(60) == 0, up.log()
    assert "all parts stopped" in up.out.read_text()
    assert not [name for name, pid in running.items() if psutil.pid_exists(pid)]
    assert not (up.state / "up.json").exists()
    assert not (up.state / "up.pid").exists()
