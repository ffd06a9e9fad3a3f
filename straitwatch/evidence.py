"""Evidence: the statements that speak most for a transition."""

from datetime import timedelta

import numpy as np

from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.shift import Shift
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.window import TICK
from straitwatch.ledger import DAY_US, Ledger
from straitwatch.moment import to_us
from straitwatch.rules import Rule
from straitwatch.topics import Transition

MOST = 5


def _span(rule: Rule) -> timedelta:
    detector = rule.detector
    if isinstance(detector, Level):
        return timedelta(days=7)
    if isinstance(detector, Shift):
        return timedelta(hours=detector.hours)
    return TICK if isinstance(detector, OneStatement) else timedelta(days=3)


def _sign(rule: Rule) -> float:
    detector = rule.detector
    easing = isinstance(detector, Shift) and detector.direction == "down"
    easing = easing or (isinstance(detector, Spike) and detector.measure == "cooperation")
    return -1.0 if easing else 1.0


def top_statements(ledger: Ledger, rule: Rule, transition: Transition, half_life_days: float) -> tuple[int, ...]:
    """Return the row numbers of up to five statements before the transition, the weightiest first.

    The weight is the decayed tension points in the direction the rule looks for, or P(hostile) for a rule on single
    statements; of equal ones the later comes first.
    """
    at = to_us(transition.at)
    start = at - to_us(transition.at - _span(rule))
    mask = ledger.matching(rule, transition.subject) & (ledger.published < at) & (ledger.published >= at - start)
    places = np.flatnonzero(mask)
    if isinstance(rule.detector, OneStatement):
        weights = ledger.hostile[places]
    else:
        age = (at - ledger.published[places]) / DAY_US
        weights = _sign(rule) * ledger.intensity[places] * np.exp2(-age / half_life_days)
    order = np.lexsort((-ledger.statement[places], -ledger.published[places], -weights))
    chosen = [places[i] for i in order if weights[i] > 0]
    numbers = dict.fromkeys(int(ledger.statement[place]) for place in chosen)
    return tuple(numbers)[:MOST]
