"""A member of a Kafka consumer group whose results and offsets are written in one transaction."""

import logging
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from kafka import ConsumerGroupMetadata, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.cooperative_sticky import CooperativeStickyAssignor
from kafka.errors import (
    CommitFailedError,
    FencedInstanceIdError,
    IllegalGenerationError,
    InvalidProducerEpochError,
    KafkaError,
    ProducerFencedError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from kafka.structs import MemberState

from straitwatch.bus.options import connect
from straitwatch.bus.port import Outgoing, Record
from straitwatch.bus.producing import ATTEMPTS, SETTLE_SECONDS, close, producer, send_all, within
from straitwatch.errors import BrokerError, Fenced
from straitwatch.settings import Settings
from straitwatch.topics import MAX_RECORD

log = logging.getLogger(__name__)

SESSION_MS = 9_000
"""A member silent for this long is replaced."""

HEARTBEAT_MS = 1_000
"""Also how soon a member hears that partitions are to be shared anew."""

MAX_POLL_MS = 300_000
REQUEST_MS = 15_000

_LOST = (CommitFailedError, RebalanceInProgressError, IllegalGenerationError, UnknownMemberIdError)
_FENCED = (ProducerFencedError, InvalidProducerEpochError, FencedInstanceIdError)


def consumer(settings: Settings, client: str, group: str | None) -> Any:
    """Return a connected consumer of committed records that starts at the oldest and commits nothing by itself.

    Raises:
        BrokerError: the brokers cannot be reached.
    """
    return connect(
        KafkaConsumer,
        settings,
        client,
        group_id=group,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        allow_auto_create_topics=False,
        partition_assignment_strategy=[CooperativeStickyAssignor],
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
        max_poll_interval_ms=MAX_POLL_MS,
        max_partition_fetch_bytes=MAX_RECORD + 65_536,
        fetch_max_wait_ms=250,
        request_timeout_ms=20_000,
        metrics_enabled=False,
    )


def _fence_of(error: KafkaError | BrokerError) -> BaseException:
    """Return why a record was refused, where another producer had taken the name, else the error itself.

    The client takes a refused epoch for a thing to recover from and does not keep it as the transaction's last error.
    """
    return error.__cause__ if isinstance(error.__cause__, _FENCED) else error


def record_of(message: Any, prefix: str) -> Record:
    """Return the client's message as a record."""
    headers = dict(message.headers or ())
    return Record(
        topic=message.topic.removeprefix(prefix),
        partition=message.partition,
        offset=message.offset,
        key=(message.key or b"").decode("utf-8", "replace"),
        value=message.value,
        at=datetime.fromtimestamp(message.timestamp / 1000, UTC),
        attempts=int(headers.get(ATTEMPTS, b"1")),
    )


class KafkaSource:
    """See `straitwatch.bus.port.Source`.

    The group's generation is noted when records are read and checked by the brokers when their results are written,
    so that a worker that was taken for dead cannot write. After any failed transaction the producer is built anew:
    the client keeps unsent offsets of an aborted transaction and would send them with the next one.
    """

    def __init__(self, settings: Settings, group: str, topics: Sequence[str], member: str = "") -> None:
        self._settings = settings
        self._prefix = settings.kafka_prefix
        self._group = self._prefix + group
        self._named = bool(member)
        self._name = member or uuid.uuid4().hex[:12]
        self._open = False
        self._passed: dict[TopicPartition, int] = {}
        self._producer: Any = None
        self._unsettled = False
        self._generation: ConsumerGroupMetadata | None = None
        self._consumer = consumer(settings, f"{group}-{self._name}", self._group)
        self._consumer.subscribe([self._prefix + topic for topic in topics])

    def poll(self, limit: int, wait: float) -> tuple[Record, ...]:
        """See `Source.poll`. An idle poll also commits past the markers that transactions leave behind records."""
        try:
            if self._open:
                self._rewind()
            self._go_on_joining()
            batches = self._consumer.poll(timeout_ms=int(wait * 1000), max_records=limit)
            if not batches:
                self._pass_markers()
                return ()
            self._open = True
            self._generation = self._consumer.group_metadata()
        except _LOST as error:
            log.info("the group %s is being rebalanced: %s", self._group, type(error).__name__)
            return ()
        except _FENCED as error:
            raise self._fenced(error) from error
        except KafkaError as error:
            raise BrokerError(f"reading from Kafka failed: {type(error).__name__}: {error}") from error
        return tuple(record_of(message, self._prefix) for batch in batches.values() for message in batch)

    def commit(self, records: Sequence[Record], send: Sequence[Outgoing] = ()) -> bool:
        """See `Source.commit`. Without anything to send, only the offsets are committed."""
        offsets: dict[TopicPartition, OffsetAndMetadata] = {}
        for record in records:
            place = TopicPartition(self._prefix + record.topic, record.partition)
            if place not in offsets or offsets[place].offset <= record.offset:
                offsets[place] = OffsetAndMetadata(record.offset + 1, "", -1)
        member = self._generation
        if member is None or member.generation_id < 0 or not member.member_id:
            return self._taken("put out of the group")
        try:
            if send:
                self._transact(send, offsets, member)
            else:
                self._consumer.commit(offsets, timeout_ms=REQUEST_MS)
        except _LOST as error:
            return self._taken(type(error).__name__)
        except _FENCED as error:
            if self._named:
                raise self._fenced(error) from error
            raise BrokerError("the brokers gave up a transaction that took too long; it is done again") from error
        except KafkaError as error:
            raise BrokerError(f"writing to Kafka failed: {type(error).__name__}: {error}") from error
        self._passed |= {place: offset.offset for place, offset in offsets.items()}
        self._open = False
        return True

    def close(self) -> None:
        """See `Source.close`."""
        if self._producer is not None:
            close(self._producer)
        self._consumer.close(autocommit=False, timeout_ms=5_000)

    def __enter__(self) -> Self:
        """Return the source."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the group."""
        self.close()

    def _transact(
        self,
        send: Sequence[Outgoing],
        offsets: dict[TopicPartition, OffsetAndMetadata],
        generation: ConsumerGroupMetadata,
    ) -> None:
        link = self._transactional()
        try:
            link.begin_transaction()
            send_all(link, self._prefix, send)
            within(SETTLE_SECONDS, link.send_offsets_to_transaction, offsets, generation)
            within(SETTLE_SECONDS, link.commit_transaction)
        except (KafkaError, BrokerError) as error:
            self._producer, self._unsettled = None, True
            root = link._transaction_manager.last_error or _fence_of(error)
            close(link)
            raise root from error

    def _transactional(self) -> Any:
        """Return the producer; a new one first ends what its predecessor left open."""
        if self._producer is None:
            link = producer(self._settings, self._name, f"{self._group}-{self._name}")
            try:
                link.init_transactions()
            except KafkaError:
                close(link)
                raise
            self._producer, self._unsettled = link, False
        return self._producer

    def _taken(self, why: str) -> bool:
        log.info("partitions of %s moved to another worker: %s", self._group, why)
        return False

    def _fenced(self, error: KafkaError) -> Fenced:
        return Fenced(
            f"another worker runs as {self._name!r} in the group {self._group!r} ({type(error).__name__}); "
            "give each worker a name of its own"
        )

    def _go_on_joining(self) -> None:
        """Have the client end a join that its last poll had no time for.

        It joins again when a topic's partitions change, and forgets that it must once it has sent the new assignment:
        a poll that ends before the answer would leave it outside the group for good, without heartbeats or an error.
        """
        if self._consumer.group_metadata().state == MemberState.REBALANCING:
            self._consumer._coordinator.request_rejoin()

    def _rewind(self) -> None:
        if self._unsettled:
            self._transactional()
        for place in self._consumer.assignment():
            offset = self._consumer.committed(place, timeout_ms=REQUEST_MS)
            if offset is None:
                self._consumer.seek_to_beginning(place)
            else:
                self._consumer.seek(place, offset)
        self._open = False

    def _pass_markers(self) -> None:
        places = {place: self._consumer.position(place, timeout_ms=REQUEST_MS) for place in self._consumer.assignment()}
        moved = {place: at for place, at in places.items() if at is not None and at > self._passed.get(place, 0)}
        if moved:
            self._consumer.commit({place: OffsetAndMetadata(at, "", -1) for place, at in moved.items()}, REQUEST_MS)
            self._passed |= moved
