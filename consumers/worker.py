"""The loop of every worker: poll, handle, publish, commit; dead letters; back off; stop.

A worker's results, its dead letters and its offsets are written in one transaction, so that a worker killed at any
moment loses nothing and doubles nothing.
"""

import base64
import logging
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from consumers.metrics import Metrics
from straitwatch.bus import Bus, Outgoing, Record, Source, outgoing
from straitwatch.clock import Clock, monotonic, system_clock
from straitwatch.errors import (
    ArticleError,
    BrokerError,
    DataRefused,
    Fenced,
    RecordError,
    StoreError,
    StraitwatchError,
)
from straitwatch.topics import DEAD_LETTERS, DeadLetter, Topic
from straitwatch.wire import decode

log = logging.getLogger(__name__)

P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)

Output = tuple[Topic[Any], Any]
"""A payload and the topic it goes to."""

Outcome = Sequence[Output] | StraitwatchError
"""What became of one payload: what to publish, perhaps nothing, or why it could not be handled."""

TRANSIENT = (BrokerError, StoreError, OSError)
"""Errors that are about the surroundings, not about a record: the batch is tried again; but see `OF_RECORD`."""

OF_RECORD = (
    *(RecordError, ArticleError, DataRefused),
    *(ValueError, TypeError, LookupError, ArithmeticError, AttributeError),
)
"""Errors that a record can cause: when a batch raises one, its records are handled one at a time to find which."""

PANIC = "pyo3_runtime"
"""Where the error comes from that a library in Rust raises when it breaks down, at a record too; it is no Exception."""

LONGEST_PAUSE = 30.0


class Handler(Protocol[P_contra]):
    """What a worker does with its payloads.

    It may be called again with the same payloads after a crash: what it does besides returning must bear that.
    """

    def handle(self, batch: Sequence[P_contra]) -> Sequence[Outcome]:
        """Return one outcome for each payload, in order.

        Raises:
            StoreError, BrokerError, OSError: the surroundings fail; the batch is handed in again later.
        """
        ...


@dataclass(frozen=True)
class Options:
    """How a worker polls: records a batch, seconds to wait for the first, and its name in the group."""

    batch: int = 32
    wait: float = 1.0
    member: str = ""


class Worker(Generic[P]):
    """One member of the group `group` that feeds the records of `topic` to a handler."""

    def __init__(
        self,
        bus: Bus,
        group: str,
        topic: Topic[P],
        handler: Handler[P],
        options: Options = Options(),
        *,
        metrics: Metrics | None = None,
        clock: Clock = system_clock,
    ) -> None:
        self._bus = bus
        self._group = group
        self._topic = topic
        self._handler = handler
        self._options = options
        self._metrics = metrics or Metrics(group)
        self._clock = clock
        self._source: Source | None = None

    def step(self) -> int:
        """Handle one batch and commit it; return how many records were read, 0 if none came.

        Raises:
            Fenced: another worker has this one's name.
            StoreError, BrokerError, OSError: nothing was committed; the next step reads the same records again.
        """
        if self._source is None:
            self._source = self._bus.subscribe(self._group, [self._topic], self._options.member)
        records = self._source.poll(self._options.batch, self._options.wait)
        if not records:
            return 0
        began = monotonic()
        send, dead = self._results(records)
        if self._source.commit(records, send):
            self._metrics.committed(len(records), dead, monotonic() - began)
        else:
            self._metrics.moved()
        return len(records)

    def run(self, stop: threading.Event, idle: Callable[[], None] = lambda: None) -> None:
        """Step until `stop` is set, with longer and longer pauses while the surroundings fail.

        `idle` is called whenever a step found no record.

        Raises:
            Fenced: another worker has this one's name; this one must end.
        """
        failures = 0
        try:
            while not stop.is_set():
                try:
                    if not self.step():
                        idle()
                    failures = 0
                except Fenced:
                    raise
                except TRANSIENT as error:
                    failures += 1
                    pause = backoff(failures)
                    self._metrics.failed()
                    log.warning("%s: %s; trying again in %.0f s", self._group, error, pause)
                    stop.wait(pause)
        finally:
            self.close()

    def close(self) -> None:
        """Leave the group."""
        if self._source is not None:
            self._source.close()
            self._source = None

    def _results(self, records: Sequence[Record]) -> tuple[list[Outgoing], int]:
        """Return what to send for all records, and how many of them are dead letters."""
        outcomes: dict[int, Outcome] = {}
        payloads: dict[int, P] = {}
        for number, record in enumerate(records):
            try:
                payloads[number] = decode(self._topic, record.value)
            except RecordError as error:
                outcomes[number] = error
        if payloads:
            outcomes |= zip(payloads, self._handle(list(payloads.values())), strict=True)
        send: list[Outgoing] = []
        dead = 0
        for number, record in enumerate(records):
            try:
                outcome = outcomes[number]
                if isinstance(outcome, StraitwatchError):
                    raise outcome
                send += [outgoing(topic, payload) for topic, payload in outcome]
            except StraitwatchError as error:
                if isinstance(error, TRANSIENT) and not isinstance(error, OF_RECORD):
                    raise
                log.warning("%s/%s/%s: dead letter: %s", record.topic, record.partition, record.offset, error)
                send.append(self._dead(record, error))
                dead += 1
        return send, dead

    def _handle(self, batch: list[P]) -> Sequence[Outcome]:
        try:
            return self._handler.handle(batch)
        except BaseException as error:
            if not isinstance(error, OF_RECORD) and type(error).__module__ != PANIC:
                raise
            if len(batch) == 1:
                return [
                    error if isinstance(error, StraitwatchError) else RecordError(f"{type(error).__name__}: {error}")
                ]
            log.warning(
                "%s: a batch of %d failed (%s); its records are tried one at a time", self._group, len(batch), error
            )
            return [outcome for payload in batch for outcome in self._handle([payload])]

    def _dead(self, record: Record, error: StraitwatchError) -> Outgoing:
        letter = DeadLetter(
            record.topic,
            record.partition,
            record.offset,
            f"{type(error).__name__}: {error}"[:2_000],
            base64.b64encode(record.value or b"").decode("ascii"),
            self._clock(),
            record.attempts,
        )
        try:
            return outgoing(DEAD_LETTERS, letter)
        except RecordError:
            return outgoing(DEAD_LETTERS, replace(letter, payload=""))


def backoff(failures: int, longest: float = LONGEST_PAUSE) -> float:
    """Return the pause after a number of failures in a row, in seconds: 1, 2, 4 … with a random tenth taken off.

    >>> 0.9 <= backoff(1) <= 1.0 and 27.0 <= backoff(50) <= 30.0
    True
    """
    return float(min(longest, 2.0 ** min(failures - 1, 30)) * random.uniform(0.9, 1.0))
