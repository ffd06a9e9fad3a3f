"""Reading the index: a series at chosen times out of the hourly roll-ups and, between hours, the stances themselves."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pandas as pd
from sqlalchemy import Connection, select

from straitwatch.baseline import LAG, WINDOW, baseline
from straitwatch.coverage import Stretch, read_gaps
from straitwatch.rollup import FIELDS, Cells, hour_of, read, runs
from straitwatch.schema import stances
from straitwatch.subject import directions, stored_as
from straitwatch.tension import BAND, FEW, HOUR_US, Said, decay, tension

NEGLIGIBLE = 64
"""Half-lives after which a statement no longer moves a sum: 2^-64 of it is left, less than a double rounds away."""
MOST_POINTS = 400_000
NOTES = ("", "gap", "short history", "flat")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hourly:
    """The index at the ends of the hours from `first` on: row k is the state at hour `first` + k.

    `state` has the columns of `rollup.FIELDS`: the sums decayed to that time, statements and positions counted from the
    beginning.
    """

    first: int
    state: Cells

    def at(self, hours: Ints) -> Cells:
        """Return the rows of some hours; those before the first are 0."""
        rows: Cells = self.state[np.clip(hours - self.first, 0, len(self.state) - 1)]
        return np.where((hours >= self.first)[:, None], rows, 0.0)


def hourly(connection: Connection, subject: str, since: int, until: int, half_life_days: float) -> Hourly:
    """Run the recurrence up to the hour `until`, from far enough before the hour `since` to be exact."""
    stored = read(connection, stored_as(subject), until // 24)
    start = min(_start(sorted(stored), since // 24, half_life_days), since // 24)
    flow = np.zeros((until // 24 - start + 1, 24, len(FIELDS)))
    for day, hours in stored.items():
        if day >= start:
            flow[day - start] = hours
    cells = flow.reshape(-1, len(FIELDS))[: max(until - start * 24, 0)]
    state = np.zeros((len(cells) + 1, len(FIELDS)))
    for column, factor in enumerate(_factors(HOUR_US, half_life_days)):
        state[1:, column] = _recur(cells[:, column], factor)
    return Hourly(start * 24, state)


def _factors(age_us: int, half_life_days: float) -> tuple[float, ...]:
    """Return what is left of each of `rollup.FIELDS` after a time."""
    kept = decay(age_us, half_life_days)
    return kept, kept, kept * kept, kept, 1.0, 1.0


def _recur(amounts: Floats, factor: float) -> Floats:
    if factor == 1.0:
        return np.cumsum(amounts)
    states: Iterable[float] = accumulate(amounts.tolist(), lambda state, new: state * factor + new)
    return np.fromiter(states, np.float64, len(amounts))


def _start(days: list[int], before: int, half_life_days: float) -> int:
    """Return the first day that still matters: the one after the last long silence before the day `before`."""
    silence = NEGLIGIBLE * half_life_days
    earlier = [day for day in days if day <= before]
    if not earlier or before - earlier[-1] > silence:
        return before
    for older, newer in zip(reversed(earlier[:-1]), reversed(earlier[1:]), strict=True):
        if newer - older > silence:
            return newer
    return earlier[0]


def grid(since: int, until: int, step: int) -> Ints:
    """Return the multiples of `step` in (since, until], and `until`, all in microseconds.

    Raises:
        ValueError: the step neither divides an hour nor is a whole number of hours, or the points are too many.

    >>> grid(0, 25, 10).tolist() if HOUR_US % 10 == 0 else []
    [10, 20, 25]
    """
    if step <= 0 or (HOUR_US % step and step % HOUR_US):
        raise ValueError("the step must divide an hour or be a whole number of hours")
    if until <= since:
        raise ValueError("the series must end after it begins")
    if (until - since) // step > MOST_POINTS:
        raise ValueError(f"more than {MOST_POINTS:,} points; take a longer step")
    points = np.arange(since // step + 1, until // step + 1, dtype=np.int64) * step
    return points if points.size and points[-1] == until else np.append(points, until)


def series(
    connection: Connection, subject: str, since: int, until: int, step: int, half_life_days: float
) -> pd.DataFrame:
    """Return the frame that `Store.series` describes; times in microseconds."""
    points = grid(since, until, step)
    day = since // (24 * HOUR_US)
    last_day = until // (24 * HOUR_US)
    opening = (day - WINDOW - LAG) * 24
    run = hourly(connection, subject, opening, last_day * 24 + 24, half_life_days)
    missing, first = read_gaps(connection, until // HOUR_US + 1)
    state = _states(connection, subject, run, np.concatenate([[since], points]), half_life_days)
    value = state[1:, 0] - state[1:, 1]
    squares, sizes = state[1:, 2], state[1:, 3]
    half = BAND * np.sqrt(squares)
    with np.errstate(invalid="ignore", divide="ignore"):
        effective = np.where(squares > 0, sizes**2 / squares, 0.0)
    blank = in_gap(points, missing, first)
    days = last_day - day + 1
    ends = opening + 1 + np.arange(24 * (days + WINDOW + LAG), dtype=np.int64)
    flow = run.at(ends)
    normal = baseline(np.where(in_gap(ends * HOUR_US, missing, first), np.nan, flow[:, 0] - flow[:, 1]), days)
    which = points // (24 * HOUR_US) - day
    z = (value - normal.median[which]) / normal.spread[which]
    note = np.select([blank, np.isnan(z), normal.flat[which]], [1, 2, 3], 0)
    counts = np.diff(state[:, 4:6], axis=0).astype(np.int64)
    frame = pd.DataFrame(
        {
            "tension": value,
            "confrontation": state[1:, 0],
            "cooperation": state[1:, 1],
            "low": value - half,
            "high": value + half,
            "statements": counts[:, 0],
            "positions": counts[:, 1],
            "few": effective < FEW,
            "gap": blank,
            "baseline": normal.median[which],
            "z": z,
            "note": pd.Categorical(np.array(NOTES)[note], categories=list(NOTES)),
        },
        index=pd.DatetimeIndex(pd.to_datetime(points, unit="us", utc=True), name="time"),
    )
    frame.loc[blank, ["tension", "confrontation", "cooperation", "low", "high", "z"]] = np.nan
    return frame


def in_gap(points: Ints, missing: list[Stretch], first: int | None) -> npt.NDArray[np.bool_]:
    """Tell which times lie in a gap, or before the first article."""
    if first is None:
        return np.ones(points.size, np.bool_)
    answer = points <= first * HOUR_US
    for start, end in missing:
        answer |= (points > start * HOUR_US) & (points <= end * HOUR_US)
    return answer


def _states(connection: Connection, subject: str, run: Hourly, points: Ints, half_life_days: float) -> Cells:
    """Return the state at each time: the hour's before it, decayed, and the stances since."""
    hours = points // HOUR_US
    state = run.at(hours)
    between = np.flatnonzero(points % HOUR_US)
    if not between.size:
        return state
    said = _said(connection, subject, set(hours[between].tolist()))
    for place in between:
        at, hour = int(points[place]), int(hours[place])
        inside = [one for one in said[hour] if one[1] < at]
        new = tension(inside, at, half_life_days)
        positions = sum(1 for _, _, intensity in inside if intensity)
        state[place] = state[place] * _factors(at - hour * HOUR_US, half_life_days) + (
            new.confrontation,
            new.cooperation,
            new.squares,
            new.sizes,
            len(inside),
            positions,
        )
    return state


def _said(connection: Connection, subject: str, hours: set[int]) -> dict[int, list[Said]]:
    answer: dict[int, list[Said]] = {hour: [] for hour in hours}
    for first, last in runs(hours):
        wanted = select(stances.c.article, stances.c.published, stances.c.intensity).where(
            stances.c.direction.in_(directions(subject)),
            stances.c.published >= first * HOUR_US,
            stances.c.published < (last + 1) * HOUR_US,
            stances.c.counted,
        )
        for article, published, intensity in connection.execute(wanted):
            answer[hour_of(published)].append((article, published, intensity))
    return answer
