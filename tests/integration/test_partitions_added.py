"""A worker goes on reading when a topic gets more partitions."""

import time
from contextlib import closing
from datetime import UTC, datetime

import pytest
from kafka import KafkaAdminClient

from straitwatch.article import Article
from straitwatch.bus import KafkaBus
from straitwatch.bus.kafka_source import KafkaSource
from straitwatch.settings import Settings
from straitwatch.topics import ARTICLES

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


@pytest.mark.kafka
def test_a_member_whose_poll_ends_while_it_joins_again_reads_on(kafka: Settings) -> None:
    publish(kafka, 1)
    with KafkaSource(kafka, "tag", [ARTICLES.name]) as source:
        read(source, 1)
        with closing(KafkaAdminClient(bootstrap_servers=kafka.kafka)) as admin:
            admin.create_partitions({kafka.kafka_prefix + ARTICLES.name: 8})
        source._consumer.topics()
        source.poll(1, 0)
        time.sleep(0.5)
        publish(kafka, 200)
        read(source, 8)


def publish(kafka: Settings, count: int) -> None:
    with closing(KafkaBus(kafka)) as bus:
        bus.ensure_topics()
        bus.publish(ARTICLES, [Article(f"Story {n}", "Taipei spoke.", "Invented Post", NOW, NOW) for n in range(count)])


def read(source: KafkaSource, partitions: int) -> None:
    """Poll and commit until records of so many partitions came."""
    seen: set[int] = set()
    deadline = time.monotonic() + 30
    while len(seen) < partitions:
        assert time.monotonic() < deadline, f"only {seen} were read"
        records = source.poll(100, 0.5)
        if records and source.commit(records):
            seen |= {record.partition for record in records}
