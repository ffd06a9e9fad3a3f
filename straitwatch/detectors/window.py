"""Window: what one subject said and how the feed ran, in ticks of ten minutes from a UTC midnight on."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np

from straitwatch.detectors.arrays import Floats, Ints

TICK = timedelta(minutes=10)
HOUR_TICKS = 6
DAY_TICKS = 144
TICK_MS = 600_000
DAY = timedelta(days=1)


def midnight(moment: datetime) -> datetime:
    """Return the start of the UTC day of `moment`."""
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def tick_floor(moment: datetime) -> datetime:
    """Return the last tick at or before `moment`.

    >>> tick_floor(datetime(2024, 5, 1, 8, 47, 3, tzinfo=UTC)).strftime("%H:%M")
    '08:40'
    """
    start = midnight(moment)
    return start + (moment - start) // TICK * TICK


@dataclass(frozen=True)
class Window:
    """Ticks of one subject; all arrays have one value a tick, the first tick starts at `start`, a UTC midnight.

    `rising` and `easing` are the confrontation and cooperation points said in the tick, both >= 0; `risers` and
    `easers` count the statements behind them, `rising_articles` and `easing_articles` the articles, and
    `rising_by_article` and `easing_by_article` are the points where n statements of one article count as the root of n;
    `counts` are all statements; `hostile` is the highest P(hostile) in the tick; `decayed` is the net points, decayed
    to the end of the tick; `articles` counts the feed's articles of any subject. `half_life` is H of the index in days.
    """

    start: datetime
    rising: Floats
    easing: Floats
    risers: Floats
    easers: Floats
    rising_articles: Floats
    easing_articles: Floats
    rising_by_article: Floats
    easing_by_article: Floats
    counts: Floats
    hostile: Floats
    decayed: Floats
    articles: Floats
    half_life: float = 3.0

    @property
    def ticks(self) -> int:
        """Number of ticks."""
        return len(self.articles)

    @property
    def end(self) -> datetime:
        """End of the last tick."""
        return self.start + self.ticks * TICK

    def slice(self, start: datetime, end: datetime) -> "Window":
        """Return the ticks from `start` to `end`; ticks before the window's own start are left out."""
        first = max(0, (start - self.start) // TICK)
        last = (end - self.start) // TICK
        cut = {f.name: getattr(self, f.name)[first:last] for f in fields(self) if f.name not in ("start", "half_life")}
        return Window(start=self.start + first * TICK, half_life=self.half_life, **cut)

    def hourly(self, values: Floats) -> Floats:
        """Return the sums of `values` by hour; the ticks of an unfinished last hour are added up too."""
        return within_hours(values)[:, -1]

    @cached_property
    def first_article(self) -> int:
        """Place of the first tick with an article; the number of ticks where there is none."""
        found = np.flatnonzero(self.articles)
        return int(found[0]) if len(found) else self.ticks


def within_hours(values: Floats) -> Floats:
    """Return the running sums within each hour, shape (hours, 6); the missing ticks of the last hour add 0."""
    short = -len(values) % HOUR_TICKS
    sums: Floats = np.cumsum(np.concatenate([values, np.zeros(short)]).reshape(-1, HOUR_TICKS), axis=1)
    return sums


def weekdays(start: datetime, days: int) -> Ints:
    """Return the weekday, Monday = 0, of `days` days from `start` on."""
    return (start.weekday() + np.arange(days, dtype=np.int64)) % 7
