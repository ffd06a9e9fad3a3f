"""[alerts] -> notify -> contact points: puts transitions into the outbox, and sends what is due."""

import logging
import threading
from collections.abc import Sequence

from consumers.metrics import NotifyMetrics
from consumers.worker import Options, Outcome, Worker
from straitwatch.bus import Bus, KafkaBus
from straitwatch.delivery import Post, charts_from, deliver, http_post, no_charts
from straitwatch.engine import reading, writing
from straitwatch.errors import RuleError
from straitwatch.lease import Lease
from straitwatch.notice import Told
from straitwatch.outbox import Message, compose, due_messages, enqueue, settle, waiting
from straitwatch.settings import Settings
from straitwatch.store import Store
from straitwatch.told import told_of
from straitwatch.topics import ALERTS, Transition

log = logging.getLogger(__name__)


class Notify:
    """The outbox's two ends: `handle` fills it from [alerts], `send` empties it; one notifier sends at a time."""

    def __init__(
        self,
        store: Store,
        lease: Lease | None = None,
        post: Post = http_post,
        metrics: NotifyMetrics | None = None,
    ) -> None:
        self._store, self._post = store, post
        self._metrics = metrics or NotifyMetrics()
        self._lease = lease or Lease(store.engine, "notify", store.clock)

    def handle(self, batch: Sequence[Transition]) -> list[Outcome]:
        """Put a batch of transitions into the outbox in one transaction; doing it twice changes nothing.

        Raises:
            StoreError: nothing was stored; the batch is handed in again later.
        """
        with writing(self._store.engine) as connection:
            for transition in batch:
                enqueue(connection, transition, self._store.clock())
        return [[] for _ in batch]

    def send(self) -> int:
        """Send the messages that are due; return how many were delivered.

        Raises:
            StoreError: what was sent and not noted is sent again with the same idempotency key.
        """
        if not self._lease.held():
            return 0
        with writing(self._store.engine) as connection:
            compose(connection, self._store.clock())
        with reading(self._store.engine) as connection:
            messages = due_messages(connection, self._store.clock())
        delivered = 0
        for message, told in zip(messages, told_of(self._store, messages), strict=True):
            if not self._lease.held():
                break
            error = self._try(message, told)
            with writing(self._store.engine) as connection:
                state = settle(connection, message, error, self._store.clock())
            self._metrics.tried(state)
            delivered += state == "sent"
            if error:
                log.warning("message %s, try %d: %s", message.id, message.attempts + 1, error)
            if state == "dead":
                log.error("message %s is given up; `straitwatch alerts outbox` lists it", message.id)
        with reading(self._store.engine) as connection:
            self._metrics.waiting(waiting(connection))
        return delivered

    def _try(self, message: Message, told: Sequence[Told]) -> str:
        """Send a message; only the first try has charts, so that a channel that refuses them gets the words."""
        if message.contact is None:
            return "the contact point was deleted"
        draw = no_charts if message.attempts else charts_from(self._store, told, message.created)
        try:
            return deliver(message.contact, message.id, message.created, told, self._store.clock(), self._post, draw)
        except RuleError as error:
            return str(error)


def _send(notify: Notify) -> None:
    notify.send()


def run_notify(settings: Settings, stop: threading.Event, metrics: NotifyMetrics | None = None) -> None:
    """Run the notify worker until `stop` is set."""
    with Store.open(settings.store_url, half_life_days=settings.half_life_days) as store:
        bus: Bus = KafkaBus(settings)
        metrics = metrics or NotifyMetrics()
        notify = Notify(store, metrics=metrics)
        try:
            bus.ensure_topics()
            worker = Worker(bus, "notify", ALERTS, notify, Options(batch=100, wait=1.0), metrics=metrics)
            worker.run(stop, idle=lambda: _send(notify))
        finally:
            bus.close()
