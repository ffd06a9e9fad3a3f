"""Finding: what a detector says of one tick, and Findings, what it says of all ticks of a day."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from straitwatch.detectors.arrays import Codes

CALM, BETWEEN, OVER, NO_DATA = 0, 1, 2, 3
"""Codes of a tick: below the level of recovery, between it and the threshold, at or over it, not to be judged."""


@dataclass(frozen=True)
class Finding:
    """What a detector saw at one tick: a code, a sentence for people, and the numbers behind it."""

    code: int
    why: str
    numbers: dict[str, float]


@dataclass(frozen=True)
class Findings:
    """The codes of consecutive ticks, and a function that explains any one of them by its place."""

    codes: Codes
    explain: Callable[[int], Finding]


def no_data(ticks: int, why: str, numbers: dict[str, float] | None = None) -> Findings:
    """Return findings that say at every tick why nothing can be said.

    >>> no_data(3, "the baseline has 4 days, 28 are needed").explain(0).why
    'the baseline has 4 days, 28 are needed'
    """
    finding = Finding(NO_DATA, why, numbers or {})
    return Findings(np.full(ticks, NO_DATA, dtype=np.int8), lambda _: finding)


def compared(value: float, threshold: float, recovery: float) -> int:
    """Return the code of a value against its threshold and its level of recovery.

    >>> compared(5.0, 4.0, 2.0), compared(3.0, 4.0, 2.0), compared(2.0, 4.0, 2.0)
    (2, 1, 0)
    """
    return OVER if value >= threshold else BETWEEN if value > recovery else CALM
