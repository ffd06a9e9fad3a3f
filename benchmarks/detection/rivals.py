"""Rival detectors on the sums of the last 24 hours, looked at every hour: EARS C1-C3, 3 sigma, 7 days up by 5 %.

EARS after Hutwagner et al. 2003, "The bioterrorism preparedness and response Early Aberration Reporting System",
Journal of Urban Health 80(2): C1 compares a day with the 7 days before it, C2 leaves out the 2 days in between, C3 adds
up what C2 exceeds 1 by over 3 days. Looking every hour, not once a day, is to the rivals' advantage.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEAST_WEEK = 1.0
"""Points of a week that an empty one is taken to have, so that a rise from nothing is a number."""


def day_sums(points: Floats) -> Floats:
    """Return the sum of the 24 hours that end with each hour."""
    total = np.concatenate([[0.0], np.cumsum(points)])
    ends = np.arange(1, len(points) + 1)
    return total[ends] - total[np.maximum(ends - 24, 0)]


def _back(sums: Floats, days: int) -> Floats:
    return np.concatenate([np.full(24 * days, np.nan), sums[: len(sums) - 24 * days]])


def _against(sums: Floats, first: int, last: int) -> Floats:
    """Return how many standard deviations a day lies over the days `first` to `last` before it."""
    before = np.stack([_back(sums, days) for days in range(first, last + 1)])
    spread = np.maximum(before.std(axis=0, ddof=1), 0.1 * sums.mean() + 1e-9)
    return (sums - before.mean(axis=0)) / spread


def ears_c1(points: Floats) -> Floats:
    """EARS C1."""
    return _against(day_sums(points), 1, 7)


def ears_c2(points: Floats) -> Floats:
    """EARS C2."""
    return _against(day_sums(points), 3, 9)


def ears_c3(points: Floats) -> Floats:
    """EARS C3."""
    over = np.maximum(ears_c2(points) - 1, 0)
    return over + _back(over, 1) + _back(over, 2)


def three_sigma(points: Floats) -> Floats:
    """Standard deviations over the mean of the last 28 days."""
    return _against(day_sums(points), 1, 28)


def seven_days_up(points: Floats) -> Floats:
    """Rise of the last 7 days over the 7 days before, as a share; the rule's own threshold is 0.05."""
    total = np.concatenate([[0.0], np.cumsum(points)])
    ends = np.arange(1, len(points) + 1)
    week = total[ends] - total[np.maximum(ends - 168, 0)]
    before = np.concatenate([np.full(168, np.nan), week[:-168]])
    return week / np.maximum(before, LEAST_WEEK) - 1


RIVALS: Mapping[str, Callable[[Floats], Floats]] = {
    "EARS C1": ears_c1,
    "EARS C2": ears_c2,
    "EARS C3": ears_c3,
    "3 sigma": three_sigma,
    "7 days up": seven_days_up,
}
OWN_THRESHOLDS: Mapping[str, float] = {
    "EARS C1": 3.0,
    "EARS C2": 3.0,
    "EARS C3": 2.0,
    "3 sigma": 3.0,
    "7 days up": 0.05,
}
"""The thresholds the rivals are published with."""
