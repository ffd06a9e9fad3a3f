"""How fresh and how full the store is, and its audit log."""

from sqlalchemy import Connection, func, select

from straitwatch import facts
from straitwatch.moment import from_us
from straitwatch.schema import articles, audit, outlets
from straitwatch.store_values import AuditEntry, StoreStatus

MINUTE_US = 60_000_000
LATELY_MINUTES = 10
"""Minutes over which the rate of articles is taken."""


def read(connection: Connection, now: int) -> StoreStatus:
    """Return the status at `now`, in microseconds."""
    numbers = facts.read(connection)
    newest = [connection.scalar(select(func.max(articles.c[name]))) for name in ("published", "received", "recorded")]
    lately = connection.scalar(
        select(func.count()).where(articles.c.recorded > now - LATELY_MINUTES * MINUTE_US, articles.c.recorded <= now)
    )
    published, received, recorded = (None if moment is None else from_us(moment) for moment in newest)
    return StoreStatus(
        newest_published=published,
        newest_received=received,
        newest_recorded=recorded,
        articles=int(numbers["articles"]),
        statements=int(numbers["statements"]),
        positions=int(numbers["positions"]),
        outlets=connection.scalar(select(func.count()).select_from(outlets)) or 0,
        per_minute=(lately or 0) / LATELY_MINUTES,
        sample=numbers["sample_articles"] > 0,
        real=numbers["articles"] > numbers["sample_articles"],
        half_life_days=numbers["half_life_days"],
        version=int(numbers["version"]),
    )


def write_audit(connection: Connection, now: int, author: str, action: str, subject: str, detail: str) -> None:
    """Add one edit to the audit log."""
    connection.execute(audit.insert().values(at=now, author=author, action=action, subject=subject, detail=detail))


def read_audit(connection: Connection, limit: int) -> list[AuditEntry]:
    """Return the newest entries of the audit log."""
    rows = connection.execute(select(audit).order_by(audit.c.id.desc()).limit(limit))
    return [AuditEntry(row.id, from_us(row.at), row.author, row.action, row.subject, row.detail) for row in rows]
