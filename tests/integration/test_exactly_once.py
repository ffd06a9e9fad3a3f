"""Each article's statements exactly once, though workers are killed at work."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from kafka import KafkaConsumer, TopicPartition

from straitwatch.article import Article
from straitwatch.bus import KafkaBus
from straitwatch.settings import Settings
from straitwatch.store import Store
from straitwatch.topics import ARTICLES, DEAD_LETTERS, STATEMENTS, Topic
from straitwatch.wire import decode
from tests.integration.fake_workers import statements

ARTICLE_COUNT = 2_000
START = datetime(2024, 1, 1, tzinfo=UTC)


def articles() -> list[Article]:
    return [
        Article(
            f"Story {n}",
            f'An invented minister said: "We will answer point {n}." Another replied: "Point {n} is settled."',
            f"Invented Post {n % 7}",
            START + timedelta(minutes=n),
            START + timedelta(minutes=n),
        )
        for n in range(ARTICLE_COUNT)
    ]


@contextmanager
def workers(kafka: Settings, folder: Path) -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    """Give a function that starts a worker; all that still run are stopped at the end."""
    started: list[subprocess.Popen[bytes]] = []
    env = os.environ | {
        "STRAITWATCH_KAFKA": kafka.kafka,
        "STRAITWATCH_KAFKA_PREFIX": kafka.kafka_prefix,
        "STRAITWATCH_STATE": str(folder),
    }

    def start(kind: str) -> subprocess.Popen[bytes]:
        with (folder / f"{kind}-{len(started)}.log").open("wb") as log:
            command = [sys.executable, "-m", "tests.integration.fake_workers", kind]
            started.append(subprocess.Popen(command, env=env, stdout=log, stderr=log))
        return started[-1]

    try:
        yield start
    finally:
        for child in started:
            child.terminate()
        for child in started:
            assert child.wait(30) in (0, -9)


def wait(what: str, done: Callable[[], bool], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.1)


@pytest.mark.kafka
@pytest.mark.timeout(300)
def test_each_statement_once_though_workers_are_killed(kafka: Settings, tmp_path: Path) -> None:
    with closing(KafkaBus(kafka)) as bus:
        put_through(bus, kafka, tmp_path, sent := articles())
        tagged = Counter(decode(STATEMENTS, record.value).article.id for record in bus.read(STATEMENTS))
        assert tagged == Counter(a.id for a in sent)
        assert list(bus.read(DEAD_LETTERS)) == []
    with Store.open(f"sqlite:///{tmp_path / 'straitwatch.db'}") as store:
        assert store.count() == 2 * ARTICLE_COUNT
        found = [store.article(a.id) for a in sent[:50]]
    assert [t.statements for t in found if t] == [statements(a) for a in sent[:50]]


def written(kafka: Settings) -> dict[int, int]:
    """Return where each partition of the statements ends, what an open transaction holds back included."""
    with closing(KafkaConsumer(bootstrap_servers=kafka.kafka)) as link:
        name = kafka.kafka_prefix + STATEMENTS.name
        places = [TopicPartition(name, number) for number in link.partitions_for_topic(name) or ()]
        return {place.partition: end for place, end in sorted(link.end_offsets(places).items())}


def put_through(bus: KafkaBus, kafka: Settings, folder: Path, sent: list[Article]) -> None:
    """Tag and record all articles while a tag worker and a record worker are killed and replaced."""
    bus.ensure_topics()

    def behind(group: str, topic: Topic[object]) -> int:
        return sum(lag.behind for lag in bus.lag(group, [topic]))

    with workers(kafka, folder) as start:
        first, _ = start("tag"), start("tag")
        bus.publish(ARTICLES, sent)
        wait("a third of the tagging", lambda: behind("tag", ARTICLES) < ARTICLE_COUNT * 2 // 3)
        first.kill()
        start("tag")
        recorder = start("record")
        wait("some recording", lambda: behind("record", STATEMENTS) < sum(bus.ends(STATEMENTS).values()) * 2 // 3)
        recorder.kill()
        start("record")
        wait("the end of the tagging", lambda: behind("tag", ARTICLES) == 0)
        wait("the end of the killed worker's transaction", lambda: written(kafka) == bus.ends(STATEMENTS))
        wait("the end of the recording", lambda: behind("record", STATEMENTS) == 0)
