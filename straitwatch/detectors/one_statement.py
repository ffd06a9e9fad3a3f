"""One statement: a single statement that is hostile with at least a given probability."""

from datetime import datetime, timedelta
from typing import Annotated

import numpy as np
from msgspec import Meta, Struct

from straitwatch.detectors.finding import CALM, OVER, Finding, Findings
from straitwatch.detectors.window import DAY, TICK, Window


class OneStatement(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="statement"):
    """A statement with P(hostile) of at least `hostile`."""

    hostile: Annotated[float, Meta(gt=0, le=1)] = 0.9

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read."""
        del half_life_days
        return DAY

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window, at most one day."""
        highest = window.hostile[(day - window.start) // TICK :]
        codes = np.where(highest >= self.hostile, OVER, CALM).astype(np.int8)

        def explain(place: int) -> Finding:
            value = float(highest[place])
            why = f"a statement is hostile with probability {value:.2f}" if value else "no hostile statement"
            return Finding(int(codes[place]), why, {"hostile": value, "threshold": self.hostile})

        return Findings(codes, explain)
