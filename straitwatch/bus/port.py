"""What the program needs of a message bus: values, and two protocols that every adapter fulfils.

Names of topics and groups are the plain ones ("articles", "tag"); an adapter puts `Settings.kafka_prefix` before them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from straitwatch.topics import ALL_TOPICS, Topic
from straitwatch.wire import encode

P = TypeVar("P")


@dataclass(frozen=True)
class Record:
    """Bytes as they lie on a topic.

    `at` is the record's time in UTC; `attempts` how often the record was tried, this time included.
    """

    topic: str
    partition: int
    offset: int
    key: str
    value: bytes | None
    at: datetime
    attempts: int = 1


@dataclass(frozen=True)
class Outgoing:
    """Bytes to be written to a topic.

    The key chooses the partition unless `partition` names it. `attempts` counts the tries of a record sent again.
    """

    topic: str
    key: str
    value: bytes
    partition: int | None = None
    attempts: int = 1


@dataclass(frozen=True)
class Lag:
    """How far a group is behind on one partition: `committed` is its next offset, `end` that of the next record."""

    topic: str
    partition: int
    committed: int
    end: int

    @property
    def behind(self) -> int:
        """Number of offsets the group has yet to pass."""
        return max(0, self.end - self.committed)


def outgoing(topic: Topic[P], payload: P) -> Outgoing:
    """Return the record of a payload, ready to be sent.

    Raises:
        RecordError: the payload cannot be written, or is larger than a record may be.
    """
    return Outgoing(topic.name, topic.key(payload), encode(topic, payload))


class Source(Protocol):
    """A member of a consumer group. It belongs to one thread."""

    def poll(self, limit: int, wait: float) -> tuple[Record, ...]:
        """Return up to `limit` committed records, waiting up to `wait` seconds for the first.

        Records that were returned and not committed since are returned again, as far as this member still owns
        their partitions.

        Raises:
            BrokerError: the brokers cannot be reached or refuse this member.
        """
        ...

    def commit(self, records: Sequence[Record], send: Sequence[Outgoing] = ()) -> bool:
        """Write `send` and mark `records`, all that the last poll returned, as done: both or neither.

        Returns False if the partitions went to another member in the meantime: nothing was written then, and whoever
        owns them reads the records again.

        Raises:
            Fenced: another worker runs under this member's name.
            BrokerError: nothing was written; the next poll returns the records again.
        """
        ...

    def close(self) -> None:
        """Leave the group."""
        ...

    def __enter__(self) -> Self:
        """Return the source."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the group."""
        ...


class Bus(Protocol):
    """A connection to the brokers. Every method raises BrokerError when they cannot be reached."""

    def ensure_topics(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> tuple[str, ...]:
        """Create the topics that are missing, add partitions that are missing; return the names of new topics."""
        ...

    def publish(self, topic: Topic[P], payloads: Iterable[P]) -> int:
        """Write payloads and wait until all replicas have them; return how many.

        Raises:
            RecordError: a payload cannot be written; those before it were.
            BrokerError: a record was not acknowledged.
        """
        ...

    def subscribe(self, group: str, topics: Sequence[Topic[Any]], member: str = "") -> Source:
        """Join a consumer group; a group new to a topic starts at its oldest record.

        A `member` name is held by one worker at a time: a newer one fences the older one out. Without one, each
        source has a name of its own.
        """
        ...

    def read(self, topic: Topic[Any]) -> Iterator[Record]:
        """Yield every committed record there is on a topic now, partition by partition, outside any group."""
        ...

    def record_at(self, topic: Topic[Any], partition: int, offset: int) -> Record | None:
        """Return the record at one place, or None if retention has removed it."""
        ...

    def lag(self, group: str, topics: Sequence[Topic[Any]]) -> tuple[Lag, ...]:
        """Return a group's lag on every partition, in order."""
        ...

    def ends(self, topic: Topic[Any]) -> dict[int, int]:
        """Return the offset of the next record of every partition."""
        ...

    def describe(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> dict[str, dict[str, str]]:
        """Return partitions, replicas and configuration of the topics that exist, by name."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...
