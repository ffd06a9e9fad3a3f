"""Gaps: hours in which the feed was down, which say nothing of the subject and are no calm."""

import numpy as np

from straitwatch.detectors.arrays import Bools, Floats

UNLIKELY = 9.2
"""A run of empty hours is a gap once this many articles were to be expected in it: exp(-9.2) = 1 in 10,000."""
SHORTEST = 3
"""No run of fewer hours is a gap."""


def empty_run(articles: Floats) -> Floats:
    """Return for each hour how many hours in a row, this one included, had no article.

    >>> empty_run(np.array([0.0, 2, 0, 0, 1])).tolist()
    [1.0, 0.0, 1.0, 2.0, 0.0]
    """
    places = np.arange(len(articles))
    last = np.maximum.accumulate(np.where(articles > 0, places, -1))
    return (places - last).astype(np.float64)


def gap_length(per_hour: float) -> float:
    """Return the hours without an article from which on the feed counts as down, at `per_hour` articles."""
    return max(float(SHORTEST), UNLIKELY / per_hour) if per_hour > 0 else float("inf")


def rate(articles: Floats) -> float:
    """Return articles an hour since the first one; 0 where there is none."""
    found = np.flatnonzero(articles)
    return float(articles.sum() / (len(articles) - found[0])) if len(found) else 0.0


def down(articles: Floats, per_hour: float) -> Bools:
    """Return the hours known to be in a gap by their own end: no later hour is looked at.

    >>> down(np.array([5.0, 0, 0, 0, 0, 3]), 5.0).tolist()
    [False, False, False, True, True, False]
    """
    return empty_run(articles) >= gap_length(per_hour)


def observed(articles: Floats, per_hour: float) -> Bools:
    """Return the hours of a finished stretch in which the feed ran; gaps and the time before the first article are out.

    >>> observed(np.array([0.0, 5, 0, 0, 0, 0, 3]), 5.0).tolist()
    [False, True, False, False, False, False, True]
    """
    found = np.flatnonzero(articles)
    if not len(found):
        return np.zeros(len(articles), dtype=bool)
    seen = np.ones(len(articles), dtype=bool)
    seen[: found[0]] = False
    edges = np.append(found, len(articles))
    for place in np.flatnonzero(np.diff(edges) - 1 >= gap_length(per_hour)):
        seen[edges[place] + 1 : edges[place + 1]] = False
    return seen
