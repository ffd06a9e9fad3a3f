"""The state of Kafka as the page sees it: lags, dead letters, and brokers that do not answer."""

import time
from datetime import UTC, datetime

from dashboard import line
from straitwatch.errors import BrokerError
from straitwatch.memory_bus import MemoryBus
from straitwatch.topics import DEAD_LETTERS, DeadLetter

AT = datetime(2024, 5, 1, tzinfo=UTC)


def bus() -> MemoryBus:
    made = MemoryBus()
    made.ensure_topics()
    return made


def until(watch: line.LineWatch, ready: str) -> line.Line:
    ends = time.monotonic() + 10
    while time.monotonic() < ends:
        if getattr(watch.latest, ready):
            break
        time.sleep(0.01)
    watch.close()
    return watch.latest


def test_dead_letters_and_partitions_are_counted() -> None:
    kafka = bus()
    kafka.publish(DEAD_LETTERS, [DeadLetter("articles", 0, 7, "RecordError: no JSON", "e30=", AT)])
    found = line.read(kafka, AT)
    assert (found.waiting, found.behind, found.error) == (1, 0, "")
    assert {group for group, _ in found.lags} == {"tag", "record", "notify"}


def test_the_watch_reads_in_the_background() -> None:
    assert until(line.LineWatch(bus, lambda: AT, every=60), "at").error == ""


def test_brokers_that_do_not_answer_are_an_error_not_a_crash() -> None:
    def refuse() -> MemoryBus:
        raise BrokerError("no broker answers")

    assert until(line.LineWatch(refuse, lambda: AT, every=60), "error").error == "no broker answers"
