"""The broker's jars: fetched once from Maven Central, checked against the pinned SHA-256 at every start."""

import hashlib
import logging
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from platformdirs import user_cache_path

from straitwatch.errors import BrokerError

log = logging.getLogger(__name__)

AT_ONCE = 8
TIMEOUT_SECONDS = 60
Progress = Callable[[int, int], None]
"""Called with jars at hand and jars in all."""

Fetch = Callable[[str, Path], Path]
"""Fetches one jar by its coordinates into a folder and returns the file."""


@dataclass(frozen=True)
class Jar:
    """One file of Maven Central: "group:artifact:version" and its SHA-256."""

    coordinates: str
    sha256: str

    @property
    def name(self) -> str:
        """The file's name.

        >>> Jar("org.slf4j:slf4j-api:1.7.36", "").name
        'slf4j-api-1.7.36.jar'
        """
        return "-".join(self.coordinates.split(":")[1:]) + ".jar"


@cache
def pinned() -> tuple[str, tuple[Jar, ...]]:
    """Return the version of Kafka and all jars of the class path."""
    data = tomllib.loads((files("straitwatch") / "broker_jars.toml").read_text(encoding="utf-8"))
    return data["kafka"], tuple(Jar(*pair) for pair in data["sha256"].items())


def folder() -> Path:
    """Return where the jars are kept, in the user's cache folder."""
    return user_cache_path("straitwatch") / f"kafka-{pinned()[0]}"


def ensure_jars(where: Path | None = None, progress: Progress | None = None, fetch: Fetch | None = None) -> list[Path]:
    """Return the jars of the class path, fetching those that are missing or damaged.

    Raises:
        BrokerError: a jar cannot be had or is not the pinned one; the message says what to do.
    """
    version, jars = pinned()
    place = where or folder()
    place.mkdir(parents=True, exist_ok=True)
    paths = [place / jar.name for jar in jars]
    missing = [jar for jar in jars if not _is(place / jar.name, jar.sha256)]
    if not missing:
        return paths
    log.info("fetching Apache Kafka %s from Maven Central: %d jars into %s", version, len(missing), place)
    done = len(jars) - len(missing)

    def one(jar: Jar) -> None:
        with tempfile.TemporaryDirectory(dir=place, prefix=".fetch-") as box:
            found = (fetch or fetch_jar)(jar.coordinates, Path(box))
            if not _is(found, jar.sha256):
                raise BrokerError(
                    f"{jar.coordinates} is not the pinned file (its SHA-256 differs): a proxy changed it, "
                    f"or the mirror holds another; {ELSEWHERE}"
                )
            found.replace(place / jar.name)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in pool.map(one, missing):
            done += 1
            if progress:
                progress(done, len(jars))
    return paths


ELSEWHERE = (
    "set STRAITWATCH_KAFKA to the address of a Kafka cluster, or run docker compose up, which brings Kafka as an image"
)


def fetch_jar(coordinates: str, box: Path) -> Path:
    """Fetch one jar with jgo; where that fails and Maven is installed, with `mvn`, which knows the site's mirrors.

    Raises:
        BrokerError: neither can.
    """
    from jgo.maven import MavenContext

    try:
        context = MavenContext(repo_cache=box / "jgo", timeout=TIMEOUT_SECONDS)
        return Path(context.create_dependency(coordinates).artifact.resolve())
    except (RuntimeError, OSError) as error:
        found = _by_maven(coordinates, box / "mvn")
        if found is None:
            reason = str(error).split("\n", 1)[0][:200]
            raise BrokerError(f"{coordinates} cannot be had from Maven Central ({reason}); {ELSEWHERE}") from error
        return found


def _by_maven(coordinates: str, box: Path) -> Path | None:
    mvn = shutil.which("mvn")
    if mvn is None:
        return None
    words = [mvn, "-B", "-q", "dependency:get", "-Dtransitive=false", f"-Dartifact={coordinates}"]
    try:
        subprocess.run(
            [*words, f"-Dmaven.repo.local={box}"], check=True, capture_output=True, timeout=5 * TIMEOUT_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        log.debug("mvn could not fetch %s: %s", coordinates, error)
        return None
    return next(box.rglob(Jar(coordinates, "").name), None)


def _is(file: Path, sha256: str) -> bool:
    if not file.is_file():
        return False
    with file.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest() == sha256
