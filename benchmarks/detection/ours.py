"""Straitwatch's detectors on simulated histories, by the code that runs live."""

from datetime import timedelta

import numpy as np

from benchmarks.detection.simulate import START, Floats, History
from straitwatch.detectors.finding import NO_DATA, OVER
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.window import DAY, HOUR_TICKS, Window

MERGED = 24


def window(history: History) -> Window:
    """Return a history as the detectors read it; what falls into an hour is known at the hour's end."""

    def ticks(values: Floats) -> Floats:
        spread = np.zeros(len(values) * HOUR_TICKS)
        spread[HOUR_TICKS - 1 :: HOUR_TICKS] = values
        return spread

    none = np.zeros(len(history.points) * HOUR_TICKS)
    statements, stories = ticks(history.statements), ticks(history.stories)
    return Window(
        start=START,
        rising=ticks(history.points),
        easing=none,
        risers=statements,
        easers=none,
        rising_articles=stories,
        easing_articles=none,
        rising_by_article=ticks(history.by_story),
        easing_by_article=none,
        counts=statements,
        hostile=none,
        decayed=none,
        articles=ticks(history.articles),
    )


def hours_over(spike: Spike, history: History, first_day: int, last_day: int) -> tuple[list[int], float]:
    """Return the hours (from the start of the history) that are over, and the share of ticks without data."""
    whole, over, lost = window(history), [], 0.0
    for number in range(first_day, last_day + 1):
        day = START + timedelta(days=number)
        codes = spike.assess(whole.slice(day - spike.lookback(3.0), day + DAY), day).codes[HOUR_TICKS - 1 :: HOUR_TICKS]
        over += [number * 24 + int(hour) for hour in np.flatnonzero(codes == OVER)]
        lost += float((codes == NO_DATA).mean())
    return over, lost / (last_day - first_day + 1)


def alarms(over: list[int]) -> int:
    """Return how many alarms hours make: those within a day of the one before belong to it."""
    return sum(1 for place, hour in enumerate(over) if not place or hour - over[place - 1] > MERGED)
