import base64
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from consumers.metrics import Metrics
from consumers.worker import Options, Outcome, Worker, backoff
from straitwatch.article import Article
from straitwatch.bus import Outgoing, Record
from straitwatch.clock import ManualClock
from straitwatch.errors import BrokerError, DataRefused, Fenced, ModelError, RecordError, StoreError
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import ARTICLES, DEAD_LETTERS, MAX_RECORD, STATEMENTS, DeadLetter, Tagging
from straitwatch.wire import decode

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)


def article(title: str) -> Article:
    return Article(title, "Taipei spoke.", "The Invented Post", NOW, NOW)


class PanicException(BaseException):
    """As a library in Rust raises it, each library one of its own."""

    __module__ = "pyo3_runtime"


class Tagger:
    """Tags every article with nothing; titles tell it to misbehave."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.broken: Exception | None = None

    def handle(self, batch: Sequence[Article]) -> Sequence[Outcome]:
        self.batches.append([a.title for a in batch])
        if self.broken:
            raise self.broken
        if any(a.title == "crash" for a in batch):
            raise ZeroDivisionError("division by zero")
        if any(a.title == "panic" for a in batch):
            raise PanicException("no char boundary")
        if any(a.title == "never" for a in batch):
            raise DataRefused("the store does not take the data: integer out of range")
        return [self.tag(a) for a in batch]

    def tag(self, found: Article) -> Outcome:
        if found.title == "refuse":
            return RecordError("no words in it")
        if found.title == "taken back":
            return DataRefused("the store does not take the data: too long")
        if found.title == "huge":
            return [(STATEMENTS, Tagging(found, (), True, "x" * MAX_RECORD, NOW))]
        return [(STATEMENTS, Tagging(found, (), True, "fake", NOW))]


@pytest.fixture
def bus() -> MemoryBus:
    made = MemoryBus(ManualClock(NOW))
    made.ensure_topics()
    return made


def worker(bus: MemoryBus, tagger: Tagger, **options: int) -> Worker[Article]:
    return Worker(bus, "tag", ARTICLES, tagger, Options(**options), metrics=Metrics("tag"), clock=ManualClock(NOW))


def letters(bus: MemoryBus) -> list[DeadLetter]:
    return [decode(DEAD_LETTERS, r.value) for r in bus.read(DEAD_LETTERS)]


def titles(bus: MemoryBus) -> list[str]:
    return sorted(decode(STATEMENTS, r.value).article.title for r in bus.read(STATEMENTS))


def test_a_step_handles_a_batch_and_commits_it(bus: MemoryBus) -> None:
    bus.publish(ARTICLES, [article(str(n)) for n in range(5)])
    tagger = Tagger()
    working = worker(bus, tagger, batch=3)
    assert [working.step() for _ in range(3)] == [3, 2, 0]
    assert titles(bus) == ["0", "1", "2", "3", "4"]
    assert working._metrics.value("straitwatch_records_total") == 5
    assert working._metrics.value("straitwatch_batch_seconds_count") == 2


def test_what_does_not_parse_is_put_aside_with_its_place_and_bytes(bus: MemoryBus) -> None:
    bus.write([Outgoing("articles", "k", b"not json", partition=2, attempts=2)])
    bus.publish(ARTICLES, [article("fine")])
    assert worker(bus, Tagger()).step() == 2
    (letter,) = letters(bus)
    assert (letter.topic, letter.partition, letter.offset, letter.attempts) == ("articles", 2, 0, 2)
    assert base64.b64decode(letter.payload) == b"not json"
    assert letter.error.startswith("RecordError: no record of articles")
    assert letter.failed == NOW
    assert titles(bus) == ["fine"]


@pytest.mark.parametrize("bad", ["refuse", "crash", "panic", "huge", "never", "taken back"])
def test_one_bad_record_leaves_the_rest_of_its_batch_alone(bus: MemoryBus, bad: str) -> None:
    bus.publish(ARTICLES, [article(t) for t in ("a", bad, "b")])
    working = worker(bus, Tagger())
    assert working.step() == 3
    assert titles(bus) == ["a", "b"]
    assert len(letters(bus)) == 1
    assert working._metrics.value("straitwatch_dead_letters_total") == 1
    assert working.step() == 0


def test_a_record_too_large_for_a_dead_letter_is_put_aside_by_its_place(bus: MemoryBus) -> None:
    bus.write([Outgoing("articles", "k", b"x" * (MAX_RECORD - 10), partition=0)])
    worker(bus, Tagger()).step()
    (letter,) = letters(bus)
    assert (letter.payload, letter.partition, letter.offset) == ("", 0, 0)


@pytest.mark.parametrize("error", [StoreError("the store is away"), BrokerError("gone"), OSError("disk full")])
def test_failing_surroundings_put_nothing_aside(bus: MemoryBus, error: Exception) -> None:
    bus.publish(ARTICLES, [article("a")])
    tagger = Tagger()
    working = worker(bus, tagger)
    tagger.broken = error
    with pytest.raises(type(error)):
        working.step()
    assert letters(bus) == []
    tagger.broken = None
    assert working.step() == 1
    assert titles(bus) == ["a"]


def test_a_damaged_model_ends_the_worker_and_puts_nothing_aside(bus: MemoryBus) -> None:
    bus.publish(ARTICLES, [article("a")])
    tagger = Tagger()
    tagger.broken = ModelError("weights are missing")
    with pytest.raises(ModelError):
        worker(bus, tagger).run(threading.Event())
    assert letters(bus) == []


def test_it_runs_until_it_is_stopped_and_leaves_the_group(bus: MemoryBus) -> None:
    bus.publish(ARTICLES, [article(str(n)) for n in range(10)])
    stop = threading.Event()
    working = worker(bus, Tagger(), batch=4)
    working.run(stop, idle=stop.set)
    assert len(titles(bus)) == 10
    assert bus.groups["tag"].members == []


def test_it_waits_longer_and_longer_and_goes_on_when_the_store_is_back(bus: MemoryBus) -> None:
    bus.publish(ARTICLES, [article("a")])
    tagger = Tagger()
    tagger.broken = StoreError("the store is away")
    stop = Pauses(lambda n: setattr(tagger, "broken", None) if n == 3 else None)
    working = worker(bus, tagger)
    working.run(stop, idle=stop.set)
    assert [round(pause) for pause in stop.pauses] == [1, 2, 4]
    assert working._metrics.value("straitwatch_failures_total") == 3
    assert titles(bus) == ["a"]


def test_a_worker_whose_name_was_taken_ends(bus: MemoryBus) -> None:
    older = Worker(bus, "tag", ARTICLES, Tagger(), Options(member="tag-1"))
    older.step()
    Worker(bus, "tag", ARTICLES, Tagger(), Options(member="tag-1")).step()
    with pytest.raises(Fenced, match="a name of its own"):
        older.run(threading.Event())


def test_a_batch_that_moved_to_another_worker_is_not_written(bus: MemoryBus) -> None:
    bus.publish(ARTICLES, [article(str(n)) for n in range(12)])
    tagger = Tagger()
    working = worker(bus, tagger)
    tagger.handle = taken_while(bus, tagger.handle)  # type: ignore[method-assign]
    working.step()
    assert titles(bus) == []
    assert working._metrics.value("straitwatch_moved_total") == 1


def taken_while(bus: MemoryBus, handle: Callable[[Sequence[Article]], Sequence[Outcome]]) -> Callable[..., object]:
    def handled(batch: Sequence[Article]) -> Sequence[Outcome]:
        bus.subscribe("tag", [ARTICLES])
        return handle(batch)

    return handled


def test_records_carry_their_attempts(bus: MemoryBus) -> None:
    bus.write([Outgoing("articles", "k", b"{}", attempts=4)])
    found: list[Record] = list(bus.read(ARTICLES))
    assert found[0].attempts == 4


def test_pauses_grow_to_a_limit() -> None:
    assert 0.9 <= backoff(1) <= 1
    assert 3.6 <= backoff(3) <= 4
    assert 27 <= backoff(1_000) <= 30


class Pauses(threading.Event):
    """A stop flag that notes the pauses instead of waiting them out."""

    def __init__(self, after: Callable[[int], object]) -> None:
        super().__init__()
        self.pauses: list[float] = []
        self._after = after

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout or 0)
        self._after(len(self.pauses))
        return self.is_set()
