"""Feed silence: no article has come in for some time."""

from datetime import datetime, timedelta
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from straitwatch.coverage import ENOUGH, TRAIL_HOURS, UNKNOWN_HOURS
from straitwatch.detectors.finding import CALM, NO_DATA, OVER, Finding, Findings
from straitwatch.detectors.window import DAY, HOUR_TICKS, TICK, Window

HOUR = timedelta(hours=1)
REMEMBERED_DAYS = TRAIL_HOURS // 24


class FeedSilence(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="feed-silence"):
    """No article, of the matched outlets where some are matched, for `hours`.

    Where `times` is given, the silence must also be longer than so many times the usual spacing of articles: the median
    over the 90 days before the UTC day that is judged, as for the gaps that charts show. With fewer than 10 spacings in
    those days what is usual is not known, and the silence must last 7 days.
    """

    hours: Annotated[float, Meta(ge=0.5, le=24 * 30)] = 12.0
    times: Annotated[float, Meta(ge=0, le=1000)] = 0.0

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
        usual = spacing(window.slice(day - REMEMBERED_DAYS * DAY, day)) if self.times else 0.0
        threshold = max(self.hours, UNKNOWN_HOURS if usual is None else self.times * usual)
        codes = np.where(last < 0, NO_DATA, np.where(silent >= threshold, OVER, CALM)).astype(np.int8)

        def explain(place: int) -> Finding:
            if codes[place] == NO_DATA:
                return Finding(NO_DATA, f"no article has come in within {REMEMBERED_DAYS} days", {})
            numbers = {"hours_without": float(silent[place]), "threshold": threshold}
            why = f"no article has come in for {silent[place]:.1f} hours, threshold {threshold:.1f}"
            if usual:
                numbers["usual_spacing"] = usual
                why += f"; there usually is one every {usual:.1f}"
            return Finding(int(codes[place]), why, numbers)

        return Findings(codes, explain)


def spacing(window: Window) -> float | None:
    """Return the median hours between neighbouring articles of a window; None where they are too few to tell."""
    places = np.repeat(np.arange(window.ticks), window.articles.astype(np.int64))
    if len(places) <= ENOUGH:
        return None
    return float(np.median(np.diff(places))) / HOUR_TICKS
