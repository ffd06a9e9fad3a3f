"""Moments marked on the charts: alerts that fired, and changes of the outlets followed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from dashboard import alert_queries, queries
from dashboard.texts import text
from dashboard.traces import Mark
from straitwatch.rules import FEED
from straitwatch.subject import directions

MOST = 40
"""Marks drawn at most of one kind; beyond them the newest are kept."""


def within(since: datetime, until: datetime) -> dict[str, list[Mark]]:
    """Return the marks of a period by subject; those of all charts under ""."""
    found: dict[str, list[Mark]] = defaultdict(list)
    since, until = queries.tick(since, queries.HOUR), queries.tick(until, queries.HOUR) + queries.HOUR
    fired = [e.transition for e in alert_queries.history(since, until) if e.transition.after == "firing"]
    for one in fired[:MOST]:
        known = "" if one.subject == FEED else one.subject
        found[known].append(Mark(one.at, f"{one.rule_name}: {one.reason}"))
    for change in queries.outlet_changes(since, until)[-MOST:]:
        words = text("mark.began" if change.began else "mark.ceased", outlet=change.outlet)
        found[""].append(Mark(change.at, words, "outlets"))
    return found


def of(subject: str, marked: Mapping[str, Sequence[Mark]]) -> list[Mark]:
    """Return the marks on the chart of a dyad: its own, those of its directions, and those of all charts."""
    return [mark for name in (subject, *directions(subject), "") for mark in marked.get(name, [])]
