"""How often the 90 % band of the index covers the level that generates the statements, under several ways of arrival.

Run: python benchmarks/store/band.py [repetitions]
"""

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from straitwatch.stance import INTENSITY, LABELS
from straitwatch.tension import DAY_US, tension

HALF_LIFE = 3.0
SPAN = 90
"""Days simulated before the time of reading: 30 half-lives."""
SHARES = np.array([0.05, 0.20, 0.60, 0.15])
"""How often each of `LABELS` is said."""
POINTS = np.array([INTENSITY[label] for label in LABELS])

Rng = np.random.Generator
Floats = npt.NDArray[np.float64]


def ages(rng: Rng, rate: float, dispersion: float) -> Floats:
    """Return ages in days of arrivals, `rate` a day.

    The daily level is gamma distributed with variance `dispersion` * level^2, constant where that is 0.
    """
    level = rate * (rng.gamma(1 / dispersion, dispersion, SPAN) if dispersion else np.ones(SPAN))
    counts = rng.poisson(level)
    return np.repeat(np.arange(SPAN), counts) + rng.random(counts.sum())


@dataclass(frozen=True)
class Case:
    """A way of arrival: `rate` statements a day, in articles of `size` (its mean where `vary`).

    All statements of an article have the same label where `alike`, each its own where not.
    """

    name: str
    rate: float
    size: int = 1
    dispersion: float = 0.0
    vary: bool = False
    alike: bool = True


CASES = (
    *(Case("one statement an article", rate) for rate in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)),
    *(Case(f"{n} of one label an article", 10.0, n) for n in (2, 3, 5)),
    Case("5 of one label an article", 30.0, 5),
    Case("3 of one label on average, 1 to many", 10.0, 3, vary=True),
    Case("3 of one label on average, 1 to many", 30.0, 3, vary=True),
    Case("3 of mixed labels an article", 10.0, 3, alike=False),
    *(Case(f"one an article, the daily level varies, dispersion {d}", 10.0, dispersion=d) for d in (0.2, 0.5, 1.0)),
)


def covered(rng: Rng, case: Case) -> tuple[bool, bool, float]:
    """Draw one history; tell whether the band and one over single statements cover the level, and Kish's number."""
    truth = case.rate * float(SHARES @ POINTS) * HALF_LIFE / np.log(2)
    drawn = (-ages(rng, case.rate / case.size, case.dispersion) * DAY_US).astype(np.int64)
    sizes = rng.geometric(1 / case.size, drawn.size) if case.vary else np.full(drawn.size, case.size)
    articles = np.repeat(np.arange(drawn.size), sizes)
    labels = rng.choice(POINTS, drawn.size if case.alike else articles.size, p=SHARES)
    points = (labels[articles] if case.alike else labels).tolist()
    times = drawn[articles].tolist()
    at = tension(zip(articles.tolist(), times, points, strict=True), 1, HALF_LIFE)
    single = tension(zip(range(articles.size), times, points, strict=True), 1, HALF_LIFE)
    return at.low <= truth <= at.high, single.low <= truth <= single.high, at.effective


def share(seed: int, repetitions: int, case: Case) -> tuple[float, float, float]:
    """Return the shares of histories the two bands cover, and the median of effective articles."""
    rng = np.random.default_rng(seed)
    drawn = np.array([covered(rng, case) for _ in range(repetitions)], np.float64)
    return float(drawn[:, 0].mean()), float(drawn[:, 1].mean()), float(np.median(drawn[:, 2]))


def main() -> None:
    """Print the table of docs/tension-index.md."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| arrival of statements | a day | effective articles | band covers | a band over single statements |")
    print("|---|---|---|---|---|")
    for case in CASES:
        hit, single, effective = share(7, repetitions, case)
        row = f"{effective:.0f} | {100 * hit:.1f} % | {100 * single:.1f} %"
        print(f"| {case.name} | {case.rate:g} | {row} |", flush=True)


if __name__ == "__main__":
    main()
