"""The outbox as people see it: what became of each notification, and dead messages tried again."""

from collections.abc import Sequence

from sqlalchemy import select

from straitwatch.alert_schema import alert_deliveries, alert_messages
from straitwatch.alert_values import DeliveryEntry
from straitwatch.engine import reading, writing
from straitwatch.moment import from_us
from straitwatch.outbox import retry
from straitwatch.store import Store


def deliveries(store: Store, limit: int = 200) -> list[DeliveryEntry]:
    """List notifications, newest first."""
    table, sent = alert_deliveries, alert_messages
    wanted = (
        select(table, sent.c.state.label("fate"), sent.c.attempts, sent.c.sent, sent.c.error)
        .join_from(table, sent, sent.c.id == table.c.message, isouter=True)
        .order_by(table.c.created.desc(), table.c.id)
        .limit(limit)
    )
    with reading(store.engine) as connection:
        return [
            DeliveryEntry(
                transition_id=row.transition,
                rule_id=row.rule,
                subject=row.subject,
                contact=row.contact,
                kind=row.kind,
                state=row.fate or row.state,
                created=from_us(row.created),
                sent=from_us(row.sent) if row.sent else None,
                attempts=row.attempts or 0,
                note=row.error or row.note,
                message=row.message,
            )
            for row in connection.execute(wanted)
        ]


def retry_dead(store: Store, ids: Sequence[str]) -> int:
    """Let dead messages be tried again; return how many there were."""
    with writing(store.engine) as connection:
        return retry(connection, ids, store.clock())
