"""The state of the line in one row of facts."""

from datetime import datetime

from dashboard import queries
from dashboard.texts import text
from dashboard.when import age


def facts(now: datetime) -> list[tuple[str, str, bool]]:
    """Return (name, value, whether it is bad) of throughput, lag, age of the newest article, and dead letters."""
    state = queries.status()
    newest = state.newest_published
    return [
        (text("line.rate"), text("line.per_minute", n=f"{state.per_minute:.1f}"), False),
        (text("line.newest"), text("ago", age=age(newest, now)) if newest else "–", False),
        (text("line.statements"), f"{state.statements:,}", False),
        (text("line.articles"), f"{state.articles:,}", False),
    ]
