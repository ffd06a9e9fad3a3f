"""Simulated dyads: stories with a weekly and daily rhythm, news that lasts for days, outages of the feed, and bursts.

The generator shares no code with the detectors. The log news of a day is a first-order chain with Student-t shocks;
a story brings 1 + geometric statements within a few hours; a third of them take a position against the target.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
START = datetime(2023, 1, 2, tzinfo=UTC)
WARM_DAYS, MONTH_DAYS = 92, 30
DAYS = WARM_DAYS + MONTH_DAYS
HOURS = DAYS * 24
WEEK = np.array([1.1, 1.15, 1.15, 1.1, 1.05, 0.75, 0.7])
DAY = 1 + 0.7 * np.sin((np.arange(24) - 7) / 24 * 2 * np.pi)
POINTS = np.array([3.3, 4.0, 5.0, 5.9])
POINT_SHARES = np.array([0.5, 0.25, 0.15, 0.1])


@dataclass(frozen=True)
class Burst:
    """A rise of the rate by `factor` over `days`, from the hour `start` on (counted from the start of the history)."""

    start: int
    days: int
    factor: float


@dataclass(frozen=True)
class History:
    """Hourly sequences of one simulated dyad: confrontation points, the statements and stories behind them, the points
    where n statements of a story count as the root of n, articles of the feed.
    """

    points: Floats
    statements: Floats
    stories: Floats
    by_story: Floats
    articles: Floats


def history(daily: float, seed: int, burst: Burst | None = None, spread: float = 0.3, outages: bool = True) -> History:
    """Simulate 122 days with on average `daily` confrontational statements a day.

    `spread` is the standard deviation of the log news of a day. The feed brings eight times as many articles as the
    dyad has stories, evenly through the day, and fails once a month on average for 4 to 48 hours.
    """
    random = np.random.default_rng(seed)
    shocks = random.standard_t(6, DAYS) * np.sqrt(4 / 6)
    news = np.zeros(DAYS)
    for day in range(DAYS):
        news[day] = (0.55 * news[day - 1] if day else 0.0) + np.sqrt(1 - 0.55**2) * shocks[day]
    rates = np.exp(spread * news - spread**2 / 2)
    weekday = (START.weekday() + np.arange(DAYS)) % 7
    stories_a_day = daily / 1.6
    rate = (stories_a_day / 24 * rates * WEEK[weekday] / WEEK.mean())[:, None] * DAY / DAY.mean()
    rate = rate.reshape(-1)
    if burst is not None:
        rate[burst.start : burst.start + 24 * burst.days] *= burst.factor
    up = np.ones(HOURS)
    if outages:
        for begin in np.flatnonzero(random.random(HOURS) < 1 / (30 * 24)):
            up[begin : begin + int(random.integers(4, 49))] = 0
        if burst is not None:
            up[burst.start - 24 : burst.start + 48] = 1
    points, statements, told, by_story = (np.zeros(HOURS + 6) for _ in range(4))
    stories = random.poisson(rate * up)
    for hour in np.flatnonzero(stories):
        sizes = random.geometric(1 / 1.6, stories[hour])
        for size in sizes:
            place = hour + int(random.integers(0, 4)) * (size > 2)
            said = random.choice(POINTS, size, p=POINT_SHARES)
            points[place] += said.sum()
            statements[place] += size
            told[place] += 1
            by_story[place] += said.sum() / np.sqrt(size)
    noise = random.poisson(np.maximum(8 * stories_a_day, 30) / 24 * np.ones(HOURS))
    articles = (noise + stories) * up
    return History(*(hours[:HOURS] * up for hours in (points, statements, told, by_story)), articles)
