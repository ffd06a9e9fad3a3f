"""The bus on Apache Kafka: topics, publishing, reading back, lag; groups are in `kafka_source`."""

import contextlib
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from kafka import IsolationLevel, KafkaAdminClient, OffsetSpec, TopicPartition
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import GroupIdNotFoundError, KafkaError, RetriableError, TopicAlreadyExistsError

from straitwatch.bus.kafka_source import KafkaSource, consumer, record_of
from straitwatch.bus.options import connect
from straitwatch.bus.port import Lag, Record, Source, outgoing
from straitwatch.bus.producing import close, producer, send_all
from straitwatch.clock import monotonic
from straitwatch.errors import BrokerError
from straitwatch.settings import Settings
from straitwatch.topics import ALL_TOPICS, ARTICLES, STATEMENTS, Topic

P = TypeVar("P")

CHUNK = 500
"""Records sent before their acknowledgements are waited for."""

PATIENCE_SECONDS = 15.0
"""How long brokers that are starting or electing are asked again."""

READ_SECONDS = 30.0
"""Longest silence while reading a topic back."""


class KafkaBus:
    """See `straitwatch.bus.port.Bus`. Connections are opened when they are first needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._prefix = settings.kafka_prefix
        self._admin_link: Any = None
        self._producer: Any = None

    def ensure_topics(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> tuple[str, ...]:
        """See `Bus.ensure_topics`."""
        admin = self._admin()
        created = []
        try:
            described = self._ask("the topics", "describe_topics")
            present = {t["name"]: len(t["partitions"]) for t in described if not t["error_code"]}
            for topic in topics:
                name, count = self._prefix + topic.name, self._partitions(topic)
                if name not in present:
                    wanted = {
                        "num_partitions": count,
                        "replication_factor": self._settings.kafka_replication,
                        "configs": topic.config(),
                    }
                    with contextlib.suppress(TopicAlreadyExistsError):
                        admin.create_topics({name: wanted})
                        created.append(topic.name)
                elif present[name] < count:
                    admin.create_partitions({name: count})
            admin.wait_for_topics([self._prefix + topic.name for topic in topics])
        except KafkaError as error:
            raise BrokerError(f"topics cannot be created: {type(error).__name__}: {error}") from error
        return tuple(created)

    def publish(self, topic: Topic[P], payloads: Iterable[P]) -> int:
        """See `Bus.publish`."""
        if self._producer is None:
            self._producer = producer(self._settings, "publish")
        records = (outgoing(topic, payload) for payload in payloads)
        sent = 0
        try:
            while count := send_all(self._producer, self._prefix, islice(records, CHUNK)):
                sent += count
        except BrokerError as error:
            close(self._producer)
            self._producer = None
            raise BrokerError(f"{error} ({sent} records of {topic.name} are safe)") from error
        return sent

    def subscribe(self, group: str, topics: Sequence[Topic[Any]], member: str = "") -> Source:
        """See `Bus.subscribe`."""
        return KafkaSource(self._settings, group, [topic.name for topic in topics], member)

    def read(self, topic: Topic[Any]) -> Iterator[Record]:
        """See `Bus.read`."""
        link = consumer(self._settings, "read", None)
        try:
            for partition, end in sorted(self.ends(topic).items()):
                yield from self._read_partition(link, TopicPartition(self._prefix + topic.name, partition), end)
        except KafkaError as error:
            raise BrokerError(f"{topic.name} cannot be read: {type(error).__name__}: {error}") from error
        finally:
            link.close(autocommit=False)

    def record_at(self, topic: Topic[Any], partition: int, offset: int) -> Record | None:
        """See `Bus.record_at`."""
        start = self._offsets(topic, OffsetSpec.EARLIEST).get(partition, 0)
        if not start <= offset < self.ends(topic).get(partition, 0):
            return None
        link = consumer(self._settings, "read", None)
        try:
            place = TopicPartition(self._prefix + topic.name, partition)
            found = self._read_partition(link, place, offset + 1, offset)
            return next((record for record in found if record.offset == offset), None)
        except KafkaError as error:
            raise BrokerError(f"{topic.name} cannot be read: {type(error).__name__}: {error}") from error
        finally:
            link.close(autocommit=False)

    def lag(self, group: str, topics: Sequence[Topic[Any]]) -> tuple[Lag, ...]:
        """See `Bus.lag`."""
        name = self._prefix + group
        ends = {(t.name, p): end for t in topics for p, end in self.ends(t).items()}
        starts = {(t.name, p): start for t in topics for p, start in self._offsets(t, OffsetSpec.EARLIEST).items()}
        asked = {place: TopicPartition(self._prefix + place[0], place[1]) for place in ends}
        try:
            found = self._ask(f"the offsets of {group}", "list_group_offsets", {name: list(asked.values())})
        except GroupIdNotFoundError:
            found = {}
        committed = found.get(name, {})
        return tuple(
            Lag(topic, partition, _offset(committed.get(asked[topic, partition]), starts[topic, partition]), end)
            for (topic, partition), end in sorted(ends.items())
        )

    def ends(self, topic: Topic[Any]) -> dict[int, int]:
        """See `Bus.ends`."""
        return self._offsets(topic, OffsetSpec.LATEST)

    def describe(self, topics: Sequence[Topic[Any]] = ALL_TOPICS) -> dict[str, dict[str, str]]:
        """See `Bus.describe`."""
        names = {self._prefix + topic.name: topic.name for topic in topics}
        found = [t for t in self._ask("the topics", "describe_topics", list(names)) if not t["error_code"]]
        asked = [ConfigResource(ConfigResourceType.TOPIC, t["name"]) for t in found]
        settings = self._ask("the topics", "describe_configs", asked).get("topic", {}) if asked else {}
        return {
            names[t["name"]]: {
                "partitions": str(len(t["partitions"])),
                "replicas": str(min(len(p["replica_nodes"]) for p in t["partitions"])),
                **{key: str(entry["value"]) for key, entry in settings.get(t["name"], {}).items()},
            }
            for t in found
        }

    def close(self) -> None:
        """See `Bus.close`."""
        if self._producer is not None:
            close(self._producer)
            self._producer = None
        if self._admin_link is not None:
            self._admin_link.close()
            self._admin_link = None

    def _admin(self) -> Any:
        if self._admin_link is None:
            self._admin_link = connect(KafkaAdminClient, self._settings, "admin", request_timeout_ms=20_000)
        return self._admin_link

    def _partitions(self, topic: Topic[Any]) -> int:
        return self._settings.articles_partitions if topic in (ARTICLES, STATEMENTS) else topic.partitions

    def _offsets(self, topic: Topic[Any], which: Any) -> dict[int, int]:
        name = self._prefix + topic.name
        (described,) = self._ask(f"the topic {name}", "describe_topics", [name])
        if described["error_code"]:
            raise BrokerError(f"the topic {name} does not exist; `straitwatch topics create` makes it")
        places = {TopicPartition(name, p["partition_index"]): which for p in described["partitions"]}
        found = self._ask(f"the offsets of {name}", "list_partition_offsets", places, IsolationLevel.READ_COMMITTED)
        return {place.partition: entry.offset for place, entry in sorted(found.items())}

    def _ask(self, what: str, call: str, *words: Any) -> Any:
        """Ask the brokers, again while they say that the answer will be there soon."""
        deadline = monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return getattr(self._admin(), call)(*words)
            except GroupIdNotFoundError:
                raise
            except KafkaError as error:
                if not isinstance(error, RetriableError) or monotonic() > deadline:
                    raise BrokerError(f"{what} cannot be read: {type(error).__name__}: {error}") from error
                time.sleep(0.1)

    def _read_partition(self, link: Any, place: TopicPartition, end: int, start: int | None = None) -> Iterator[Record]:
        link.assign([place])
        if start is None:
            link.seek_to_beginning(place)
        else:
            link.seek(place, start)
        while (at := link.position(place, timeout_ms=int(READ_SECONDS * 1000))) is not None and at < end:
            for message in link.poll(timeout_ms=1_000).get(place, []):
                if message.offset >= end:
                    return
                yield record_of(message, self._prefix)


def _offset(committed: Any, start: int) -> int:
    return start if committed is None or committed.offset < 0 else max(int(committed.offset), start)
