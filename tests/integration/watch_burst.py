"""A burst under alert rules while the watch worker is killed again and again; used by the crash test and benchmark."""

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from sqlalchemy import select

from straitwatch.alert_log import AlertLog
from straitwatch.alert_schema import alert_leases
from straitwatch.alert_store import AlertStore
from straitwatch.backtest import backtest
from straitwatch.bus import KafkaBus
from straitwatch.clock import system_clock
from straitwatch.contact import Contact, Route
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.engine import reading
from straitwatch.outbox_log import deliveries
from straitwatch.rules import Rule
from straitwatch.settings import Settings
from straitwatch.store import Store
from straitwatch.topics import ALERTS
from straitwatch.wire import decode
from tests.made_taggings import said, tagging

TARGETS = (("Beijing", "Tokyo"), ("Beijing", "Taipei"), ("Tokyo", "Taipei"))
RULE = Rule("Hostile words", OneStatement(0.8), id="hostile-words", recover_hours=0.3)


@dataclass(frozen=True)
class Outcome:
    """What came of a burst: alerts expected, alerts told, how often each idempotency key was sent, and the errors."""

    expected: int
    stored: int
    published: int
    keys: Counter[str]
    told: Counter[str]
    missing: tuple[str, ...]
    doubled: tuple[str, ...]
    kills: int


@contextmanager
def webhook(keys: list[str], told: list[tuple[str, str, str, str]]) -> Iterator[str]:
    """Run a webhook that notes idempotency keys, and what each message tells of."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            key = self.headers["Idempotency-Key"]
            keys.append(key)
            told.extend((key, one["kind"], one["subject"], one["at"]) for one in body["alerts"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/hook"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def burst(kafka: Settings, store_url: str, folder: Path, kills: int, statements: int, seed: int) -> Outcome:
    """Record hostile statements bit by bit, kill the watch at random moments, and see what was stored and told."""
    dice = random.Random(seed)
    keys: list[str] = []
    told: list[tuple[str, str, str, str]] = []
    running: list[subprocess.Popen[bytes]] = []
    env = os.environ | {
        "STRAITWATCH_KAFKA": kafka.kafka,
        "STRAITWATCH_KAFKA_PREFIX": kafka.kafka_prefix,
        "STRAITWATCH_STATE": str(folder),
        "STRAITWATCH_STORE": store_url,
    }

    def start(kind: str) -> subprocess.Popen[bytes]:
        with (folder / f"{kind}-{len(running)}.log").open("wb") as log:
            command = [sys.executable, "-m", "tests.integration.watch_child", kind]
            running.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))
        return running[-1]

    with webhook(keys, told) as address, Store.open(store_url) as store:
        with closing(KafkaBus(kafka)) as bus:
            bus.ensure_topics()
        alerts = AlertStore(store)
        alerts.save_rule(RULE, "test")
        alerts.save_contact(Contact("desk", address), "test")
        alerts.save_routes([Route(("desk",), group_minutes=0, cooldown_hours=0)], "test")
        begun = system_clock() - timedelta(hours=22)
        try:
            start("notify")
            watch = start("watch")
            _until(lambda: bool(AlertLog(store).standing()), "the watch did not start")
            made = 0
            for round_ in range(kills + 1):
                until = statements * (round_ + 1) // (kills + 1)
                while made < until:
                    speaker, target = TARGETS[made % 3]
                    at = begun + timedelta(hours=20) * made / statements
                    words = said(f"We will act on point {made}.", speaker, **{target: "hostile"})
                    store.record([tagging(at, words, title=f"Point {made}")])
                    made += 1
                if round_ < kills:
                    time.sleep(dice.uniform(0.0, 0.8))
                    holder = _holder(store)
                    watch.kill()
                    watch.wait()
                    watch = start("watch")
                    _until(partial(_changed, store, holder), "the next watch did not start")
            rule = alerts.rule(RULE.id)
            fired = [t for t in backtest(store, rule, begun, system_clock()).transitions if t.after == "firing"]
            _until(lambda: _settled(store, len(fired)), "the alerts were not all told")
        finally:
            for child in running:
                child.terminate()
            for child in running:
                child.wait(30)
        expected = {t.id for t in backtest(store, rule, begun, system_clock()).transitions if t.before == "normal"}
        stored = {e.transition.id for e in AlertLog(store).history(limit=100_000) if e.transition.before == "normal"}
        with closing(KafkaBus(kafka)) as bus:
            published = {decode(ALERTS, record.value).id for record in bus.read(ALERTS)}
    by_alert: dict[tuple[str, str, str], set[str]] = {}
    for key, *alert in told:
        by_alert.setdefault((alert[0], alert[1], alert[2]), set()).add(key)
    counts = Counter("/".join(alert) for alert, of in by_alert.items() for _ in of)
    missing = tuple(sorted(expected - stored) + sorted(expected - published))
    doubled = tuple(alert for alert, number in counts.items() if number > 1)
    firing = Counter(alert for alert in counts if alert.startswith("firing"))
    return Outcome(len(expected), len(stored), len(published), Counter(keys), firing, missing, doubled, kills)


def _holder(store: Store) -> str:
    """Return who evaluates now."""
    with reading(store.engine) as connection:
        held = select(alert_leases.c.holder).where(alert_leases.c.name == "watch")
        return str(connection.scalar(held))


def _changed(store: Store, holder: str) -> bool:
    return _holder(store) != holder


def _settled(store: Store, number: int) -> bool:
    """Tell whether every beginning of an alert was told, and nothing waits."""
    found = deliveries(store, 100_000)
    told = sum(one.kind == "firing" and one.state == "sent" for one in found)
    return told >= number and all(one.state not in ("waiting", "sending") for one in found)


def _until(done: Callable[[], bool], what: str, seconds: float = 300.0) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise AssertionError(what)
        time.sleep(0.1)
