"""One real PostgreSQL for a whole test session, with an empty database for every test that asks."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from straitwatch.broker import free_port

OPTIONS = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses=127.0.0.1 -c jit=off"


def binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that Debian installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda folder: int(folder.parent.name)) if found else None


def as_user() -> list[str]:
    """Return what to put before a command so that it runs as postgres, which initdb asks for under root."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def run(*command: str) -> None:
    done = subprocess.run([*as_user(), *command], capture_output=True, text=True, check=False, cwd="/", timeout=60)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The URL of a running server, without a database name; skipped where there is none, failing in CI."""
    folder = binaries()
    if folder is None:
        reason = "PostgreSQL is not installed (Debian: apt-get install postgresql)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    home = Path(tempfile.mkdtemp(prefix="straitwatch-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    data, port = home / "data", free_port()
    try:
        run(str(folder / "initdb"), "-D", str(data), "-U", "watch", "-A", "trust", "-E", "UTF8", "--no-sync")
        control = str(folder / "pg_ctl")
        options = f"{OPTIONS} -p {port} -k {home}"
        run(control, "-D", str(data), "-l", str(home / "log"), "-o", options, "-w", "-t", "60", "start")
        yield f"postgresql://watch@127.0.0.1:{port}"
        run(control, "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """The URL of an empty database."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(f"{postgres}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield f"{postgres}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
