"""The normal level of the index: a median and a robust spread, once a day, and z against them.

For every time in a UTC day the baseline is the median of T at the hour ends of the 90 days that end 2 days before that
day begins, and the spread is 1.4826 times the median absolute deviation from it. Hours in a gap are left out.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

WINDOW = 90
"""Days the baseline is taken over."""
LAG = 2
"""Days between the end of the baseline and the day it serves, so that a crisis does not set its own measure."""
SHORTEST = 30
"""Days of hourly values without a gap that a baseline needs."""
NORMAL = 1.4826
"""Makes the median absolute deviation of a normal distribution its standard deviation."""
FLOOR = 1.0
"""Least spread, in tension points: a quarter of one critical statement. It keeps z finite where nothing is said."""

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Baseline:
    """Median and spread of the index for some days in a row; NaN where the history is too short.

    `flat` marks days whose measured spread is below `FLOOR`; their spread is `FLOOR`.
    """

    median: Values
    spread: Values
    flat: npt.NDArray[np.bool_]


def baseline(hourly: Values, days: int) -> Baseline:
    """Return the baseline of the last `days` days of an hourly series.

    `hourly` holds T at the ends of the hours, NaN in gaps, whole days, and begins `WINDOW` + `LAG` days before the
    first day asked for (fill with NaN where nothing was recorded).

    >>> quiet = np.tile([1.0, 3.0], 12 * (WINDOW + LAG + 1))
    >>> made = baseline(quiet, 1)
    >>> float(made.median[0]), round(float(made.spread[0]), 4)
    (2.0, 1.4826)
    """
    if hourly.size != 24 * (days + WINDOW + LAG):
        raise ValueError(f"{days} days need {24 * (days + WINDOW + LAG)} hours, {hourly.size} were given")
    windows = np.lib.stride_tricks.sliding_window_view(hourly, 24 * WINDOW)[::24][:days]
    present = np.count_nonzero(~np.isnan(windows), axis=1)
    median = np.full(days, np.nan)
    spread = np.full(days, np.nan)
    whole = present == 24 * WINDOW
    if whole.any():
        median[whole] = np.median(windows[whole], axis=1)
        spread[whole] = np.median(np.abs(windows[whole] - median[whole, None]), axis=1)
    for day in np.flatnonzero(~whole & (present >= 24 * SHORTEST)):
        kept = windows[day][~np.isnan(windows[day])]
        median[day] = np.median(kept)
        spread[day] = np.median(np.abs(kept - median[day]))
    spread *= NORMAL
    flat = spread < FLOOR
    return Baseline(median, np.where(flat, FLOOR, spread), flat)
