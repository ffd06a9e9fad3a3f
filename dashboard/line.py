"""The state of Kafka, read by a thread of its own so that a page never waits for the brokers."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import streamlit as st

from straitwatch import dead_letters
from straitwatch.bus import Bus, KafkaBus, Lag
from straitwatch.clock import Clock, system_clock
from straitwatch.dead_letters import Letter
from straitwatch.errors import BrokerError, StraitwatchError
from straitwatch.settings import settings
from straitwatch.topics import ALERTS, ARTICLES, DEAD_LETTERS, STATEMENTS

EVERY = 10.0
"""Seconds between two readings."""

GROUPS = (("tag", ARTICLES), ("record", STATEMENTS), ("notify", ALERTS))
"""Who reads which topic."""

MOST_LETTERS = 200
"""Dead letters kept to show, the newest."""


@dataclass(frozen=True)
class Line:
    """What the brokers said at `at`: lags by group, dead letters; `error` instead where they said nothing."""

    at: datetime | None = None
    lags: tuple[tuple[str, Lag], ...] = ()
    letters: tuple[Letter, ...] = ()
    error: str = ""

    @property
    def behind(self) -> int:
        """Records that wait, over all groups."""
        return sum(lag.behind for _, lag in self.lags)

    @property
    def waiting(self) -> int:
        """Dead letters that were not sent again."""
        return sum(letter.waiting for letter in self.letters)


def read(bus: Bus, at: datetime) -> Line:
    """Ask the brokers once."""
    try:
        lags = tuple((group, lag) for group, topic in GROUPS for lag in bus.lag(group, [topic]))
        found = tuple(dead_letters.letters(bus)) if any(bus.ends(DEAD_LETTERS).values()) else ()
    except StraitwatchError as error:
        return Line(at, error=str(error))
    return Line(at, lags, found[-MOST_LETTERS:])


class LineWatch:
    """Keeps the newest `Line`; `latest` answers at once."""

    def __init__(self, connect: Callable[[], Bus], clock: Clock = system_clock, every: float = EVERY) -> None:
        self.latest = Line()
        self._connect = connect
        self._clock = clock
        self._every = every
        self._stop = threading.Event()
        self._soon = threading.Event()
        self._thread = threading.Thread(target=self._run, name="line-watch", daemon=True)
        self._thread.start()

    def refresh(self) -> None:
        """Read again soon, as after a retry."""
        self._soon.set()

    def close(self) -> None:
        """End the thread."""
        self._stop.set()
        self._soon.set()
        self._thread.join(5)

    def _run(self) -> None:
        bus: Bus | None = None
        while not self._stop.is_set():
            self._soon.clear()
            try:
                bus = bus or self._connect()
                self.latest = read(bus, self._clock())
            except BrokerError as error:
                self.latest = Line(self._clock(), error=str(error))
            self._soon.wait(self._every)
        if bus is not None:
            bus.close()


@st.cache_resource(show_spinner=False)
def watch() -> LineWatch:
    """Return the one watch of this process."""
    return LineWatch(lambda: KafkaBus(settings()))


def retry(limit: int | None = None) -> dead_letters.Retried:
    """Send the waiting dead letters' records back to their topics.

    Raises:
        BrokerError: the brokers cannot be reached; nothing is lost, what was not sent still waits.
    """
    bus = KafkaBus(settings())
    try:
        return dead_letters.retry(bus, limit)
    finally:
        bus.close()
        watch().refresh()


def by_topic(lags: Sequence[tuple[str, Lag]]) -> dict[str, int]:
    """Return the records that wait, by group."""
    found: dict[str, int] = {}
    for group, lag in lags:
        found[group] = found.get(group, 0) + lag.behind
    return found
