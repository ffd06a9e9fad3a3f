"""Time as a value that is passed in: every part that needs the time takes a `Clock`."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""A function that gives the time now, timezone-aware in UTC."""


def system_clock() -> datetime:
    """Return the time of the machine, in UTC."""
    return datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    """Return `moment` in UTC; a naive time is read as UTC.

    >>> as_utc(datetime(2023, 9, 13, 8, 0)).isoformat()
    '2023-09-13T08:00:00+00:00'
    """
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class ManualClock:
    """A clock for tests: it stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = as_utc(now)

    def __call__(self) -> datetime:
        """Return the time the clock was set to."""
        return self.now


def monotonic() -> float:
    """Return seconds of a clock that never goes back, for durations only."""
    return time.monotonic()
