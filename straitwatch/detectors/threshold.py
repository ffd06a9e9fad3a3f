"""Thresholds: the score that quiet months reach as often as the user allows, found by simulation."""

import hashlib
import math
from functools import lru_cache

import numpy as np

from straitwatch.detectors.arrays import Floats, Ints
from straitwatch.detectors.quiet import Quiet, overdispersion
from straitwatch.detectors.quiet_months import MONTH_DAYS, Shape, simulate
from straitwatch.detectors.statistic import STATISTICS, Reference, score

MERGED_HOURS = 24
"""Scores over the threshold within a day of each other are one alarm."""
LENGTHS = (28, 45, 60, 90)
KEPT = 0.75
"""Share of the allowed false alarms that simulated months may use up; the rest is for what the model does not know."""
EPISODES = 60
"""As many false alarms are simulated, so that the threshold's own error stays near 1 / sqrt(60) = 13 %."""


def _step(value: float, width: float) -> float:
    return float(math.exp(round(math.log(max(value, 0.02)) / width) * width))


def shape(quiet: Quiet) -> Shape:
    """Return the shape of a quiet time, rounded: sizes to a tenth, correlation up to a fifth."""
    over = 0.0 if quiet.overdispersion < 0.01 else _step(quiet.overdispersion, 0.2)
    length = max((n for n in LENGTHS if n <= quiet.days), default=LENGTHS[0])
    carry = math.ceil(quiet.carry * 5 - 0.05) / 5
    return Shape(_step(quiet.daily, 0.1), over, _step(quiet.cluster, 0.1), carry, length)


def alarms(scores: Floats, threshold: float) -> Ints:
    """Return the alarms of each row of hourly scores in its last 30 days.

    >>> hours = np.zeros((1, 30 * 24))
    >>> hours[0, [40, 45, 90]] = 5.0
    >>> alarms(hours, 4.0).tolist()
    [2]
    """
    over = scores >= threshold
    total = np.cumsum(over, axis=-1, dtype=np.int64)
    before = np.zeros_like(total)
    before[..., 1:] = total[..., :-1]
    before[..., MERGED_HOURS + 1 :] -= total[..., : -MERGED_HOURS - 1]
    starts: Ints = (over & (before == 0))[..., -MONTH_DAYS * 24 :].sum(axis=-1)
    return starts


def solve(scores: Floats, per_month: float) -> float:
    """Return the lowest threshold that rows of 30 days reach at most `per_month` times on average."""
    low, high = 0.0, float(scores.max())
    for _ in range(16):
        middle = (low + high) / 2
        if alarms(scores, middle).mean() > per_month:
            low = middle
        else:
            high = middle
    return high


def seed_of(*parts: object) -> int:
    """Return a seed derived from the parts, the same on every machine."""
    return int.from_bytes(hashlib.sha256(repr(parts).encode()).digest()[:8], "big")


@lru_cache(maxsize=4096)
def simulated_threshold(statistic: str, form: Shape, per_month: float) -> float:
    """Return the threshold of a statistic for a shape: every simulated month is judged by its own simulated baseline.

    So the error of estimating the quiet time from so many days is part of the false alarms that are counted.
    """
    months = int(min(max(EPISODES / (KEPT * per_month), 200), 1500))
    quiet = simulate(form, months, seed_of(statistic, form))
    mean = np.maximum(quiet.baseline.mean(axis=-1, keepdims=True), 1e-9)
    over = overdispersion(quiet.baseline, mean, quiet.cluster)[:, None]
    reference = Reference(mean, over, quiet.baseline / mean, quiet.cluster)
    expected = np.broadcast_to(mean / 24, quiet.hours.shape)
    offset, slope = STATISTICS[statistic](quiet.hours, expected, reference)
    return solve(score(offset, slope, quiet.hours), KEPT * per_month)
