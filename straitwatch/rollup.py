"""The index by hour, kept in step with the stances in the transaction that changes them.

For an hour that ends at e, over its counted stances: confrontation and cooperation are the sums of x_i(e) above and
below 0, squares and sizes the sums over articles of X_a(e)^2 and |X_a(e)|, statements and positions the counts. The
index follows by the recurrence T(e) = T(e - 1 h) * 2^(-1 h / H) + A(e). Dyads are summed up for themselves, since an
article may hold statements of both directions. A day of a subject is one row, so that years read in milliseconds.
"""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, bindparam, delete, func, select

from straitwatch.schema import articles, rollups, stances
from straitwatch.subject import dyad_of
from straitwatch.tension import DAY_US, HOUR_US, Said, tension

FIELDS = ("confrontation", "cooperation", "squares", "sizes", "statements", "positions")
"""What a row of an hour holds, in order."""
FORM = 2.0
"""Number of the form of the roll-ups; a store with those of another form has them made anew when it is opened."""
ARTICLES = "*"
"""The subject whose roll-up counts articles instead."""
DOUBLE = np.dtype("<f8")
STREAM = 10_000
"""Rows in memory at a time while everything is computed anew."""
SPAN_US = 30 * DAY_US
"""Time whose statements are in memory at once while the roll-ups are made anew."""

Cell = tuple[str, int]
"""A direction or dyad, and an hour since 1970."""
Cells = npt.NDArray[np.float64]


def hour_of(published: int) -> int:
    """Return the hour since 1970 in which a time in microseconds lies.

    >>> hour_of(HOUR_US), hour_of(HOUR_US - 1)
    (1, 0)
    """
    return published // HOUR_US


def cell(said: Iterable[Said], hour: int, half_life_days: float) -> tuple[float, ...]:
    """Return `FIELDS` of one hour over its counted stances.

    >>> cell([("a", 0, 0.0), ("b", HOUR_US // 2, -1.0)], 0, 1 / 48)
    (0.0, 0.5, 0.25, 0.5, 2.0, 1.0)
    """
    rows = list(said)
    at = tension(rows, (hour + 1) * HOUR_US, half_life_days)
    positions = sum(1 for _, _, intensity in rows if intensity)
    return at.confrontation, at.cooperation, at.squares, at.sizes, float(len(rows)), float(positions)


def runs(hours: Iterable[int]) -> list[tuple[int, int]]:
    """Return stretches (first, last) that cover some hours and hold at most a few others.

    >>> runs([5, 1, 2, 9])
    [(1, 2), (5, 5), (9, 9)]
    """
    answer: list[tuple[int, int]] = []
    for hour in sorted(set(hours)):
        if answer and hour <= answer[-1][1] + 1:
            answer[-1] = (answer[-1][0], hour)
        else:
            answer.append((hour, hour))
    return answer


_SAID = (
    select(stances.c.direction, stances.c.article, stances.c.published, stances.c.intensity)
    .where(stances.c.direction.in_(bindparam("directions", expanding=True)))
    .where(stances.c.published >= bindparam("since"), stances.c.published < bindparam("until"))
    .where(stances.c.counted)
)
_ARTICLES = select(articles.c.published).where(
    articles.c.published >= bindparam("since"), articles.c.published < bindparam("until")
)


def _read_said(connection: Connection, directions: Iterable[str], since: int, until: int) -> dict[Cell, list[Said]]:
    """Return the counted stances of some directions in a stretch of time, by direction and by dyad, and by hour."""
    found: dict[Cell, list[Said]] = defaultdict(list)
    names = sorted(directions)
    dyads = {name: dyad_of(name) for name in names}
    for direction, *said in connection.execute(_SAID, {"directions": names, "since": since, "until": until}):
        one = (said[0], said[1], said[2])
        found[direction, hour_of(said[1])].append(one)
        found[dyads[direction], hour_of(said[1])].append(one)
    return found


def refresh(connection: Connection, touched: set[Cell], half_life_days: float) -> None:
    """Compute the touched hours of directions, and of the dyads they lie in, anew from the stances."""
    wanted = touched | {(dyad_of(direction), hour) for direction, hour in touched}
    names = {name for direction, _ in touched for name in (direction, ">".join(reversed(direction.split(">"))))}
    said: dict[Cell, list[Said]] = {}
    for first, last in runs(hour for _, hour in touched):
        said |= _read_said(connection, names, first * HOUR_US, (last + 1) * HOUR_US)
    _put(connection, {at: cell(said.get(at, ()), at[1], half_life_days) for at in wanted})


def refresh_articles(connection: Connection, hours: set[int]) -> None:
    """Count the articles of some hours anew."""
    counts = {(ARTICLES, hour): [0.0] for hour in hours}
    for first, last in runs(hours):
        span = {"since": first * HOUR_US, "until": (last + 1) * HOUR_US}
        for (published,) in connection.execute(_ARTICLES, span):
            hour = hour_of(published)
            if hour in hours:
                counts[ARTICLES, hour][0] += 1.0
    _put(connection, {at: tuple(count) for at, count in counts.items()})


def rebuild(connection: Connection, half_life_days: float) -> None:
    """Compute every hour of every direction and dyad anew."""
    connection.execute(delete(rollups).where(rollups.c.subject != ARTICLES))
    names = connection.scalars(select(stances.c.direction).where(stances.c.direction != "").distinct()).all()
    first, last = connection.execute(select(func.min(stances.c.published), func.max(stances.c.published))).one()
    if not names:
        return
    for since in range(first // SPAN_US * SPAN_US, last + 1, SPAN_US):
        said = _read_said(connection, names, since, since + SPAN_US)
        _put(connection, {at: cell(some, at[1], half_life_days) for at, some in said.items()})


def _put(connection: Connection, cells: dict[Cell, tuple[float, ...]]) -> None:
    days: dict[Cell, dict[int, tuple[float, ...]]] = defaultdict(dict)
    for (subject, hour), values in cells.items():
        days[subject, hour // 24][hour % 24] = values
    old = _stored(connection, days)
    rows = []
    for (subject, day), hours in days.items():
        width = 1 if subject == ARTICLES else len(FIELDS)
        stored = old.get((subject, day))
        table = np.zeros((24, width)) if stored is None else np.frombuffer(stored, DOUBLE).reshape(24, width).copy()
        for hour, values in hours.items():
            table[hour] = values
        rows.append({"subject": subject, "day": day, "hours": table.astype(DOUBLE).tobytes()})
    fresh = [row for row in rows if (row["subject"], row["day"]) not in old]
    known = [
        {"a_subject": row["subject"], "a_day": row["day"], "hours": row["hours"]}
        for row in rows
        if (row["subject"], row["day"]) in old
    ]
    if fresh:
        connection.execute(rollups.insert(), fresh)
    if known:
        connection.execute(_UPDATE, known)


_UPDATE = (
    rollups.update()
    .where(rollups.c.subject == bindparam("a_subject"), rollups.c.day == bindparam("a_day"))
    .values(hours=bindparam("hours"))
)


def _stored(connection: Connection, days: Iterable[Cell]) -> dict[Cell, bytes]:
    by_subject: dict[str, list[int]] = defaultdict(list)
    for subject, day in days:
        by_subject[subject].append(day)
    answer: dict[Cell, bytes] = {}
    for subject, numbers in by_subject.items():
        for first, last in runs(numbers):
            wanted = select(rollups.c.day, rollups.c.hours).where(
                rollups.c.subject == subject, rollups.c.day >= first, rollups.c.day <= last
            )
            answer.update({(subject, day): hours for day, hours in connection.execute(wanted)})
    return answer


def read(connection: Connection, subject: str, before_day: int) -> dict[int, Cells]:
    """Return the stored days of a subject (a dyad by `dyad_of`, or `ARTICLES`) up to a day, as arrays of 24 rows."""
    width = 1 if subject == ARTICLES else len(FIELDS)
    wanted = select(rollups.c.day, rollups.c.hours).where(rollups.c.subject == subject, rollups.c.day <= before_day)
    return {
        day: np.frombuffer(hours, DOUBLE).reshape(24, width).astype(np.float64, copy=False)
        for day, hours in connection.execute(wanted)
    }
