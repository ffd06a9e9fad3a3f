"""`straitwatch up`: the whole line on this machine, supervised, with one status table in the terminal."""

import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated

import psutil
import typer
from rich.console import Console
from rich.live import Live
from rich.markup import escape
from rich.table import Table

from straitwatch.clock import monotonic
from straitwatch.errors import SettingsError
from straitwatch.settings import Settings, settings
from straitwatch.supervisor import Child, Part, Supervisor, last_line

COLOURS = {"running": "green", "done": "green", "starting": "yellow", "waiting": "dim", "restarting": "red"}


def listening(address: str) -> bool:
    """Tell whether something accepts connections at host:port."""
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host or "127.0.0.1", int(port)), timeout=0.3):
            return True
    except OSError:
        return False


def parts(config: Settings, *, sample: bool, tag_workers: int, metrics: int) -> list[Part]:
    """Return the parts to run, in the order they start in.

    The local broker is one of them unless the settings name brokers. `metrics` is the port of the first worker's
    /metrics page, the others follow; 0 serves none.
    """
    me = (sys.executable, "-m", "straitwatch")
    count = iter(range(metrics, metrics + tag_workers + 3))

    def worker(name: str, *after: str) -> Part:
        port = next(count)
        options = ("--metrics-port", str(port)) if metrics else ()
        return Part(name, (*me, "work", name.split("-")[0], *options), after=after)

    first = config.bootstrap.split(",")[0]
    found: list[Part] = []
    if not config.kafka:
        found.append(Part("broker", (*me, "broker"), ready=lambda: listening(first), grace=30))
    found.append(Part("topics", (*me, "topics", "create"), after=tuple(p.name for p in found), once=True))
    page = f"{config.dashboard_address}:{config.dashboard_port}"
    found.append(Part("dashboard", (*me, "dashboard"), ready=lambda: listening(page)))
    found.append(worker("record", "topics"))
    found += [worker("tag" if tag_workers == 1 else f"tag-{i + 1}", "topics") for i in range(tag_workers)]
    found += [worker("watch", "topics", "record"), worker("notify", "topics", "record")]
    if config.outlets:
        found.append(Part("feeds", (*me, "produce", "feeds"), after=("topics",)))
    if sample:
        found.append(Part("sample", (*me, "produce", "replay", "--sample"), after=("topics",), once=True))
    return found


def table(supervisor: Supervisor, url: str) -> Table:
    """Return the status of all parts: state, process, memory, restarts, and what went wrong last."""
    view = Table(title=f"Straitwatch   dashboard: {url}   Ctrl-C stops", title_justify="left", expand=False)
    for name in ("part", "state", "pid", "MB", "restarts", "note"):
        view.add_column(name, justify="right" if name in ("pid", "MB", "restarts") else "left", overflow="fold")
    for child in supervisor.children.values():
        view.add_row(*_row(child))
    return view


def _row(child: Child) -> tuple[str, ...]:
    colour = COLOURS.get(child.state, "white")
    memory = f"{child.memory() / 1e6:.0f}" if child.pid else ""
    note = escape(child.note or (last_line(child.log) if child.state == "starting" else ""))
    return child.part.name, f"[{colour}]{child.state}[/]", str(child.pid or ""), memory, str(child.restarts or ""), note


def _only_one(folder: Path) -> None:
    file = folder / "up.pid"
    if file.exists():
        pid = int(file.read_text(encoding="utf-8") or 0)
        if pid and pid != os.getpid() and psutil.pid_exists(pid) and "straitwatch" in " ".join(_words(pid)):
            raise SettingsError(
                f"Straitwatch already runs on {folder} as process {pid}; "
                "stop it, or set STRAITWATCH_STATE to another folder"
            )
    file.write_text(str(os.getpid()), encoding="utf-8")


def _words(pid: int) -> list[str]:
    try:
        return psutil.Process(pid).cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return []


def run(supervisor: Supervisor, console: Console, url: str, stop: threading.Event) -> None:
    """Step the supervisor until `stop` is set, showing a live table, or a line a change where there is no terminal."""
    for name in supervisor.sweep():
        console.print(f"ended a leftover process: {name}")
    try:
        _show(supervisor, console, url, stop)
    finally:
        supervisor.stop()
    console.print("all parts stopped")


def _show(supervisor: Supervisor, console: Console, url: str, stop: threading.Event) -> None:
    shown: dict[str, tuple[str, int]] = {}
    began = monotonic()
    with Live(console=console, auto_refresh=False, transient=True) as live:
        while not stop.is_set():
            supervisor.step()
            if console.is_terminal:
                live.update(table(supervisor, url), refresh=True)
            for name, child in supervisor.children.items():
                if not console.is_terminal and shown.get(name) != (child.state, child.restarts):
                    shown[name] = (child.state, child.restarts)
                    console.print(
                        f"{monotonic() - began:6.1f} s  {name:10} {child.state:10} {child.note}", markup=False
                    )
            stop.wait(0.5)
    console.print("stopping …")


def up(
    sample: Annotated[
        bool | None,
        typer.Option(
            "--sample/--no-sample", help="Replay the bundled invented articles. Default: only if no outlet is set."
        ),
    ] = None,
    tag_workers: Annotated[int, typer.Option(min=1, max=64, help="Tag workers; each loads the models.")] = 1,
    metrics_port: Annotated[int, typer.Option(help="Port of the first worker's /metrics page; 0 serves none.")] = 9100,
) -> None:
    """Start broker, producers, workers and dashboard; stop them all with Ctrl-C."""
    config = settings()
    wanted = config.outlets is None if sample is None else sample
    if wanted and config.outlets:
        raise SettingsError("--sample and STRAITWATCH_OUTLETS exclude each other: sample articles are kept apart")
    if wanted:
        config = config.model_copy(update={"state": config.state / "sample"})
    config.state.mkdir(parents=True, exist_ok=True)
    _only_one(config.state)
    supervisor = Supervisor(
        parts(config, sample=wanted, tag_workers=tag_workers, metrics=metrics_port),
        config.state,
        env={**os.environ, "STRAITWATCH_STATE": str(config.state), "PYTHONUNBUFFERED": "1"},
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    console = Console(stderr=False)
    url = f"http://{config.dashboard_address}:{config.dashboard_port}"
    console.print(f"state and logs: {config.state}", markup=False, highlight=False)
    try:
        run(supervisor, console, url, stop)
    finally:
        (config.state / "up.pid").unlink(missing_ok=True)
