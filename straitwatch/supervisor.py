"""Supervises the parts of Straitwatch as child processes: starts in order, restarts what dies, stops all.

The loop is a testable `step`; processes, time and memory readings are passed in or read through `psutil`.
"""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psutil

from straitwatch.clock import monotonic

PartState = Literal["waiting", "starting", "running", "restarting", "done", "stopped"]

BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds before the first, second, … restart in a row; the last one repeats."""
STEADY = 60.0
"""Seconds of running after which the count of restarts in a row starts anew."""


@dataclass(frozen=True)
class Part:
    """One child process.

    `after` names parts that must be ready before this one starts. `ready` tells when the part serves others (its
    process running is enough where it is None). `once` marks a part that ends by itself with exit code 0; what comes
    after it waits for that end.
    `grace` is the seconds it may take to stop after SIGTERM.
    """

    name: str
    command: tuple[str, ...]
    after: tuple[str, ...] = ()
    ready: Callable[[], bool] | None = None
    once: bool = False
    grace: float = 15.0


@dataclass
class Child:
    """What is known of a part's process: its state, its restarts, its exit."""

    part: Part
    log: Path
    state: PartState = "waiting"
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    in_a_row: int = 0
    due: float = 0.0
    note: str = ""

    @property
    def pid(self) -> int | None:
        """The id of the running process, or None."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def memory(self) -> int:
        """Resident bytes of the process and its children; 0 when it does not run."""
        if self.pid is None:
            return 0
        try:
            top = psutil.Process(self.pid)
            return int(top.memory_info().rss + sum(c.memory_info().rss for c in top.children(recursive=True)))
        except psutil.NoSuchProcess:
            return 0


@dataclass
class Supervisor:
    """Runs parts; `folder` takes their logs and the list of their process ids."""

    parts: Sequence[Part]
    folder: Path
    env: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    clock: Callable[[], float] = monotonic
    children: dict[str, Child] = field(init=False)

    def __post_init__(self) -> None:
        logs = self.folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        self.children = {p.name: Child(p, logs / f"{p.name}.log") for p in self.parts}
        unknown = {a for p in self.parts for a in p.after} - set(self.children)
        if unknown:
            raise ValueError(f"parts wait for unknown parts: {', '.join(sorted(unknown))}")

    @property
    def _list(self) -> Path:
        return self.folder / "up.json"

    def sweep(self) -> list[str]:
        """End the processes that a killed supervisor left behind in this folder; return their names."""
        if not self._list.exists():
            return []
        swept = []
        for name, (pid, born) in json.loads(self._list.read_text(encoding="utf-8")).items():
            try:
                process = psutil.Process(pid)
                if abs(process.create_time() - born) > 1.0:
                    continue
                swept.append(name)
                process.terminate()
                process.wait(10)
            except psutil.NoSuchProcess:
                continue
            except psutil.TimeoutExpired:
                process.kill()
        self._list.unlink()
        return swept

    def step(self) -> None:
        """Look once at every part: start what may start, notice what is ready or dead, restart what is due."""
        for child in self.children.values():
            match child.state:
                case "waiting" if all(self._serves(self.children[a]) for a in child.part.after):
                    self._start(child)
                case "starting" | "running":
                    self._look(child)
                case "restarting" if self.clock() >= child.due:
                    self._start(child)

    def stop(self) -> None:
        """Stop all parts in the reverse of their order, each within its grace, and whatever they started."""
        for child in reversed(list(self.children.values())):
            if child.process is not None and child.process.poll() is None:
                child.note = "stopping"
                _signal(child.process, signal.SIGTERM)
                try:
                    child.process.wait(child.part.grace)
                except subprocess.TimeoutExpired:
                    _signal(child.process, signal.SIGKILL)
                    child.process.wait(5)
                    child.note = "killed after its grace"
            child.state = "stopped"
        self._list.unlink(missing_ok=True)

    def _serves(self, child: Child) -> bool:
        return child.state == ("done" if child.part.once else "running")

    def _start(self, child: Child) -> None:
        with child.log.open("ab") as log:
            child.process = subprocess.Popen(
                child.part.command,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                env=self.env,
                start_new_session=True,
            )
        child.started, child.state, child.note = self.clock(), "starting", ""
        self._look(child)
        self._remember()

    def _look(self, child: Child) -> None:
        code = child.process.poll() if child.process else None
        if code is None:
            if child.state == "starting" and (child.part.ready is None or child.part.ready()):
                child.state = "running"
            return
        if code == 0 and child.part.once:
            child.state, child.note = "done", "finished"
            return
        if self.clock() - child.started >= STEADY:
            child.in_a_row = 0
        wait = BACKOFF[min(child.in_a_row, len(BACKOFF) - 1)]
        child.in_a_row += 1
        child.restarts += 1
        child.state, child.due = "restarting", self.clock() + wait
        why = f"ended with code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
        child.note = f"{why}; again in {wait:.0f} s; {last_line(child.log)}"

    def _remember(self) -> None:
        alive = {}
        for name, child in self.children.items():
            if child.pid is not None:
                try:
                    alive[name] = (child.pid, psutil.Process(child.pid).create_time())
                except psutil.NoSuchProcess:
                    continue
        self._list.write_text(json.dumps(alive), encoding="utf-8")


def last_line(log: Path, limit: int = 160) -> str:
    """Return the last line with words of a log file, cut to `limit` characters; empty if there is none."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        rows = file.read().decode("utf-8", "replace").splitlines()
    return next((r.strip()[:limit] for r in reversed(rows) if r.strip()), "")


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
