"""Quiet months: simulated from a fitted quiet time, each behind a simulated baseline of its own."""

from dataclasses import dataclass

import numpy as np

from straitwatch.detectors.arrays import Floats

BASELINE_DAYS = 90
LAG_DAYS = 2
MONTH_DAYS = 30
WARM_DAYS = 7


@dataclass(frozen=True)
class QuietMonths:
    """Simulated histories: `baseline` has daily sums (months, days), `hours` (months, (7 + 30) * 24) the time after it.

    The first 7 days of `hours` only fill the detector's window. `cluster` is the index of dispersion simulated with.
    """

    baseline: Floats
    hours: Floats
    cluster: float


def _sums(random: np.random.Generator, means: Floats, cluster: float) -> Floats:
    """Compound Poisson sums: stories with gamma-distributed sizes of shape 3 whose index of dispersion is `cluster`."""
    size = cluster / (1 + 1 / 3)
    stories = random.poisson(means / size)
    sums: Floats = random.standard_gamma(3.0 * stories) * (size / 3)
    return sums


@dataclass(frozen=True)
class Shape:
    """What a quiet time is simulated from, rounded so that like baselines share one simulation; see `Quiet`."""

    daily: float
    overdispersion: float
    cluster: float
    carry: float
    days: int


def simulate(shape: Shape, months: int, seed: int) -> QuietMonths:
    """Simulate quiet months with an even day and week; the news of the day is a lognormal first-order chain."""
    random = np.random.default_rng(seed)
    days = shape.days + LAG_DAYS + MONTH_DAYS
    daily, overdispersion, cluster, carry = shape.daily, shape.overdispersion, shape.cluster, shape.carry
    sigma = float(np.sqrt(np.log1p(overdispersion)))
    news = random.standard_normal((months, days))
    for day in range(1, days):
        news[:, day] = carry * news[:, day - 1] + np.sqrt(1 - carry**2) * news[:, day]
    means = daily * np.exp(sigma * news - sigma**2 / 2)
    baseline = _sums(random, means[:, : shape.days], cluster)
    recent = np.repeat(means[:, -(WARM_DAYS + MONTH_DAYS) :] / 24, 24, axis=1)
    return QuietMonths(baseline, _sums(random, recent, cluster), cluster)
