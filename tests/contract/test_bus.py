"""What every bus must do, run on the real Apache Kafka and on the fake in memory."""

import base64
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from straitwatch.article import Article
from straitwatch.bus import Bus, KafkaBus, Outgoing, Record, Source, outgoing
from straitwatch.errors import BrokerError, Fenced, RecordError
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import ARTICLES, DEAD_LETTERS, STATEMENTS, DeadLetter, Tagging
from straitwatch.wire import decode

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def article(number: int, text: str = "Tokyo spoke.") -> Article:
    return Article(f"Story {number}", text, "The Invented Post", NOW, NOW)


def tagging(found: Article) -> Tagging:
    return Tagging(found, (), True, "test", NOW)


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    made: Bus = MemoryBus() if request.param == "memory" else KafkaBus(request.getfixturevalue("kafka"))
    made.ensure_topics()
    yield made
    made.close()


def drain(source: Source, count: int, limit: int = 100) -> list[Record]:
    """Poll until `count` records came, committing each batch."""
    found: list[Record] = []
    until(lambda: len(found) >= count, lambda: found.extend(_commit(source, limit)))
    return found


def _commit(source: Source, limit: int) -> tuple[Record, ...]:
    records = source.poll(limit, 0.5)
    return records if not records or source.commit(records) else ()


def until(done: Callable[[], bool], act: Callable[[], Any], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, "it took too long"
        act()


def some(source: Source, limit: int = 100) -> tuple[Record, ...]:
    found: list[Record] = []
    until(lambda: bool(found), lambda: found.extend(source.poll(limit, 0.5)))
    return tuple(found)


def test_topics_are_made_once_with_their_partitions_and_retention(bus: Bus) -> None:
    assert bus.ensure_topics() == ()
    described = bus.describe()
    assert described["articles"]["partitions"] == "6"
    assert described["articles"]["compression.type"] == "zstd"
    assert described["articles"]["retention.ms"] == str(30 * 24 * 3_600_000)
    assert described["alerts"]["retention.ms"] == "-1"
    assert described["articles.dlq"]["partitions"] == "1"


def test_what_is_published_comes_back_with_key_time_and_payload(bus: Bus) -> None:
    sent = [article(n) for n in range(20)]
    assert bus.publish(ARTICLES, sent) == 20
    found = {r.key: r for r in bus.read(ARTICLES)}
    assert {decode(ARTICLES, r.value) for r in found.values()} == set(sent)
    one = found[sent[3].id]
    assert abs(datetime.now(UTC) - one.at) < timedelta(minutes=1)
    assert one.attempts == 1
    assert bus.record_at(ARTICLES, one.partition, one.offset) == one
    assert bus.record_at(ARTICLES, one.partition, 10_000) is None
    assert sum(bus.ends(ARTICLES).values()) == 20


def test_a_record_over_the_limit_is_refused_and_those_before_it_are_kept(bus: Bus) -> None:
    with pytest.raises(RecordError, match="the limit is"):
        bus.publish(ARTICLES, [article(1), article(2, "x" * 4_000_001)])
    assert [decode(ARTICLES, r.value).title for r in bus.read(ARTICLES)] == ["Story 1"]


def test_a_record_just_under_the_limit_passes(bus: Bus) -> None:
    large = article(1, "国" * 1_300_000)
    assert bus.publish(ARTICLES, [large]) == 1
    with bus.subscribe("tag", [ARTICLES]) as source:
        assert decode(ARTICLES, drain(source, 1)[0].value) == large


def test_a_group_reads_each_record_once_across_its_lives(bus: Bus) -> None:
    bus.publish(ARTICLES, [article(n) for n in range(10)])
    with bus.subscribe("tag", [ARTICLES]) as source:
        first = drain(source, 10)
    bus.publish(ARTICLES, [article(n) for n in range(10, 15)])
    with bus.subscribe("tag", [ARTICLES]) as source:
        second = drain(source, 5)
        assert source.poll(10, 0.3) == ()
    assert len({(r.partition, r.offset) for r in first + second}) == 15


def test_records_not_committed_are_read_again(bus: Bus) -> None:
    bus.publish(ARTICLES, [article(n) for n in range(8)])
    with bus.subscribe("tag", [ARTICLES]) as source:
        once = some(source, 3)
        assert len(once) <= 3
        again = drain(source, 8, limit=3)
    assert set(once) <= set(again)
    assert len(again) == len(set(again)) == 8


def test_results_and_offsets_are_written_together(bus: Bus) -> None:
    bus.publish(ARTICLES, [article(n) for n in range(4)])
    with bus.subscribe("tag", [ARTICLES]) as source:
        done = 0
        while done < 4:
            records = some(source)
            results = [outgoing(STATEMENTS, tagging(decode(ARTICLES, r.value))) for r in records]
            assert source.commit(records, results)
            done += len(records)
        until(lambda: sum(lag.behind for lag in bus.lag("tag", [ARTICLES])) == 0, lambda: source.poll(1, 0.2))
    assert len(list(bus.read(STATEMENTS))) == 4


def test_nothing_is_written_when_one_result_cannot_be(bus: Bus) -> None:
    bus.publish(ARTICLES, [article(1)])
    with bus.subscribe("tag", [ARTICLES]) as source:
        records = some(source)
        good = outgoing(STATEMENTS, tagging(article(1)))
        with pytest.raises(BrokerError):
            source.commit(records, [good, Outgoing("statements", "k", b"v", partition=99)])
        assert list(bus.read(STATEMENTS)) == []
        again = some(source)
        assert [r.offset for r in again] == [r.offset for r in records]
        assert source.commit(again, [good])
    assert len(list(bus.read(STATEMENTS))) == 1


def test_lag_counts_what_is_left_and_comes_to_rest_at_zero(bus: Bus) -> None:
    assert sum(lag.behind for lag in bus.lag("record", [STATEMENTS])) == 0
    bus.publish(ARTICLES, [article(n) for n in range(6)])
    assert sum(lag.behind for lag in bus.lag("tag", [ARTICLES])) == 6
    with bus.subscribe("tag", [ARTICLES]) as source:
        records = some(source)
        source.commit(records, [outgoing(STATEMENTS, tagging(decode(ARTICLES, r.value))) for r in records])
    with bus.subscribe("record", [STATEMENTS]) as reader:
        drain(reader, len(records))
        until(lambda: sum(lag.behind for lag in bus.lag("record", [STATEMENTS])) == 0, lambda: reader.poll(1, 0.2))


class Pump:
    """A member that polls and commits in a thread of its own, as a worker does."""

    def __init__(self, bus: Bus, member: str = "", send: tuple[Outgoing, ...] = ()) -> None:
        self.seen: list[tuple[int, int]] = []
        self.error: BrokerError | None = None
        self.stop = threading.Event()
        self._bus, self._member, self._send = bus, member, send
        self._thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with self._bus.subscribe("tag", [ARTICLES], self._member) as source:
                while not self.stop.is_set():
                    records = source.poll(20, 0.5)
                    if records and source.commit(records, self._send):
                        self.seen += [(r.partition, r.offset) for r in records]
                    time.sleep(0.001)
        except BrokerError as error:
            self.error = error

    def __enter__(self) -> "Pump":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(30)
        assert not self._thread.is_alive()


def feeder(bus: Bus) -> Callable[[], int]:
    number = iter(range(100_000))

    def feed() -> int:
        time.sleep(0.05)
        return bus.publish(ARTICLES, [article(next(number)) for _ in range(12)])

    return feed


def test_two_members_share_the_partitions_and_one_takes_over(bus: Bus) -> None:
    feed = feeder(bus)
    with Pump(bus) as right:
        with Pump(bus) as left:
            until(lambda: bool(left.seen) and bool(right.seen), feed)
        until(lambda: len(left.seen + right.seen) == sum(bus.ends(ARTICLES).values()), lambda: time.sleep(0.05))
        until(lambda: {partition for partition, _ in right.seen} == set(range(6)), feed)
        until(lambda: len(left.seen + right.seen) == sum(bus.ends(ARTICLES).values()), lambda: time.sleep(0.05))
    assert left.error is None
    assert right.error is None
    assert len(set(left.seen + right.seen)) == len(left.seen + right.seen)


def test_a_member_whose_partitions_moved_writes_nothing(bus: Bus) -> None:
    bus.publish(ARTICLES, [article(n) for n in range(30)])
    with bus.subscribe("tag", [ARTICLES]) as stale:
        records = some(stale)
        stale.close()
        with bus.subscribe("tag", [ARTICLES]) as heir:
            drain(heir, 30)
            written = False
            try:
                written = stale.commit(records, [outgoing(STATEMENTS, tagging(article(1)))])
            except BrokerError:
                assert list(bus.read(STATEMENTS)) == []
            assert not written
    assert list(bus.read(STATEMENTS)) == []


def test_a_member_name_belongs_to_the_newest(bus: Bus) -> None:
    feed = feeder(bus)
    result = outgoing(STATEMENTS, tagging(article(1)))
    with Pump(bus, "tag-1", (result,)) as older:
        until(lambda: bool(older.seen), feed)
        with Pump(bus, "tag-1", (result,)) as newer:
            until(lambda: older.error is not None, feed)
            until(lambda: bool(newer.seen), feed)
    assert isinstance(older.error, Fenced)
    assert "a name of its own" in str(older.error)
    assert newer.error is None


def test_a_topic_that_is_not_there_is_named(bus: Bus) -> None:
    missing = type(ARTICLES)("nowhere", Article, lambda a: a.id, 1, -1)
    with pytest.raises(BrokerError, match="nowhere"):
        bus.ends(missing)


def test_a_record_can_be_sent_to_a_partition_with_its_count_of_attempts(bus: Bus) -> None:
    letter = DeadLetter("articles", 2, 0, "RecordError: no", base64.b64encode(b"{}").decode(), NOW)
    bus.publish(DEAD_LETTERS, [letter])
    with bus.subscribe("retry", [DEAD_LETTERS]) as source:
        records = some(source)
        assert source.commit(records, [Outgoing("articles", "", b"{}", partition=2, attempts=3)])
    (back,) = bus.read(ARTICLES)
    assert (back.partition, back.value, back.attempts) == (2, b"{}", 3)
