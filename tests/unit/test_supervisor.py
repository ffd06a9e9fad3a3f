import os
import signal
import sys
import time
from pathlib import Path

import psutil
import pytest

from straitwatch.supervisor import BACKOFF, Part, Supervisor, last_line

PY = sys.executable
SLEEP = (PY, "-c", "import time; time.sleep(60)")


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def until(supervisor: Supervisor, name: str, state: str, seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        supervisor.step()
        if supervisor.children[name].state == state:
            return
        time.sleep(0.02)
    raise AssertionError(f"{name} is {supervisor.children[name].state}, not {state}: {supervisor.children[name].note}")


def test_a_part_starts_only_when_what_it_waits_for_is_ready(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    parts = [Part("broker", SLEEP, ready=ready.exists), Part("tag", SLEEP, after=("broker",))]
    supervisor = Supervisor(parts, tmp_path)
    try:
        supervisor.step()
        assert supervisor.children["broker"].state == "starting"
        assert supervisor.children["tag"].state == "waiting"
        ready.touch()
        until(supervisor, "tag", "running")
    finally:
        supervisor.stop()


def test_what_dies_is_restarted_after_a_growing_pause(tmp_path: Path) -> None:
    clock = Time()
    supervisor = Supervisor([Part("tag", (PY, "-c", "raise SystemExit('no model')"))], tmp_path, clock=clock)
    child = supervisor.children["tag"]
    try:
        for count, pause in enumerate(BACKOFF[:3], start=1):
            until(supervisor, "tag", "restarting")
            assert child.restarts == count
            assert child.due == pytest.approx(clock.now + pause)
            assert "no model" in child.note
            supervisor.step()
            assert child.state == "restarting"
            clock.now = child.due
            supervisor.step()
    finally:
        supervisor.stop()


def test_a_killed_part_comes_back_and_names_the_signal(tmp_path: Path) -> None:
    clock = Time()
    supervisor = Supervisor([Part("record", SLEEP)], tmp_path, clock=clock)
    try:
        until(supervisor, "record", "running")
        first = supervisor.children["record"].pid
        assert first
        os.kill(first, signal.SIGKILL)
        until(supervisor, "record", "restarting")
        assert "SIGKILL" in supervisor.children["record"].note
        clock.now += 2
        until(supervisor, "record", "running")
        assert supervisor.children["record"].pid != first
    finally:
        supervisor.stop()


def test_stop_ends_grandchildren_and_kills_what_ignores_it(tmp_path: Path) -> None:
    stubborn = (
        "import signal,subprocess,sys,time;signal.signal(signal.SIGTERM,signal.SIG_IGN);"
        "p=subprocess.Popen([sys.executable,'-c','import time;time.sleep(60)']);print(p.pid,flush=True);time.sleep(60)"
    )
    supervisor = Supervisor([Part("x", (PY, "-c", stubborn), grace=0.5)], tmp_path)
    until(supervisor, "x", "running")
    log = supervisor.children["x"].log
    end = time.monotonic() + 10
    while not last_line(log) and time.monotonic() < end:
        time.sleep(0.05)
    grandchild = int(last_line(log))
    supervisor.stop()
    assert supervisor.children["x"].note == "killed after its grace"
    time.sleep(0.1)
    assert not psutil.pid_exists(grandchild) or psutil.Process(grandchild).status() == psutil.STATUS_ZOMBIE


def test_a_part_that_may_end_is_done(tmp_path: Path) -> None:
    supervisor = Supervisor([Part("replay", (PY, "-c", ""), once=True)], tmp_path)
    until(supervisor, "replay", "done")
    supervisor.stop()


def test_what_comes_after_a_passing_part_waits_for_its_end(tmp_path: Path) -> None:
    go = tmp_path / "go"
    wait = f"import pathlib,time\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.02)"
    supervisor = Supervisor(
        [Part("topics", (PY, "-c", wait), once=True), Part("tag", SLEEP, after=("topics",))], tmp_path
    )
    try:
        until(supervisor, "topics", "running")
        supervisor.step()
        assert supervisor.children["tag"].state == "waiting"
        go.touch()
        until(supervisor, "tag", "running")
        assert supervisor.children["topics"].state == "done"
    finally:
        supervisor.stop()


def test_leftovers_of_a_killed_supervisor_are_swept(tmp_path: Path) -> None:
    lost = Supervisor([Part("tag", SLEEP)], tmp_path)
    until(lost, "tag", "running")
    assert Supervisor([Part("tag", SLEEP)], tmp_path).sweep() == ["tag"]
    assert lost.children["tag"].pid is None
    assert not (tmp_path / "up.json").exists()


def test_waiting_for_an_unknown_part_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="broker"):
        Supervisor([Part("tag", SLEEP, after=("broker",))], tmp_path)
