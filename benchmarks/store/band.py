"""How often the 90 % band of the index covers the level that generates the statements, under several ways of arrival.

Run: python benchmarks/store/band.py [repetitions]
"""

import sys

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


def ages(rng: Rng, rate: float, dispersion: float, size: int) -> Floats:
    """Return ages in days of arrivals: `rate` statements a day in groups of `size`.

    The daily level is gamma distributed with variance `dispersion` * level^2, constant where that is 0.
    """
    level = rate / size * (rng.gamma(1 / dispersion, dispersion, SPAN) if dispersion else np.ones(SPAN))
    counts = rng.poisson(level)
    return np.repeat(np.arange(SPAN), counts) + rng.random(counts.sum())


def covered(rng: Rng, rate: float, dispersion: float = 0.0, size: int = 1) -> tuple[bool, bool, float]:
    """Draw one history; tell whether the band covers the true level, whether one over groups does, and Kish's number.

    The statements of a group share their label and time, as those of one article may. The band over groups sums the
    square of each group's contribution in place of each statement's.
    """
    truth = rate * float(SHARES @ POINTS) * HALF_LIFE / np.log(2)
    drawn = (-ages(rng, rate, dispersion, size) * DAY_US).astype(np.int64)
    labels = rng.choice(POINTS, drawn.size, p=SHARES)
    events = zip(np.repeat(drawn, size).tolist(), np.repeat(labels, size).tolist(), strict=True)
    at = tension(events, 1, HALF_LIFE)
    grouped = tension(zip(drawn.tolist(), (labels * size).tolist(), strict=True), 1, HALF_LIFE)
    return at.low <= truth <= at.high, grouped.low <= truth <= grouped.high, at.effective


def share(
    seed: int, repetitions: int, rate: float, dispersion: float = 0.0, size: int = 1
) -> tuple[float, float, float]:
    """Return the shares of histories the two bands cover, and the median of effective statements."""
    rng = np.random.default_rng(seed)
    drawn = np.array([covered(rng, rate, dispersion, size) for _ in range(repetitions)], np.float64)
    return float(drawn[:, 0].mean()), float(drawn[:, 1].mean()), float(np.median(drawn[:, 2]))


def main() -> None:
    """Print the table of docs/tension-index.md."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print("| arrival of statements | a day | effective statements | band covers | band over articles covers |")
    print("|---|---|---|---|---|")
    cases = [("independent", rate, 0.0, 1) for rate in (1.0, 2.0, 5.0, 10.0, 20.0, 50.0)]
    cases += [(f"daily level varies, dispersion {d}", 10.0, d, 1) for d in (0.2, 0.5, 1.0)]
    cases += [(f"{n} of one label at a time", 10.0, 0.0, n) for n in (2, 3, 5)]
    for name, rate, dispersion, size in cases:
        hit, grouped, effective = share(7, repetitions, rate, dispersion, size)
        print(f"| {name} | {rate:g} | {effective:.0f} | {100 * hit:.1f} % | {100 * grouped:.1f} % |", flush=True)


if __name__ == "__main__":
    main()
