"""Writing to Kafka: a producer that waits for every acknowledgement, with and without transactions."""

import contextlib
from collections.abc import Iterable
from typing import Any

from kafka import KafkaProducer
from kafka.errors import KafkaError

from straitwatch.bus.options import connection
from straitwatch.bus.port import Outgoing
from straitwatch.errors import BrokerError, RecordError
from straitwatch.settings import Settings
from straitwatch.topics import MAX_RECORD

ATTEMPTS = "straitwatch-attempts"
"""Header that counts the tries of a record; absent at the first."""

TRANSACTION_MS = 15_000
"""A transaction open longer than this is aborted by the brokers; it spans only the writing, not the models' work."""

FLUSH_SECONDS = 60.0


def producer(settings: Settings, client: str, transactional_id: str | None = None) -> Any:
    """Return a connected idempotent producer that waits for all replicas.

    Raises:
        BrokerError: the brokers cannot be reached.
    """
    try:
        return KafkaProducer(
            **connection(settings, client),
            transactional_id=transactional_id,
            transaction_timeout_ms=TRANSACTION_MS,
            enable_idempotence=True,
            acks="all",
            compression_type="zstd",
            linger_ms=5,
            batch_size=262_144,
            max_request_size=MAX_RECORD + 65_536,
            max_block_ms=20_000,
            delivery_timeout_ms=45_000,
            request_timeout_ms=20_000,
            allow_auto_create_topics=False,
            metrics_enabled=False,
        )
    except (KafkaError, OSError) as error:
        raise BrokerError(unreachable(settings, error)) from error


def unreachable(settings: Settings, error: BaseException) -> str:
    """Return what to tell a user whose brokers do not answer."""
    where = "STRAITWATCH_KAFKA" if settings.kafka else "`straitwatch broker` or `straitwatch up`"
    return f"Kafka at {settings.bootstrap} cannot be reached ({error or type(error).__name__}); check {where}"


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
