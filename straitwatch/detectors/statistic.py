"""Statistics of a spike: how far the sums of the last hours lie above the quiet time.

Both are lines in the sum of the newest hour,  score = max(0, offset + slope * sum),  so that an hour that is not over
yet can be scored with what it holds: the score can only grow until the hour ends.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from straitwatch.detectors.arrays import Floats

RATIO = 2.5
"""The rise the cumulative sum is tuned to: 2.5 times the quiet time."""
CUSUM_HOURS = 168
SUM_HOURS = 24


@dataclass(frozen=True)
class Reference:
    """What a statistic compares with; arrays have one leading axis of replicates, or none.

    `daily` is the mean daily sum, `overdispersion` 1 / size, both with a last axis of 1; `ratios` the daily sums of the
    baseline divided by what was expected of them, last axis days; `cluster` the index of dispersion within a day.
    """

    daily: Floats
    overdispersion: Floats
    ratios: Floats
    cluster: float


Statistic = Callable[[Floats, Floats, Reference], tuple[Floats, Floats]]
"""Takes sums and expected sums by hour (last axis) and the reference; returns offset and slope by hour."""


def score(offset: Floats, slope: Floats, sums: Floats) -> Floats:
    """Return the statistic for the sums of the newest hour."""
    scores: Floats = np.maximum(0.0, offset + slope * sums)
    return scores


def _before(values: Floats, hours: int) -> Floats:
    """Return for each hour the sum of the `hours` hours before it."""
    total = np.cumsum(values, axis=-1)
    zero = np.zeros((*values.shape[:-1], 1))
    upto = np.concatenate([zero, total], axis=-1)
    start = np.maximum(np.arange(values.shape[-1]) - hours, 0)
    sums: Floats = upto[..., :-1] - upto[..., start]
    return sums


def drift(daily: Floats, over: Floats, ratio: float = RATIO) -> Floats:
    """Return the part of the expected sum that is taken off each hour, from the negative binomial likelihood ratio.

    With mean m and size r an hour adds  y (log ratio - log c) - (r / m) mu log c,  c = (r + ratio m) / (r + m);
    divided by the factor of y this is  y - drift * mu  (Hoehle & Paul 2008, "Count data regression charts for the
    monitoring of surveillance time series", Computational Statistics & Data Analysis 52(9)).

    >>> round(float(drift(np.array(10.0), np.array(1e-9))), 3)  # the Poisson limit, (ratio - 1) / log ratio
    1.637
    """
    size = 1 / np.maximum(over, 1e-9)
    log_c = np.log((size + ratio * daily) / (size + daily))
    taken: Floats = (size / np.maximum(daily, 1e-12)) * log_c / (np.log(ratio) - log_c)
    return taken


def nb_cusum(sums: Floats, expected: Floats, reference: Reference) -> tuple[Floats, Floats]:
    """Negative binomial cumulative sum over at most the last 7 days (Page 1954, Biometrika 41)."""
    taken = drift(reference.daily, reference.overdispersion) * expected
    path = np.cumsum(sums - taken, axis=-1)
    path = np.concatenate([np.zeros((*path.shape[:-1], 1)), path], axis=-1)
    low = _trailing_minimum(path, CUSUM_HOURS)
    carried = (path - low)[..., :-1]
    return carried - taken, np.ones_like(carried)


def _trailing_minimum(path: Floats, width: int) -> Floats:
    """Return the minimum over the last `width` places, by doubling; no later place is looked at."""
    low = path.copy()
    covered = 1
    while covered < width:
        step = min(covered, width - covered)
        shifted = low[..., :-step].copy()
        low[..., step:] = np.minimum(low[..., step:], shifted)
        covered += step
    return low


def robust_z(sums: Floats, expected: Floats, reference: Reference) -> tuple[Floats, Floats]:
    """Robust z of the last 24 hours' ratio to the expected sum: (ratio - median) / (1.4826 MAD) of the baseline's days.

    The scale is at least half of the Poisson one, so that a baseline of mostly empty days does not divide by 0.
    """
    centre = np.median(reference.ratios, axis=-1, keepdims=True)
    spread = 1.4826 * np.median(np.abs(reference.ratios - centre), axis=-1, keepdims=True)
    spread = np.maximum(spread, 0.5 * np.sqrt(reference.cluster / np.maximum(reference.daily, 1e-12)))
    total = np.maximum(_before(expected, SUM_HOURS - 1) + expected, 1e-12)
    offset = (_before(sums, SUM_HOURS - 1) / total - centre) / spread
    return offset, 1 / (total * spread)


STATISTICS: Mapping[str, Statistic] = {"nb-cusum": nb_cusum, "robust-z": robust_z}
