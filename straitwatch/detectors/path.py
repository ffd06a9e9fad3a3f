"""The tension index at the ends of ticks, for the detectors that read its level."""

import math
from datetime import datetime
from itertools import accumulate

import numpy as np

from straitwatch.detectors import gaps
from straitwatch.detectors.arrays import Bools, Floats
from straitwatch.detectors.window import DAY_TICKS, HOUR_TICKS, TICK, Window

WARM_HALF_LIVES = 15
"""History in front of the first value, in half-lives: 2^-15 of what lies before it is left out."""


def tension_path(window: Window) -> Floats:
    """Return T at the end of every tick of the window, from the statements in it."""
    kept = math.exp2(-1 / DAY_TICKS / window.half_life)
    return np.array(list(accumulate(window.decayed.tolist(), lambda before, said: before * kept + said)))


def feed_down(window: Window, day: datetime) -> tuple[Bools, Floats]:
    """Return for each tick from the midnight `day` on whether the feed is down, and the hours without an article.

    What is usual is taken from the window before that day, so that no later article changes an earlier answer.
    """
    before = window.slice(window.start, day)
    usual = gaps.rate(before.hourly(before.articles))
    hours = np.repeat(gaps.empty_run(window.hourly(window.articles)), HOUR_TICKS)[: window.ticks]
    hours = hours[(day - window.start) // TICK :]
    return hours >= gaps.gap_length(usual), hours
