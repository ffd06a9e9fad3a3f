"""Dead letters, on the real Apache Kafka and on the fake in memory."""

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pytest

from consumers.worker import Options, Outcome, Worker
from straitwatch import dead_letters
from straitwatch.article import Article
from straitwatch.bus import Bus, KafkaBus
from straitwatch.errors import RecordError
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import ARTICLES, DEAD_LETTERS, STATEMENTS, DeadLetter, Tagging

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


class Picky:
    """Refuses every article until it is told to take them."""

    def __init__(self) -> None:
        self.refuse = True

    def handle(self, batch: Sequence[Article]) -> Sequence[Outcome]:
        return [RecordError("not today") if self.refuse else self.tag(a) for a in batch]

    def tag(self, found: Article) -> Outcome:
        return [(STATEMENTS, Tagging(found, (), True, "fake", NOW))]


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.kafka)])
def bus(request: pytest.FixtureRequest) -> Iterator[Bus]:
    made: Bus = MemoryBus() if request.param == "memory" else KafkaBus(request.getfixturevalue("kafka"))
    made.ensure_topics()
    yield made
    made.close()


def work(bus: Bus, picky: Picky, count: int) -> None:
    """Handle exactly `count` records."""
    worker = Worker(bus, "tag", ARTICLES, picky, Options(wait=1.0))
    done = sum(worker.step() for _ in range(3))
    while done < count:
        done += worker.step()
    worker.close()
    assert done == count


def test_refused_records_wait_are_sent_again_once_and_count_their_tries(bus: Bus) -> None:
    picky = Picky()
    bus.publish(ARTICLES, [Article(f"Story {n}", "Beijing spoke.", "The Invented Post", NOW, NOW) for n in range(5)])
    work(bus, picky, 5)
    waiting = list(dead_letters.letters(bus))
    assert [found.waiting for found in waiting] == [True] * 5
    assert {found.letter.attempts for found in waiting} == {1}
    assert dead_letters.find(bus, waiting[2].number) == waiting[2]

    assert dead_letters.retry(bus, limit=2) == dead_letters.Retried(2, ())
    assert sum(found.waiting for found in dead_letters.letters(bus)) == 3
    work(bus, picky, 2)
    again = [found for found in dead_letters.letters(bus) if found.letter.attempts == 2]
    assert len(again) == 2
    assert all(found.waiting for found in again)

    picky.refuse = False
    assert dead_letters.retry(bus).sent == 5
    assert dead_letters.retry(bus) == dead_letters.Retried(0, ())
    work(bus, picky, 5)
    assert len(list(bus.read(STATEMENTS))) == 5
    assert not any(found.waiting for found in dead_letters.letters(bus))


def test_a_record_kept_by_its_place_is_read_there_and_one_that_is_gone_is_named(bus: Bus) -> None:
    bus.publish(ARTICLES, [Article("Story", "Beijing spoke.", "The Invented Post", NOW, NOW)])
    (record,) = bus.read(ARTICLES)
    kept = DeadLetter("articles", record.partition, record.offset, "RecordError: too large", "", NOW)
    lost = DeadLetter("articles", record.partition, 999, "RecordError: too large", "", NOW)
    bus.publish(DEAD_LETTERS, [kept, lost])
    done = dead_letters.retry(bus)
    assert (done.sent, len(done.gone)) == (1, 1)
    assert [r.value for r in bus.read(ARTICLES)] == [record.value] * 2


def test_a_damaged_letter_is_named(bus: Bus) -> None:
    letter = DeadLetter("articles", 0, 7, "RecordError: x", "%%%", NOW)
    with pytest.raises(RecordError, match="articles/0/7"):
        dead_letters.payload_of(bus, letter)
    whole = DeadLetter("articles", 0, 7, "RecordError: x", base64.b64encode(b"\xff{").decode(), NOW)
    assert dead_letters.payload_of(bus, whole) == b"\xff{"


def test_a_number_that_is_not_there_is_named(bus: Bus) -> None:
    with pytest.raises(RecordError, match="no dead letter 12"):
        dead_letters.find(bus, 12)
