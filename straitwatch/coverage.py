"""Where articles are missing: gaps of ingestion, and changes in the set of outlets.

A gap is a stretch between two articles (or from the newest to now) that is longer than 12 hours and than ten times the
median spacing of articles over the 90 days before it. Where those 90 days hold fewer than 10 spacings, the whole record
before it is taken; where that is as short, a gap is anything over 7 days. Spacings are counted in whole hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, func, select

from straitwatch.moment import from_us
from straitwatch.rollup import ARTICLES, Cells, read
from straitwatch.schema import articles, outlets
from straitwatch.store_values import OutletChange
from straitwatch.tension import DAY_US

LEAST_HOURS = 12
TIMES = 10
TRAIL_HOURS = 90 * 24
ENOUGH = 10
UNKNOWN_HOURS = 7 * 24
EVER = 10_000_000
"""A day after all articles."""
SILENT_DAYS = 30
"""An outlet without an article for so long, while others go on, has ceased."""

Ints = npt.NDArray[np.int64]
Stretch = tuple[int, int]
"""First and one past the last hour since 1970 without an article."""


@dataclass(frozen=True)
class Hours:
    """Hours since 1970 that have articles, oldest first, and how many each has."""

    hours: Ints
    counts: Ints

    @classmethod
    def of(cls, days: Mapping[int, Cells]) -> "Hours":
        """Read them from the roll-ups of articles."""
        order = sorted(days)
        if not order:
            return cls(np.zeros(0, np.int64), np.zeros(0, np.int64))
        counts = np.concatenate([days[day][:, 0] for day in order]).astype(np.int64)
        hours = (np.array(order, np.int64)[:, None] * 24 + np.arange(24)).ravel()
        return cls(hours[counts > 0], counts[counts > 0])


def gaps(seen: Hours, until: int) -> list[Stretch]:
    """Return the gaps between the hours with articles, and from the last of them to the hour `until`.

    >>> busy = Hours(np.array([*range(48), 100]), np.full(49, 5))
    >>> gaps(busy, 101)
    [(48, 100)]
    """
    if not seen.hours.size:
        return []
    spacing = np.diff(seen.hours)
    calm = np.append(spacing, until - seen.hours[-1]) - 1
    doubles = np.cumsum(seen.counts - 1)
    answer = []
    for place in np.flatnonzero(calm > LEAST_HOURS):
        start = int(np.searchsorted(seen.hours, seen.hours[place] - TRAIL_HOURS))
        longest = _longest_calm(spacing, doubles, start, int(place))
        if calm[place] > (_longest_calm(spacing, doubles, 0, int(place)) if longest is None else longest):
            answer.append((int(seen.hours[place]) + 1, int(seen.hours[place] + calm[place]) + 1))
    return answer


def _longest_calm(spacing: Ints, doubles: Ints, start: int, place: int) -> float | None:
    """Return how many hours without an article are still usual, by the spacings from `start` to `place`."""
    between = spacing[start:place]
    zeros = int(doubles[place] - (doubles[start] if start else 0))
    if between.size + zeros < ENOUGH:
        return None if start else UNKNOWN_HOURS
    middle = 0.0 if zeros > between.size else float(np.median(np.concatenate([np.zeros(zeros), between])))
    return max(LEAST_HOURS, TIMES * middle)


def read_gaps(connection: Connection, until: int) -> tuple[list[Stretch], int | None]:
    """Return the gaps up to the hour `until`, and the first hour with an article (None in an empty store)."""
    seen = Hours.of(read(connection, ARTICLES, EVER))
    kept = seen.hours < until
    seen = Hours(seen.hours[kept], seen.counts[kept])
    return gaps(seen, until), int(seen.hours[0]) if seen.hours.size else None


def outlet_spans(connection: Connection) -> list[tuple[str, int, int, int]]:
    """Return each outlet's name, first and last article (microseconds) and count, by name."""
    wanted = (
        select(
            outlets.c.name,
            func.min(articles.c.published),
            func.max(articles.c.published),
            func.count(),
        )
        .join(articles, articles.c.outlet == outlets.c.number)
        .group_by(outlets.c.name)
        .order_by(outlets.c.name)
    )
    return [(name, first, last, count) for name, first, last, count in connection.execute(wanted)]


def changes(spans: list[tuple[str, int, int, int]]) -> list[OutletChange]:
    """Return where outlets begin or cease, oldest first; those that open the record, or end with it, do not count."""
    if not spans:
        return []
    opening = min(first for _, first, _, _ in spans) + SILENT_DAYS * DAY_US
    closing = max(last for _, _, last, _ in spans) - SILENT_DAYS * DAY_US
    found = [OutletChange(name, from_us(first), True) for name, first, _, _ in spans if first > opening]
    found += [OutletChange(name, from_us(last), False) for name, _, last, _ in spans if last < closing]
    return sorted(found, key=lambda change: (change.at, change.outlet))
