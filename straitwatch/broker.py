"""A local single-node Apache Kafka for machines without a cluster: on loopback, its data in the state folder.

The broker is its own controller (KRaft). It is stopped with SIGTERM and loses nothing at SIGKILL.
"""

import base64
import logging
import os
import socket
import subprocess
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from straitwatch.broker_config import HOST, JVM, logging_properties, properties
from straitwatch.broker_jars import Progress, ensure_jars
from straitwatch.clock import monotonic
from straitwatch.errors import BrokerError
from straitwatch.java import find_java
from straitwatch.settings import Settings

log = logging.getLogger(__name__)

START_SECONDS = 180.0
STOP_SECONDS = 20.0


def listening(port: int) -> bool:
    """Tell whether something answers on a loopback port."""
    try:
        with socket.create_connection((HOST, port), timeout=0.5):
            return True
    except OSError:
        return False


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _name_of(pid: int | str) -> str:
    """Return a name of a running process that outlives the reuse of its number, or nothing if it does not run."""
    try:
        return f"{pid}@{psutil.Process(int(pid)).create_time():.2f}"
    except (ValueError, psutil.NoSuchProcess):
        return ""


def cluster_id(draw: Callable[[], uuid.UUID] = uuid.uuid4) -> str:
    """Return a new name for a cluster in Kafka's form: 22 characters, of which the first is no hyphen.

    Kafka's tools would take one that begins with a hyphen for an option.
    """
    while (name := base64.urlsafe_b64encode(draw().bytes).decode().rstrip("=")).startswith("-"):
        pass
    return name


class LocalBroker:
    """The broker of one state folder, as a child process and a context manager.

    A broker that already runs on the folder is used as it is. It is stopped at the end if it was started here, or if
    the process that started it is gone.
    """

    def __init__(self, settings: Settings, progress: Progress | None = None) -> None:
        self.settings = settings
        self.folder = (settings.state / "kafka").absolute()
        self.owned = False
        self._progress = progress
        self._child: subprocess.Popen[bytes] | None = None
        self._process: psutil.Process | None = None

    @property
    def bootstrap(self) -> str:
        """The address clients connect to."""
        return f"{HOST}:{self.settings.broker_port}"

    @property
    def pid(self) -> int | None:
        """Process id of the broker, if it was started or found."""
        return self._process.pid if self._process else None

    def start(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Start the broker, or find it running, and return when it takes connections.

        Raises:
            BrokerError: no Java, no jars, the port belongs to another program, or the broker ended; says what to do.
        """
        if self._find():
            log.info("a broker already runs on %s as process %s", self.folder, self.pid)
        else:
            if listening(self.settings.broker_port):
                raise BrokerError(
                    f"port {self.settings.broker_port} is taken by another program; set STRAITWATCH_BROKER_PORT to a "
                    "free port, or STRAITWATCH_KAFKA if that program is the Kafka to use"
                )
            self._launch()
        self._wait(stopped)

    def stop(self) -> None:
        """Stop the broker if it is this one's to stop; its data stay."""
        if self._process is None or not self.owned:
            return
        runner = self._child or self._process
        try:
            runner.terminate()
            runner.wait(STOP_SECONDS)
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            log.warning("the broker did not stop within %d s and is killed", STOP_SECONDS)
            runner.kill()
            runner.wait(STOP_SECONDS)
        except psutil.NoSuchProcess:
            log.info("the broker had ended already")
        self._forget()

    def alive(self) -> bool:
        """Tell whether the broker's process runs."""
        if self._child is not None:
            return self._child.poll() is None
        return self._process is not None and self._process.is_running() and self._process.status() != "zombie"

    def failure(self) -> BrokerError:
        """Return the error of a broker that ended, with the last it wrote."""
        lines: list[str] = []
        for name in ("server.log", "console.log"):
            file = self.folder / name
            if file.is_file():
                lines += [
                    line
                    for line in file.read_text("utf-8", "replace").splitlines()
                    if "ERROR" in line or "rror:" in line
                ]
        last = lines[-1].strip()[:300] if lines else "it wrote nothing"
        return BrokerError(f"the local broker ended: {last}; its logs are in {self.folder}")

    def __enter__(self) -> Self:
        """Start the broker."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the broker if it was started here."""
        self.stop()

    def _forget(self) -> None:
        (self.folder / "broker.pid").unlink(missing_ok=True)
        self._process = self._child = None

    def _find(self) -> bool:
        note = self.folder / "broker.pid"
        try:
            broker, keeper = note.read_text(encoding="utf-8").split("\n", 1)
            process = psutil.Process(int(broker))
            if str(self.folder / "server.properties") not in process.cmdline() or process.status() == "zombie":
                return False
        except (OSError, ValueError, psutil.NoSuchProcess, psutil.AccessDenied):
            return False
        self._process = process
        self.owned = keeper != _name_of(keeper.split("@", 1)[0])
        if self.owned:
            note.write_text(f"{broker}\n{_name_of(os.getpid())}", encoding="utf-8")
        return True

    def _launch(self) -> None:
        java, jars = find_java(), ensure_jars(progress=self._progress)
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / "server.properties"
        file.write_text(properties(self.folder, self.settings.broker_port, free_port()), encoding="utf-8")
        (self.folder / "log4j2.properties").write_text(logging_properties(self.folder), encoding="utf-8")
        command = [
            str(java),
            f"-Xmx{self.settings.broker_heap}",
            *JVM,
            f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}",
            "-cp",
            os.pathsep.join(str(jar) for jar in jars),
        ]
        if not (self.folder / "data" / "meta.properties").is_file():
            self._format(command, file)
        with (self.folder / "console.log").open("wb") as console:
            child = subprocess.Popen(
                [*command, "kafka.Kafka", str(file)],
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,
            )
        self._child = child
        self._process = psutil.Process(child.pid)
        self.owned = True
        (self.folder / "broker.pid").write_text(f"{child.pid}\n{_name_of(os.getpid())}", encoding="utf-8")

    def _format(self, command: list[str], file: Path) -> None:
        done = subprocess.run(
            [*command, "kafka.tools.StorageTool", "format", "-t", cluster_id(), "-c", str(file)],
            capture_output=True,
            text=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode:
            raise BrokerError(f"the folder {self.folder} cannot be prepared for Kafka: {done.stderr.strip()[-300:]}")

    def _wait(self, stopped: Callable[[], bool]) -> None:
        deadline = monotonic() + START_SECONDS
        while not listening(self.settings.broker_port):
            if not self.alive():
                self._forget()
                raise self.failure()
            if monotonic() > deadline:
                self.stop()
                raise BrokerError(f"the local broker did not answer within {START_SECONDS:.0f} s; see {self.folder}")
            if stopped():
                return
            time.sleep(0.1)
