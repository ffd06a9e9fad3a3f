"""Measures of a stance model: F1 by label, calibration, position, bootstrap intervals; pure functions of pairs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from straitwatch.stance import LABELS

Pair = tuple[str, str]
"""(right answer, answer given)."""

T = TypeVar("T")
SIGN = {"hostile": -1, "critical": -1, "neutral": 0, "cooperative": 1}
"""Conflict, no position, cooperation."""


def scores(pairs: Sequence[Pair], labels: Sequence[str] = LABELS) -> dict[str, dict[str, float]]:
    """Precision, recall, F1 (0-100) and number of right answers of each label.

    >>> scores([("hostile", "hostile"), ("hostile", "critical")])["hostile"]
    {'precision': 100.0, 'recall': 50.0, 'f1': 66.7, 'n': 2}
    """
    hit, right, given = (
        Counter(a for a, b in pairs if a == b),
        Counter(a for a, _ in pairs),
        Counter(b for _, b in pairs),
    )
    table = {}
    for label in labels:
        precision, recall = _percent(hit[label], given[label]), _percent(hit[label], right[label])
        f1 = _percent(2 * hit[label], right[label] + given[label])
        table[label] = {"precision": precision, "recall": recall, "f1": f1, "n": right[label]}
    return table


def macro_f1(pairs: Sequence[Pair], labels: Sequence[str] = LABELS) -> float:
    """Mean F1 (0-100) over the labels that occur among the right answers.

    >>> macro_f1([("hostile", "hostile"), ("neutral", "neutral")])
    100.0
    """
    table = scores(pairs, labels)
    seen = [table[label]["f1"] for label in labels if table[label]["n"]]
    return sum(seen) / len(seen) if seen else 0.0


def accuracy(pairs: Sequence[Pair]) -> float:
    """Share of right answers, 0-100."""
    return _percent(sum(a == b for a, b in pairs), len(pairs))


def position_f1(pairs: Sequence[Pair]) -> float:
    """F1 (0-100) of the sign, over pairs that are not neutral; hostile and critical share one sign.

    >>> position_f1([("hostile", "critical"), ("neutral", "cooperative")])
    66.7
    """
    hit = sum(SIGN[a] == SIGN[b] != 0 for a, b in pairs)
    return _percent(2 * hit, sum(SIGN[a] != 0 for a, _ in pairs) + sum(SIGN[b] != 0 for _, b in pairs))


def calibration(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[tuple[int, float, float]]:
    """Rows (number, mean confidence, share right) of the bins of confidence, lowest first; empty bins are zeros."""
    rows = []
    for k in range(bins):
        inside = [(c, r) for c, r in zip(confidences, right, strict=True) if min(bins - 1, int(c * bins)) == k]
        n = len(inside)
        rows.append((n, sum(c for c, _ in inside) / n, sum(r for _, r in inside) / n) if n else (0, 0.0, 0.0))
    return rows


def expected_error(confidences: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error, 0-1: mean distance of confidence and share right over ten bins.

    >>> round(expected_error([0.9, 0.9], [True, False]), 3)
    0.4
    """
    rows = calibration(confidences, right)
    return sum(n * abs(c - r) for n, c, r in rows) / max(1, len(confidences))


def interval(
    groups: Sequence[Hashable], items: Sequence[T], measure: Callable[[Sequence[T]], float], draws: int = 1000
) -> tuple[float, float]:
    """95 % interval of a measure by drawing whole groups (articles) with replacement, seeded."""
    by_group: dict[Hashable, list[T]] = {}
    for group, item in zip(groups, items, strict=True):
        by_group.setdefault(group, []).append(item)
    dice, pools = random.Random(11), list(by_group.values())
    values = sorted(measure([x for pool in dice.choices(pools, k=len(pools)) for x in pool]) for _ in range(draws))
    return round(values[int(0.025 * draws)], 1), round(values[int(0.975 * draws) - 1], 1)


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
