"""The state of the line in one row of facts."""

from datetime import datetime

from dashboard import line, queries
from dashboard.texts import text
from dashboard.when import age

FAR_BEHIND = 500
"""Records waiting that are worth a warning: minutes of work for one tag worker."""


def facts(now: datetime) -> list[tuple[str, str, bool]]:
    """Return (name, value, whether it is bad) of throughput, lag, age of the newest article, and dead letters."""
    state, kafka = queries.status(), line.watch().latest
    newest = state.newest_published
    return [
        (text("line.rate"), text("line.per_minute", n=f"{state.per_minute:.1f}"), False),
        *_kafka(kafka),
        (text("line.newest"), text("ago", age=age(newest, now)) if newest else "–", False),
        (text("line.statements"), f"{state.statements:,}", False),
        (text("line.articles"), f"{state.articles:,}", False),
    ]


def _kafka(kafka: line.Line) -> list[tuple[str, str, bool]]:
    if kafka.at is None:
        return [(text("line.broker"), "…", False)]
    if kafka.error:
        return [(text("line.broker"), text("line.unreachable"), True)]
    return [
        (text("line.lag"), text("line.records", n=f"{kafka.behind:,}"), kafka.behind > FAR_BEHIND),
        (text("line.dead"), f"{kafka.waiting:,}", kafka.waiting > 0),
    ]
