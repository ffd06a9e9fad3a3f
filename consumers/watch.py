"""store -> watch -> [alerts]: evaluates the alert rules on new statements and on the clock."""

import logging
import threading
from collections.abc import Sequence

from consumers.metrics import WatchMetrics
from consumers.worker import backoff
from straitwatch.actor import load_actors
from straitwatch.alert_log import mark_published, unpublished
from straitwatch.alert_round import Signature, evaluate_all, signature
from straitwatch.alert_store import AlertStore
from straitwatch.bus import Bus, KafkaBus
from straitwatch.clock import monotonic
from straitwatch.engine import reading, writing
from straitwatch.errors import BrokerError, StoreError
from straitwatch.lease import Lease
from straitwatch.settings import Settings
from straitwatch.store import Store
from straitwatch.topics import ALERTS

log = logging.getLogger(__name__)

PAUSE = 2.0
"""Seconds between looks at the store."""
REST = 4.0
"""A round is followed by a rest of so many times its own length, so that a large store is not read all the time."""


class Watch:
    """The evaluator; of several that run at once the one that holds the lease works."""

    def __init__(
        self,
        store: Store,
        bus: Bus,
        actors: Sequence[str],
        lease: Lease | None = None,
        metrics: WatchMetrics | None = None,
    ) -> None:
        self._store, self._bus, self._actors = store, bus, actors
        self._metrics = metrics or WatchMetrics()
        self._lease = lease or Lease(store.engine, "watch", store.clock)
        self._done: Signature | None = None

    def step(self) -> int:
        """Evaluate if anything has changed, publish what is not published yet; return how many transitions were new.

        Raises:
            StoreError, BrokerError: what was not stored or published yet is so by a later step.
        """
        if not self._lease.held():
            self._done = None
            return 0
        now = self._store.clock()
        found = signature(self._store, now)
        new = 0
        if found != self._done:
            began = monotonic()
            made = evaluate_all(self._store, self._actors, now, self._lease)
            if made is None:
                return 0
            new, self._done = made, found
            self._metrics.evaluated(monotonic() - began)
        self._publish()
        return new

    def _publish(self) -> None:
        while True:
            with reading(self._store.engine) as connection:
                waiting = unpublished(connection)
            if not waiting:
                return
            self._bus.publish(ALERTS, waiting)
            with writing(self._store.engine) as connection:
                mark_published(connection, [one.id for one in waiting])
            for one in waiting:
                self._metrics.published(one.after)
                log.info("%s, %s: %s -> %s: %s", one.rule_name, one.subject, one.before, one.after, one.reason)

    def run(self, stop: threading.Event) -> None:
        """Step until `stop` is set; give the lease back at the end."""
        failures = 0
        while not stop.is_set():
            began = monotonic()
            try:
                self.step()
                failures = 0
            except (StoreError, BrokerError) as error:
                failures += 1
                self._metrics.failed()
                log.warning("watch: %s; trying again", error)
            stop.wait(backoff(failures) if failures else max(PAUSE, REST * (monotonic() - began)))
        self._lease.release()


def run_watch(settings: Settings, stop: threading.Event, metrics: WatchMetrics | None = None) -> None:
    """Run the watch worker until `stop` is set.

    Raises:
        RuleError: the rule file of STRAITWATCH_RULES is wrong.
    """
    actors = load_actors(settings.actors).names
    with Store.open(settings.store_url, half_life_days=settings.half_life_days) as store:
        AlertStore(store, actors).provision(settings.rules)
        bus = KafkaBus(settings)
        try:
            bus.ensure_topics()
            Watch(store, bus, actors, metrics=metrics).run(stop)
        finally:
            bus.close()
