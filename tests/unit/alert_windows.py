"""Made ledgers for tests of the alerts."""

from datetime import UTC, datetime, timedelta

import numpy as np

from straitwatch.ledger import Ledger, build_ledger
from straitwatch.moment import to_us

START = datetime(2024, 1, 1, tzinfo=UTC)
HALF_LIFE = 3.0
DIRECTIONS = ("Tokyo>Beijing", "Beijing>Tokyo", "Beijing>Taipei", "Taipei>Beijing", "Tokyo>Taipei", "Taipei>Tokyo")
Row = tuple[datetime, str, float]
"""When, direction, intensity."""


def ledger(rows: list[Row], days: int, articles_a_day: int = 48, start: datetime = START) -> Ledger:
    """A ledger of `days` days with these stances and a steady feed; stances of one time are of one article."""
    stances = [
        (to_us(at), direction, 1, points, 0.95 if points > 5 else 0.1, 0.9, number, to_us(at), False, "critical", False)
        for number, (at, direction, points) in enumerate(sorted(rows))
    ]
    spacing = timedelta(days=1) / articles_a_day
    articles = [(to_us(start + n * spacing), 1) for n in range(days * articles_a_day)]
    return build_ledger(start, start + timedelta(days=days), {1: "Harbour Times"}, stances, articles)


def steady(days: int, a_day: float, seed: int, start: datetime = START) -> list[Row]:
    """Stances at random times, of all directions."""
    random = np.random.default_rng(seed)
    times = np.sort(random.uniform(0, days * 86_400, int(days * a_day)))
    points = random.choice([3.3, 5.9, 0.0, -3.8], len(times), p=[0.4, 0.1, 0.3, 0.2])
    ways = random.choice(np.array(DIRECTIONS), len(times))
    return [
        (start + timedelta(seconds=float(t)), str(w), float(p)) for t, w, p in zip(times, ways, points, strict=True)
    ]


def burst(at: datetime, number: int, direction: str = "Beijing>Tokyo", hours: float = 12.0) -> list[Row]:
    """`number` hostile statements, evenly over `hours`."""
    return [(at + timedelta(hours=hours) * n / number, direction, 5.9) for n in range(number)]
