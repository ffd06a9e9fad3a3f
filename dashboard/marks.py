"""Moments marked on the charts: alerts that fired, and changes of the outlets followed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from textwrap import wrap

from dashboard import alert_queries, queries
from dashboard.markup import shorten
from dashboard.texts import text
from dashboard.traces import Mark
from straitwatch.rules import FEED
from straitwatch.store_values import OutletChange
from straitwatch.subject import directions

MOST = 40
"""Alerts drawn at most; beyond them the newest are kept."""

APART = 40
"""Changes of the outlets nearer to each other than this part of the period share a mark."""

LETTERS = 44
"""Letters of a line of a reason, so that it fits a phone."""

NAMED = 5
"""Outlets named at one mark."""


def within(since: datetime, until: datetime) -> dict[str, list[Mark]]:
    """Return the marks of a period by subject; those of all charts under ""."""
    found: dict[str, list[Mark]] = defaultdict(list)
    since, until = queries.tick(since, queries.HOUR), queries.tick(until, queries.HOUR) + queries.HOUR
    fired = [e.transition for e in alert_queries.history(since, until) if e.transition.after == "firing"]
    for one in fired[:MOST]:
        known = "" if one.subject == FEED else one.subject
        found[known].append(Mark(one.at, "\n".join([one.rule_name, *wrap(one.reason, LETTERS)])))
    found[""] += together(queries.outlet_changes(since, until), (until - since) / APART)
    return found


def of(subject: str, marked: Mapping[str, Sequence[Mark]]) -> list[Mark]:
    """Return the marks on the chart of a dyad: its own, those of its directions, and those of all charts."""
    return [mark for name in (subject, *directions(subject), "") for mark in marked.get(name, [])]


def together(changes: Sequence[OutletChange], near: timedelta) -> list[Mark]:
    """Return one mark for all changes of the outlets that follow each other within a time, in order."""
    groups: list[list[OutletChange]] = []
    for change in changes:
        if groups and change.at - groups[-1][0].at < near:
            groups[-1].append(change)
        else:
            groups.append([change])
    return [Mark(group[0].at, _named(group), "outlets") for group in groups]


def _named(group: Sequence[OutletChange]) -> str:
    lines = [text("mark.began" if c.began else "mark.ceased", outlet=shorten(c.outlet, 40)) for c in group[:NAMED]]
    return "\n".join([*lines, text("mark.more", n=len(group) - NAMED)] if len(group) > NAMED else lines)
