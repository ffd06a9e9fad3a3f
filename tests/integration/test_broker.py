"""The local broker as a process: starts, keeps its data, is found again, says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from consumers.worker import Options, Worker
from straitwatch.article import Article
from straitwatch.broker import LocalBroker, free_port, listening
from straitwatch.bus import KafkaBus, Outgoing
from straitwatch.errors import BrokerError
from straitwatch.settings import Settings, read_settings
from straitwatch.topics import ARTICLES, STATEMENTS
from straitwatch.wire import decode
from tests.integration.fake_workers import FakeTagger

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)

# The Kafka client leaves sockets of refused connections to the garbage collector.
pytestmark = [
    pytest.mark.kafka,
    pytest.mark.timeout(300),
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture
def own(tmp_path: Path, broker: LocalBroker) -> Iterator[Settings]:
    """Settings of a broker that belongs to one test; asking for the session's broker skips where there is none."""
    settings = read_settings(state=tmp_path, kafka="", broker_port=free_port(), broker_heap="256m")
    yield settings
    note = tmp_path / "kafka" / "broker.pid"
    if note.is_file():
        psutil.Process(int(note.read_text().split("\n", 1)[0])).kill()


def article(number: int) -> Article:
    return Article(f"Story {number}", "Taipei spoke.", "The Invented Post", NOW, NOW)


def foreground(settings: Settings) -> subprocess.Popen[str]:
    """Run `straitwatch broker` and return when it says that it is ready."""
    env = os.environ | {
        "STRAITWATCH_STATE": str(settings.state),
        "STRAITWATCH_BROKER_PORT": str(settings.broker_port),
        "STRAITWATCH_BROKER_HEAP": settings.broker_heap,
    }
    env.pop("STRAITWATCH_KAFKA", None)
    child = subprocess.Popen(
        [sys.executable, "-m", "straitwatch", "broker"], env=env, stderr=subprocess.PIPE, text=True
    )
    assert child.stderr
    for line in child.stderr:
        if line.startswith("ready"):
            return child
    raise AssertionError(f"it ended with {child.wait()}")


def end(child: subprocess.Popen[str], number: signal.Signals) -> int:
    child.send_signal(number)
    code = child.wait(30)
    assert child.stderr
    child.stderr.close()
    return code


def test_records_outlive_the_broker_killed_stopped_or_refusing_its_folder(own: Settings) -> None:
    with LocalBroker(own) as first:
        with closing(KafkaBus(own)) as bus:
            bus.ensure_topics()
            bus.publish(ARTICLES, [article(n) for n in range(20)])
            results = tuple(Outgoing("statements", "", b"{}", partition=number) for number in range(6))
            with bus.subscribe("tag", [ARTICLES]) as source:
                while not (records := source.poll(20, 1.0)):
                    pass
                assert source.commit(records, results)
                assert first.pid
                psutil.Process(first.pid).kill()
        deadline = time.monotonic() + 10
        while first.alive():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert "ended" in str(first.failure())
    with LocalBroker(own) as second, closing(KafkaBus(own)) as bus:
        assert bus.ensure_topics() == ()
        assert len(list(bus.read(ARTICLES))) == 20
        assert len(list(bus.read(STATEMENTS))) == 6
        assert sum(lag.behind for lag in bus.lag("tag", [ARTICLES])) == 20 - len(records)
        bus.publish(ARTICLES, [article(20)])
    assert not listening(own.broker_port)
    note = second.folder / "data" / "meta.properties"
    good = note.read_text()
    note.write_text("version=1\ncluster.id=other\nnode.id=77\n")
    with pytest.raises(BrokerError, match=r"the local broker ended: .*; its logs are in"):
        LocalBroker(own).start()
    note.write_text(good)
    with LocalBroker(own), closing(KafkaBus(own)) as bus:
        assert len(list(bus.read(ARTICLES))) == 21


def test_workers_go_on_when_the_broker_was_killed_under_them(own: Settings) -> None:
    count, stop = 600, threading.Event()
    with LocalBroker(own) as first, closing(KafkaBus(own)) as bus:
        bus.ensure_topics()
        bus.publish(ARTICLES, [article(n) for n in range(count)])
        buses = [KafkaBus(own) for _ in range(2)]
        working = [Worker(each, "tag", ARTICLES, FakeTagger(0.005), Options(batch=16)) for each in buses]
        threads = [threading.Thread(target=worker.run, args=(stop,)) for worker in working]
        for thread in threads:
            thread.start()
        behind(bus, at_most=count * 2 // 3)
        assert first.pid
        psutil.Process(first.pid).kill()
        psutil.wait_procs([psutil.Process(first.pid)], timeout=10)
        with LocalBroker(own):
            behind(bus, at_most=0)
            stop.set()
            for thread in threads:
                thread.join(30)
                assert not thread.is_alive()
            tagged = [decode(STATEMENTS, record.value).article.title for record in bus.read(STATEMENTS)]
    assert sorted(tagged) == sorted(f"Story {n}" for n in range(count))


def behind(bus: KafkaBus, at_most: int, seconds: float = 120) -> None:
    """Wait until the tag workers are at most so many records behind."""
    deadline = time.monotonic() + seconds
    while sum(lag.behind for lag in bus.lag("tag", [ARTICLES])) > at_most:
        assert time.monotonic() < deadline, "the workers stand still"
        time.sleep(0.1)


def test_the_command_runs_one_broker_takes_over_one_left_behind_and_stops_it(own: Settings) -> None:
    child = foreground(own)
    with LocalBroker(own) as found:
        assert not found.owned
        assert found.pid
        process = psutil.Process(found.pid)
    assert process.is_running()
    assert end(child, signal.SIGKILL) == -signal.SIGKILL
    assert listening(own.broker_port)
    assert end(foreground(own), signal.SIGTERM) == 0
    assert not process.is_running()
    assert not listening(own.broker_port)


def test_a_port_that_another_program_has_is_named(own: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", own.broker_port))
        other.listen()
        with pytest.raises(BrokerError, match=rf"port {own.broker_port} is taken.*STRAITWATCH_BROKER_PORT"):
            LocalBroker(own).start()


def test_brokers_that_do_not_answer_are_named(own: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("straitwatch.bus.options.BOOTSTRAP_MS", 500)
    threads = threading.active_count()
    with closing(KafkaBus(own)) as bus:
        for call in (bus.ensure_topics, lambda: bus.publish(ARTICLES, []), lambda: bus.subscribe("tag", [ARTICLES])):
            with pytest.raises(BrokerError, match=rf"127.0.0.1:{own.broker_port} cannot be reached"):
                call()
    assert threading.active_count() == threads
