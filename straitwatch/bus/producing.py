"""Writing to Kafka: a producer that waits for every acknowledgement, with and without transactions."""

import contextlib
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from straitwatch.bus.options import connect
from straitwatch.bus.port import Outgoing
from straitwatch.errors import BrokerError, RecordError
from straitwatch.settings import Settings
from straitwatch.topics import MAX_RECORD

ATTEMPTS = "straitwatch-attempts"
"""Header that counts the tries of a record; absent at the first."""

TRANSACTION_MS = 15_000
"""A transaction open longer than this is aborted by the brokers; it spans only the writing, not the models' work."""

DELIVERY_MS = {True: 12_000, False: 30_000}
"""How long a record may wait for its acknowledgement, in a transaction and outside: no longer than the transaction."""

FLUSH_SECONDS = 35.0
SETTLE_SECONDS = 20.0
"""How long the brokers may take over one step of a transaction."""


def producer(settings: Settings, client: str, transactional_id: str | None = None) -> Any:
    """Return a connected idempotent producer that waits for all replicas.

    Raises:
        BrokerError: the brokers cannot be reached.
    """
    return connect(
        KafkaProducer,
        settings,
        client,
        transactional_id=transactional_id,
        transaction_timeout_ms=TRANSACTION_MS,
        enable_idempotence=True,
        acks="all",
        compression_type="zstd",
        linger_ms=5,
        batch_size=262_144,
        max_request_size=MAX_RECORD + 65_536,
        max_block_ms=20_000,
        delivery_timeout_ms=DELIVERY_MS[transactional_id is not None],
        request_timeout_ms=8_000,
        allow_auto_create_topics=False,
        metrics_enabled=False,
    )


def send_all(link: Any, prefix: str, records: Iterable[Outgoing]) -> int:
    """Send records and wait until each is acknowledged; return how many.

    Raises:
        BrokerError: the first record that was refused or not acknowledged in time.
        RecordError: as `records` raises it; those before were sent.
    """
    futures = []
    try:
        for record in records:
            futures.append(  # noqa: PERF401 - a failed send must leave the earlier ones waited for
                link.send(
                    prefix + record.topic,
                    key=record.key.encode() if record.key else None,
                    value=record.value,
                    partition=record.partition,
                    headers=[(ATTEMPTS, str(record.attempts).encode())] if record.attempts > 1 else [],
                )
            )
        link.flush(timeout=FLUSH_SECONDS)
        for future in futures:
            future.get(timeout=FLUSH_SECONDS)
    except RecordError:
        link.flush(timeout=FLUSH_SECONDS)
        raise
    except (KafkaError, ValueError) as error:
        raise BrokerError(f"a record was not acknowledged: {type(error).__name__}: {error}") from error
    return len(futures)


def close(link: Any) -> None:
    """Close a producer that has nothing left to say; one whose brokers are gone is let go."""
    with contextlib.suppress(KafkaError):
        link.close(timeout=5)


def within(seconds: float, call: Callable[..., Any], *words: Any) -> None:
    """Make a call of the client that has no time limit of its own; it is left to itself when the time is over.

    Raises:
        BrokerError: the time is over.
        KafkaError: as the call raises it.
    """
    ended: queue.SimpleQueue[KafkaError | None] = queue.SimpleQueue()

    def run() -> None:
        try:
            call(*words)
        except KafkaError as error:
            ended.put(error)
        else:
            ended.put(None)

    threading.Thread(target=run, daemon=True, name="straitwatch-transaction").start()
    try:
        error = ended.get(timeout=seconds)
    except queue.Empty:
        raise BrokerError(f"the brokers did not settle a transaction within {seconds:.0f} s") from None
    if error is not None:
        raise error
