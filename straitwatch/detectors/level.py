"""Level: the index, or its z against the baseline, over a fixed value."""

from datetime import datetime, timedelta
from typing import Literal

import numpy as np
from msgspec import Struct

from straitwatch.baseline import LAG, WINDOW, baseline
from straitwatch.detectors import gaps
from straitwatch.detectors.arrays import Bools, Floats
from straitwatch.detectors.finding import BETWEEN, CALM, NO_DATA, OVER, Finding, Findings, no_data
from straitwatch.detectors.path import WARM_HALF_LIVES, feed_down, tension_path
from straitwatch.detectors.window import DAY, DAY_TICKS, HOUR_TICKS, TICK, Window


class Level(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="level"):
    """Over `above` (points of tension, or z); calm again under `recover` (0.8 of `above` unless set).

    z is that of `straitwatch.baseline`; where the index hardly moves in the baseline there is no judgement. z alone can
    rise because the baseline moves on, so that it is over only while something confrontational was said in 3 days.
    """

    above: float
    of: Literal["tension", "z"] = "tension"
    recover: float | None = None

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read."""
        days = WARM_HALF_LIVES * half_life_days + (WINDOW + LAG if self.of == "z" else 7)
        return int(np.ceil(days)) * DAY

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window, at most one day."""
        ticks = (window.end - day) // TICK
        if window.first_article >= window.ticks - ticks:
            return no_data(ticks, "there is no history yet")
        path = tension_path(window)
        values, median, spread = path[len(path) - ticks :], 0.0, 1.0
        if self.of == "z":
            median, spread, flat = _baseline(window, path, day)
            if np.isnan(median):
                return no_data(ticks, "the baseline of z is shorter than 30 observed days")
            if flat:
                return no_data(ticks, "the index hardly moves in the baseline, so that z would say nothing")
            values = (values - median) / spread
        lost, without = feed_down(window, day)
        recover = 0.8 * self.above if self.recover is None else self.recover
        over = values >= self.above
        if self.of == "z":
            over &= _spoken(window)[len(path) - ticks :]
        codes = np.where(over, OVER, np.where(values > recover, BETWEEN, CALM))
        codes = np.where(lost, NO_DATA, codes).astype(np.int8)

        def explain(place: int) -> Finding:
            numbers = {"value": float(values[place]), "threshold": self.above}
            if self.of == "z":
                numbers |= {"tension": float(values[place] * spread + median), "baseline": median, "spread": spread}
            if codes[place] == NO_DATA:
                return Finding(NO_DATA, f"no article has come in for {without[place]:.0f} hours", numbers)
            name = "tension" if self.of == "tension" else "z of the tension"
            return Finding(int(codes[place]), f"{name} {values[place]:.1f}, threshold {self.above:.1f}", numbers)

        return Findings(codes, explain)


def _spoken(window: Window) -> Bools:
    """Return for each tick whether there was confrontation in the 3 days that end with it."""
    places = np.arange(window.ticks)
    last = np.maximum.accumulate(np.where(window.rising > 0, places, -window.ticks - 3 * DAY_TICKS))
    spoken: Bools = places - last < 3 * DAY_TICKS
    return spoken


def _baseline(window: Window, path: Floats, day: datetime) -> tuple[float, float, bool]:
    """Return median and spread of T for the day, and whether it is flat; NaN where the history is too short."""
    until = (day - window.start) // TICK
    hours = path[:until][HOUR_TICKS - 1 :: HOUR_TICKS].copy()
    articles = window.hourly(window.articles[:until])
    hours[~gaps.observed(articles, gaps.rate(articles))] = np.nan
    wanted = 24 * (WINDOW + LAG)
    filled = np.full(wanted + 24, np.nan)
    kept = hours[-wanted:]
    filled[wanted - len(kept) : wanted] = kept
    normal = baseline(filled, 1)
    return float(normal.median[0]), float(normal.spread[0]), bool(normal.flat[0])
