"""The dead-letter topic as a list of work: what waits, what was sent again, sending it again.

A consumer group marks how far letters were sent again. A letter's record goes back to its topic in the same
transaction that moves the mark, so that none is lost and none is sent twice. A record that fails again comes back as a
new letter with one attempt more.
"""

import base64
import binascii
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from straitwatch.bus import Bus, Outgoing, Record
from straitwatch.clock import monotonic
from straitwatch.errors import RecordError
from straitwatch.topics import ALL_TOPICS, DEAD_LETTERS, DeadLetter
from straitwatch.wire import decode

GROUP = "dlq-retry"
"""The group whose position is the mark."""

BATCH = 50
PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Letter:
    """A dead letter at its place. `number` is its offset and what people call it by; `waiting` until sent again."""

    number: int
    waiting: bool
    letter: DeadLetter


@dataclass(frozen=True)
class Retried:
    """What a retry did: records sent again, and letters whose record is gone from its topic."""

    sent: int
    gone: tuple[int, ...]


def letters(bus: Bus) -> Iterator[Letter]:
    """Yield every letter that retention has kept, oldest first."""
    marks = {lag.partition: lag.committed for lag in bus.lag(GROUP, [DEAD_LETTERS])}
    for record in bus.read(DEAD_LETTERS):
        yield Letter(record.offset, record.offset >= marks[record.partition], decode(DEAD_LETTERS, record.value))


def find(bus: Bus, number: int) -> Letter:
    """Return one letter.

    Raises:
        RecordError: there is none of that number.
    """
    for letter in letters(bus):
        if letter.number == number:
            return letter
    raise RecordError(f"there is no dead letter {number}; `straitwatch dlq list` shows those there are")


def payload_of(bus: Bus, letter: DeadLetter) -> bytes | None:
    """Return the bytes of the record: those in the letter, or for one too large for a letter, those at its place."""
    try:
        data = base64.b64decode(letter.payload, validate=True)
    except binascii.Error as error:
        raise RecordError(f"the letter of {letter.topic}/{letter.partition}/{letter.offset} is damaged") from error
    if data:
        return data
    topic = next((topic for topic in ALL_TOPICS if topic.name == letter.topic), None)
    found = bus.record_at(topic, letter.partition, letter.offset) if topic else None
    return found.value if found else None


def retry(bus: Bus, limit: int | None = None) -> Retried:
    """Send the waiting letters' records back to their topics, oldest first, up to `limit` letters.

    Raises:
        BrokerError: Kafka failed; what was not sent still waits.
    """
    waiting = sum(lag.behind for lag in bus.lag(GROUP, [DEAD_LETTERS]))
    left = waiting if limit is None else min(limit, waiting)
    sent, gone = 0, []
    with bus.subscribe(GROUP, [DEAD_LETTERS]) as source:
        deadline = monotonic() + PATIENCE_SECONDS
        while left > 0 and monotonic() < deadline:
            records = source.poll(min(left, BATCH), 1.0)
            if not records:
                if not any(lag.behind for lag in bus.lag(GROUP, [DEAD_LETTERS])):
                    break
                continue
            send, missing = _again(bus, records)
            if source.commit(records, send):
                sent += len(send)
                gone += missing
                left -= len(records)
                deadline = monotonic() + PATIENCE_SECONDS
    return Retried(sent, tuple(gone))


def _again(bus: Bus, records: Sequence[Record]) -> tuple[list[Outgoing], list[int]]:
    send, missing = [], []
    for record in records:
        letter = decode(DEAD_LETTERS, record.value)
        data = payload_of(bus, letter)
        if data is None:
            missing.append(record.offset)
        else:
            send.append(Outgoing(letter.topic, "", data, partition=letter.partition, attempts=letter.attempts + 1))
    return send, missing
