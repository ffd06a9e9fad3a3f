"""The bus in memory: the fake of `straitwatch.bus.KafkaBus`, for tests and for trying a worker without brokers.

It keeps to the same contract: groups share partitions, a member's uncommitted records are read again, results and
offsets are written together or not at all.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from threading import RLock
from types import TracebackType
from typing import Any, Self, TypeVar
from zlib import crc32

from straitwatch.bus.port import Lag, Outgoing, Record, Source, outgoing
from straitwatch.clock import Clock, system_clock
from straitwatch.errors import BrokerError, Fenced
from straitwatch.topics import ALL_TOPICS, Topic

P = TypeVar("P")


@dataclass
class Group:
    """A consumer group: its members in the order they joined, and its next offset on each partition."""

    members: list["MemorySource"] = field(default_factory=list)
    offsets: dict[tuple[str, int], int] = field(default_factory=dict)


class MemoryBus:
    """See `straitwatch.bus.port.Bus`. `down` makes every call fail, as brokers that are gone do."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self.clock = clock
        self.down = False
        self.lock = RLock()
        self.logs: dict[str, list[list[Record]]] = {}
        self.groups: dict[str, Group] = defaultdict(Group)
        self._configs: dict[str, dict[str, str]] = {}

    def ensure_topics(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> tuple[str, ...]:
        """See `Bus.ensure_topics`."""
        self.check()
        created = tuple(topic.name for topic in topics if topic.name not in self.logs)
        for topic in topics:
            log = self.logs.setdefault(topic.name, [])
            log.extend([] for _ in range(topic.partitions - len(log)))
            self._configs[topic.name] = topic.config()
        return created

    def publish(self, topic: Topic[P], payloads: Iterable[P]) -> int:
        """See `Bus.publish`."""
        count = 0
        for payload in payloads:
            self.write([outgoing(topic, payload)])
            count += 1
        return count

    def subscribe(self, group: str, topics: Sequence[Topic[Any]], member: str = "") -> Source:
        """See `Bus.subscribe`."""
        self.check()
        source = MemorySource(self, group, [topic.name for topic in topics], member)
        with self.lock:
            for other in self.groups[group].members:
                other.fenced = other.fenced or bool(member and other.member == member)
            self.groups[group].members.append(source)
        return source

    def read(self, topic: Topic[Any]) -> Iterator[Record]:
        """See `Bus.read`."""
        for partition in list(self.log(topic.name)):
            yield from list(partition)

    def record_at(self, topic: Topic[Any], partition: int, offset: int) -> Record | None:
        """See `Bus.record_at`."""
        records = self.log(topic.name)[partition]
        return records[offset] if offset < len(records) else None

    def lag(self, group: str, topics: Sequence[Topic[Any]]) -> tuple[Lag, ...]:
        """See `Bus.lag`."""
        offsets = self.groups[group].offsets
        return tuple(
            Lag(topic.name, partition, offsets.get((topic.name, partition), 0), end)
            for topic in sorted(topics, key=lambda t: t.name)
            for partition, end in self.ends(topic).items()
        )

    def ends(self, topic: Topic[Any]) -> dict[int, int]:
        """See `Bus.ends`."""
        return {number: len(records) for number, records in enumerate(self.log(topic.name))}

    def describe(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> dict[str, dict[str, str]]:
        """See `Bus.describe`."""
        self.check()
        return {
            topic.name: {
                "partitions": str(len(self.logs[topic.name])),
                "replicas": "1",
                **self._configs[topic.name],
            }
            for topic in topics
            if topic.name in self.logs
        }

    def close(self) -> None:
        """See `Bus.close`. What was written stays."""

    def check(self) -> None:
        """Raise BrokerError while the bus is down."""
        if self.down:
            raise BrokerError("the bus in memory is down")

    def log(self, topic: str) -> list[list[Record]]:
        """Return the partitions of a topic."""
        self.check()
        if topic not in self.logs:
            raise BrokerError(f"the topic {topic} does not exist; `straitwatch topics create` makes it")
        return self.logs[topic]

    def write(self, records: Sequence[Outgoing]) -> None:
        """Append records, each to the partition of its key."""
        places = [self.log(record.topic) for record in records]
        for record, log in zip(records, places, strict=True):
            if record.partition is not None and record.partition >= len(log):
                raise BrokerError(f"{record.topic} has no partition {record.partition}")
        for record, log in zip(records, places, strict=True):
            number = crc32(record.key.encode()) % len(log) if record.partition is None else record.partition
            at = self.clock()
            at = at.replace(microsecond=at.microsecond // 1000 * 1000)
            log[number].append(
                Record(record.topic, number, len(log[number]), record.key, record.value, at, record.attempts)
            )


class MemorySource:
    """See `straitwatch.bus.port.Source`. The members of a group take the partitions in turn."""

    def __init__(self, bus: MemoryBus, group: str, topics: Sequence[str], member: str) -> None:
        self._bus = bus
        self._group = bus.groups[group]
        self._name = group
        self._topics = topics
        self._read: set[tuple[str, int]] = set()
        self.member = member
        self.fenced = False

    def poll(self, limit: int, wait: float) -> tuple[Record, ...]:
        """See `Source.poll`. It never waits."""
        del wait
        self._bus.check()
        self._refuse_fenced()
        found: list[Record] = []
        with self._bus.lock:
            for topic, number in self._mine():
                start = self._group.offsets.get((topic, number), 0)
                found += self._bus.log(topic)[number][start : start + limit - len(found)]
        self._read = {(record.topic, record.partition) for record in found}
        return tuple(found)

    def commit(self, records: Sequence[Record], send: Sequence[Outgoing] = ()) -> bool:
        """See `Source.commit`."""
        self._bus.check()
        self._refuse_fenced()
        with self._bus.lock:
            if not self._read <= set(self._mine()):
                return False
            self._bus.write(send)
            for record in records:
                self._group.offsets[record.topic, record.partition] = record.offset + 1
        return True

    def close(self) -> None:
        """See `Source.close`."""
        with self._bus.lock:
            if self in self._group.members:
                self._group.members.remove(self)

    def __enter__(self) -> Self:
        """Return the source."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the group."""
        self.close()

    def _mine(self) -> list[tuple[str, int]]:
        members = self._group.members
        if self not in members:
            return []
        places = [(topic, number) for topic in self._topics for number in range(len(self._bus.log(topic)))]
        return places[members.index(self) :: len(members)]

    def _refuse_fenced(self) -> None:
        if self.fenced:
            raise Fenced(
                f"another worker runs as {self.member!r} in the group {self._name!r}; "
                "give each worker a name of its own"
            )
