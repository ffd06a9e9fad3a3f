"""When the articles of a replay are dated and sent: pure functions of their dates."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

SEED = 20_240_520
"""Seed of the jitter of `spread`, so that every replay looks the same."""

JITTER = 0.4
"""Largest move of a date, as a share of the distance between two."""


@dataclass(frozen=True)
class Surge:
    """A time of much news: `share` of the articles within `days`, beginning that many days `before` the end."""

    before: float
    days: float
    share: float


def shifted(dates: Sequence[datetime], now: datetime) -> list[datetime]:
    """Move all dates alike, so that the newest falls on `now`."""
    offset = now - max(dates) if dates else timedelta()
    return [date + offset for date in dates]


def spread(count: int, days: float, now: datetime) -> list[datetime]:
    """Return `count` dates in order over the `days` that end `now`, evenly with a jitter of fixed seed.

    >>> from datetime import UTC
    >>> [d.day for d in spread(4, 4, datetime(2024, 1, 5, tzinfo=UTC))]
    [1, 2, 3, 4]
    """
    draw = random.Random(SEED)
    step = timedelta(days=days) / max(count, 1)
    start = now - timedelta(days=days)
    return [start + step * (i + 0.5 + draw.uniform(-JITTER, JITTER)) for i in range(count)]


def surging(count: int, days: float, now: datetime, surges: Sequence[Surge]) -> list[datetime]:
    """Return `count` dates in order over the `days` that end `now`, with more of them in the surges.

    >>> from datetime import UTC
    >>> dates = surging(40, 100, datetime(2024, 5, 1, tzinfo=UTC), [Surge(before=10, days=2, share=0.5)])
    >>> len(dates), sum(21 <= d.day < 23 and d.month == 4 for d in dates)
    (40, 21)
    """
    found: list[datetime] = []
    for surge in surges:
        found += spread(int(surge.share * count), surge.days, now - timedelta(days=surge.before - surge.days))
    return sorted([*found, *spread(count - len(found), days, now)])


def waits(dates: Sequence[datetime], speed: float) -> list[float]:
    """Return the seconds to wait before each article: the time since the one before it, divided by `speed`.

    A speed of 0 waits for nothing.
    """
    if not dates or speed <= 0:
        return [0.0] * len(dates)
    return [0.0, *(max(0.0, (b - a).total_seconds() / speed) for a, b in pairwise(dates))]
