"""Feed silence: no article has come in for some time."""

from datetime import datetime, timedelta
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from straitwatch.detectors.finding import CALM, NO_DATA, OVER, Finding, Findings
from straitwatch.detectors.window import DAY, TICK, Window

HOUR = timedelta(hours=1)
REMEMBERED_DAYS = 60


class FeedSilence(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="feed-silence"):
    """No article, of the matched outlets where some are matched, for `hours`."""

    hours: Annotated[float, Meta(ge=0.5, le=24 * 30)] = 12.0

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read."""
        del half_life_days
        return REMEMBERED_DAYS * DAY

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window, at most one day."""
        first = (day - window.start) // TICK
        places = np.arange(window.ticks)
        last = np.maximum.accumulate(np.where(window.articles > 0, places, -1))[first:]
        silent = (places[first:] - last) * (TICK / HOUR)
        codes = np.where(last < 0, NO_DATA, np.where(silent >= self.hours, OVER, CALM)).astype(np.int8)

        def explain(place: int) -> Finding:
            if codes[place] == NO_DATA:
                return Finding(NO_DATA, f"no article has come in within {REMEMBERED_DAYS} days", {})
            numbers = {"hours_without": float(silent[place]), "threshold": self.hours}
            return Finding(int(codes[place]), f"no article has come in for {silent[place]:.1f} hours", numbers)

        return Findings(codes, explain)
