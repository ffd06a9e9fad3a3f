"""Moments marked on the charts: alerts that fired, and changes of the outlets followed."""

from collections import defaultdict
from datetime import datetime

from dashboard import queries
from dashboard.texts import text
from dashboard.traces import Mark

MOST = 40
"""Marks drawn at most of one kind; beyond them the newest are kept."""


def within(since: datetime, until: datetime) -> dict[str, list[Mark]]:
    """Return the marks of a period by subject; those of all charts under ""."""
    found: dict[str, list[Mark]] = defaultdict(list)
    for change in queries.outlet_changes(since, until)[-MOST:]:
        words = text("mark.began" if change.began else "mark.ceased", outlet=change.outlet)
        found[""].append(Mark(change.at, words, "outlets"))
    return found
