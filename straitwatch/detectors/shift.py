"""Shift: a change of the index within a stretch of time."""

from datetime import datetime, timedelta
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from straitwatch.detectors.finding import BETWEEN, CALM, NO_DATA, OVER, Finding, Findings, no_data
from straitwatch.detectors.path import WARM_HALF_LIVES, feed_down, tension_path
from straitwatch.detectors.window import DAY, HOUR_TICKS, TICK, Window


class Shift(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="shift"):
    """A change of at least `percent` within `hours`.

    The change is taken relative to the size of the index `hours` ago, but to no less than `floor` points, so that a
    rise from almost nothing is not a large one.
    """

    percent: Annotated[float, Meta(gt=0)]
    hours: Annotated[int, Meta(ge=1, le=24 * 60)] = 24
    floor: Annotated[float, Meta(gt=0)] = 10.0
    direction: Literal["up", "down"] = "up"

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read."""
        return int(np.ceil(WARM_HALF_LIVES * half_life_days + self.hours / 24 + 7)) * DAY

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window, at most one day."""
        ticks = (window.end - day) // TICK
        start, back = window.ticks - ticks, self.hours * HOUR_TICKS
        if window.first_article > start - back:
            return no_data(ticks, f"there are less than {self.hours} hours of history")
        path = tension_path(window)
        values, earlier = path[start:], path[start - back : len(path) - back]
        sign = 1.0 if self.direction == "up" else -1.0
        percent = 100 * sign * (values - earlier) / np.maximum(np.abs(earlier), self.floor)
        lost, without = feed_down(window, day)
        codes = np.where(percent >= self.percent, OVER, np.where(percent > self.percent / 2, BETWEEN, CALM))
        codes = np.where(lost, NO_DATA, codes).astype(np.int8)

        def explain(place: int) -> Finding:
            now, then, rise = float(values[place]), float(earlier[place]), float(percent[place])
            numbers = {"value": now, "before": then, "percent": rise, "threshold": self.percent}
            if codes[place] == NO_DATA:
                return Finding(NO_DATA, f"no article has come in for {without[place]:.0f} hours", numbers)
            why = f"tension went from {then:.1f} to {now:.1f} in {self.hours} hours, {sign * rise:+.0f} %"
            return Finding(int(codes[place]), why, numbers)

        return Findings(codes, explain)
