"""Quiet: the model of a subject's quiet time, fitted on its trailing baseline.

Statements come in stories: the sum of a day has the variance  m * cluster + m^2 / size,  a negative binomial whose
size is the gamma-distributed news of the day and whose cluster is the statements a story brings (Lawless 1987,
"Negative binomial and mixed Poisson regression", Canadian Journal of Statistics 15(3)). Busy days follow busy days;
`carry` is the correlation of the news of neighbouring days. All sums are in units of one mean statement.
"""

from dataclasses import dataclass

import numpy as np

from straitwatch.detectors.arrays import Bools, Floats, Ints

PRIOR = 10.0
"""Statements of an even week and day that the rhythm is shrunk toward."""
USUAL_CLUSTER, USUAL_OVERDISPERSION = 3.0, 0.5
"""What a baseline of few statements is shrunk toward, as if so many statements more had shown it: `PRIOR`."""


@dataclass(frozen=True)
class Quiet:
    """A fitted quiet time.

    `daily` is the mean sum of a day, `overdispersion` 1 / size, `cluster` the index of dispersion within a day,
    `carry` the lag-1 correlation; `week` (7) and `day` (24) are factors with mean 1; `unit` is the points of one mean
    statement, `days` the observed days and `statements` their statements.
    """

    daily: float
    overdispersion: float
    cluster: float
    carry: float
    week: Floats
    day: Floats
    unit: float
    days: float
    statements: float

    def expected(self, weekdays: Ints) -> Floats:
        """Return the expected sum of every hour of the days, shape (days, 24)."""
        hours: Floats = self.daily / 24 * self.week[weekdays][:, None] * self.day[None, :]
        return hours


def overdispersion(totals: Floats, expected: Floats, cluster: Floats | float) -> Floats:
    """Return 1 / size by moments along the last axis; 0 where the days vary no more than their stories explain."""
    days = totals.shape[-1]
    excess = ((totals - expected) ** 2 - cluster * expected).sum(axis=-1) * days / max(days - 1, 1)
    over: Floats = np.clip(excess / np.maximum((expected**2).sum(axis=-1), 1e-12), 0.0, 4.0)
    return over


def _rhythm(sums: Floats, exposure: Floats) -> Floats:
    mean = (sums.sum() + 1) / exposure.sum()
    prior = PRIOR / mean
    factors = (sums + prior * mean) / (exposure + prior) / mean
    rhythm: Floats = factors / factors.mean()
    return rhythm


def fit(points: Floats, statements: Floats, seen: Bools, weekdays: Ints, usual_unit: float = 1.0) -> Quiet:
    """Fit the quiet time of a baseline; all arrays are (days, 24) but `weekdays` (days).

    One statement of `usual_unit` points is counted more than there was, so that none is a small rate and not 0.
    """
    number = float(statements[seen].sum())
    unit = (float(points[seen].sum()) + usual_unit) / (number + 1)
    sums = np.where(seen, points / unit, 0.0)
    hours = seen.astype(np.float64)
    day = _rhythm(sums.sum(axis=0), hours.sum(axis=0))
    by_weekday = np.zeros((2, 7))
    np.add.at(by_weekday[0], weekdays, sums.sum(axis=1))
    np.add.at(by_weekday[1], weekdays, (hours * day).sum(axis=1))
    week = _rhythm(by_weekday[0], by_weekday[1])
    shape = week[weekdays][:, None] * day[None, :] * hours
    daily = 24 * float((sums.sum() + 1) / shape.sum())
    expected = daily / 24 * shape
    e, y = expected.sum(axis=1), sums.sum(axis=1)
    full = e > 0
    share = expected[full] / e[full][:, None]
    spread = ((sums[full] - y[full][:, None] * share) ** 2).sum()
    within = float((y[full] * (1 - (share**2).sum(axis=1))).sum())
    cluster = float(np.clip((spread + PRIOR * USUAL_CLUSTER) / (within + PRIOR), 1.0, 30.0))
    measured = float(overdispersion(y[full], e[full], cluster))
    over = (number * measured + PRIOR * USUAL_OVERDISPERSION) / (number + PRIOR)
    carry = _carry(y[full] / e[full] - 1, over)
    return Quiet(daily, over, cluster, carry, week, day, unit, float(hours.sum() / 24), number)


def _carry(residual: Floats, over: float) -> float:
    if over < 0.01 or len(residual) < 14:
        return 0.0
    return float(np.clip((residual[1:] * residual[:-1]).mean() / over, 0.0, 0.8))
