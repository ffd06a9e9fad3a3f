"""Detector: what all detectors have in common, and the union of those there are."""

from datetime import datetime, timedelta
from typing import Protocol

from straitwatch.detectors.feed_silence import FeedSilence
from straitwatch.detectors.finding import Findings
from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.shift import Shift
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.window import Window

AnyDetector = Spike | Level | Shift | OneStatement | FeedSilence
"""The detectors a rule may name by `kind`: spike, level, shift, statement, feed-silence."""


class Detector(Protocol):
    """Judges the ticks of one UTC day by the window before and in it, and by nothing later."""

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read, in whole days."""
        ...

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window.

        The answer for a tick does not change when later ticks are added to the window.
        """
        ...
