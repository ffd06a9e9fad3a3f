"""What a message tells: the alerts of the outbox with their statements and where the index stands, from the store."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np

from straitwatch.detectors.window import TICK
from straitwatch.engine import reading
from straitwatch.errors import StoreError
from straitwatch.notice import SHOWN, Told
from straitwatch.outbox import Message
from straitwatch.quotes import quotes
from straitwatch.rules import FEED
from straitwatch.store import Store

log = logging.getLogger(__name__)

DAY = timedelta(days=1)


def told_of(store: Store, messages: Sequence[Message]) -> list[list[Told]]:
    """Return what each message tells.

    Raises:
        StoreError: the store cannot be read.
    """
    with reading(store.engine) as connection:
        written = quotes(connection, [one for message in messages for _, one, _ in message.items])
    return [
        [
            Told(
                kind=kind,
                severity=severity,
                rule=one.rule_name,
                subject=one.subject,
                at=one.at,
                reason=one.reason,
                numbers=one.numbers or {},
                statements=written[one.id],
                sample=one.sample,
                index=index_at(store, one.subject, one.at) if place < SHOWN else {},
            )
            for place, (kind, one, severity) in enumerate(message.items)
        ]
        for message in messages
    ]


def index_at(store: Store, subject: str, at: datetime) -> dict[str, float]:
    """Return tension, that of a day before, baseline and z of a dyad or direction, as far as they are known.

    Nothing is known of the feed, nor where the store cannot say, which is logged: a message goes out all the same.
    """
    if subject == FEED:
        return {}
    try:
        frame = store.series(subject, at - DAY - TICK, at, TICK)
    except (StoreError, ValueError) as error:
        log.warning("a message tells nothing of the index of %s: %s", subject, error)
        return {}
    last = frame.iloc[-1]
    found = {
        "tension": last["tension"],
        "day_before": frame["tension"].iloc[0],
        "baseline": last["baseline"],
        "z": last["z"],
    }
    return {name: float(value) for name, value in found.items() if np.isfinite(value)}
