"""What the watch and notify workers count, and that their pages show it."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from made_taggings import START, said, tagging
from typer.testing import CliRunner

from consumers import commands
from consumers.metrics import NotifyMetrics, WatchMetrics
from consumers.notify import Notify
from consumers.watch import Watch
from straitwatch.actor import CAPITALS
from straitwatch.alert_store import AlertStore
from straitwatch.clock import ManualClock
from straitwatch.contact import Contact, Route
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.memory_bus import MemoryBus
from straitwatch.rules import Match, Rule
from straitwatch.store import Store
from straitwatch.topics import ALERTS
from straitwatch.wire import decode

NOW = START + timedelta(days=20)
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", clock) as opened:
        alerts = AlertStore(opened)
        rule = Rule("Hostile", OneStatement(0.8), recover_hours=2, match=Match(dyads=("Tokyo-Beijing",)))
        alerts.save_rule(rule, "Ada")
        alerts.save_contact(Contact("desk", "https://desk.example/hook"), "Ada")
        alerts.save_routes([Route(("desk",), group_minutes=10)], "Ada")
        opened.record([tagging(NOW - HOUR, said("We will strike.", Tokyo="hostile"))])
        yield opened


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def page(port: int) -> str:
    return httpx.get(f"http://127.0.0.1:{port}/metrics").text


def test_the_watch_counts_rounds_and_transitions(store: Store, bus: MemoryBus, clock: ManualClock) -> None:
    metrics = WatchMetrics()
    watch = Watch(store, bus, CAPITALS, metrics=metrics)
    watch.step()
    watch.step()
    assert metrics.value("straitwatch_rounds_total") == 1
    clock.now += 4 * HOUR
    watch.step()
    assert metrics.value("straitwatch_rounds_total", worker="watch") == 2
    assert metrics.value("straitwatch_round_seconds_count") == 2
    assert metrics.value("straitwatch_round_seconds_sum") > 0
    assert metrics.value("straitwatch_last_round_seconds") > 0
    states = {state: metrics.value("straitwatch_transitions_total", state=state) for state in ("firing", "normal")}
    assert states == {"firing": 1, "normal": 1}
    assert Watch(store, bus, CAPITALS, metrics=WatchMetrics()).step() == 0


def test_a_watch_without_the_lease_counts_no_rounds(store: Store, bus: MemoryBus) -> None:
    Watch(store, bus, CAPITALS).step()
    second = WatchMetrics()
    Watch(store, bus, CAPITALS, metrics=second).step()
    assert second.value("straitwatch_rounds_total") == 0


def test_a_watch_counts_steps_that_fail(store: Store, bus: MemoryBus) -> None:
    metrics, stop = WatchMetrics(), threading.Event()
    bus.down = True
    watch = Watch(store, bus, CAPITALS, metrics=metrics)
    running = threading.Thread(target=watch.run, args=(stop,))
    running.start()
    while not metrics.value("straitwatch_failures_total"):
        stop.wait(0.02)
    stop.set()
    running.join(30)
    assert metrics.value("straitwatch_transitions_total") == 0


def test_notify_counts_deliveries_by_result_and_what_waits(store: Store, bus: MemoryBus, clock: ManualClock) -> None:
    Watch(store, bus, CAPITALS).step()
    metrics, answers = NotifyMetrics(), [200]
    notify = Notify(store, post=lambda *_: answers[-1], metrics=metrics)

    def result(name: str) -> float:
        return metrics.value("straitwatch_deliveries_total", result=name)

    notify.handle([decode(ALERTS, record.value) for record in bus.read(ALERTS)])
    notify.send()
    assert metrics.value("straitwatch_outbox_waiting") == 1
    answers.append(500)
    clock.now += HOUR
    notify.send()
    assert (result("sent"), result("sending"), metrics.value("straitwatch_outbox_waiting")) == (0, 1, 1)
    for _ in range(9):
        clock.now += 3 * HOUR
        notify.send()
    assert (result("sending"), result("dead"), metrics.value("straitwatch_outbox_waiting")) == (9, 1, 0)
    answers.append(200)
    clock.now += 3 * HOUR
    Watch(store, bus, CAPITALS).step()
    notify.handle([decode(ALERTS, record.value) for record in bus.read(ALERTS)])
    clock.now += HOUR
    notify.send()
    assert result("sent") == 1


@pytest.mark.parametrize(("name", "kind"), [("watch", WatchMetrics), ("notify", NotifyMetrics)])
def test_the_page_of_the_command_shows_what_its_loop_counts(
    name: str, kind: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    port, seen = free_port(), []

    def run(settings: object, stop: object, metrics: Any) -> None:
        assert type(metrics) is kind
        if name == "watch":
            metrics.evaluated(0.25)
            metrics.published("firing")
        else:
            metrics.tried("sent")
            metrics.waiting(7)
        seen.append(page(port))

    monkeypatch.setattr(f"consumers.{name}.run_{name}", run)
    monkeypatch.setattr(commands, "stop_on_signals", threading.Event)
    result = CliRunner().invoke(commands.app, [name, "--metrics-port", str(port)])
    assert result.exit_code == 0, result.output
    lines = {
        "watch": ('straitwatch_rounds_total{worker="watch"} 1.0', 'state="firing",worker="watch"} 1.0'),
        "notify": ('result="sent",worker="notify"} 1.0', 'straitwatch_outbox_waiting{worker="notify"} 7.0'),
    }
    assert all(line in seen[0] for line in lines[name])
