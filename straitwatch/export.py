"""Exports: series, statements and alerts as CSV, JSON (one object a line) or Parquet, with what made the numbers."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import BinaryIO

import msgspec
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from sqlalchemy import select

from straitwatch import baseline, tension
from straitwatch.alert_schema import alert_transitions
from straitwatch.engine import reading
from straitwatch.moment import to_us
from straitwatch.schema import stances
from straitwatch.stance import INTENSITY
from straitwatch.store import HOUR, Store
from straitwatch.store_values import StatementFilter

ALERT_COLUMNS = (
    "id", "rule", "rule_name", "subject", "before", "after", "at", "reason", "numbers", "evidence", "severity",
    "sample",
)  # fmt: skip


class Format(StrEnum):
    """What an export is written as."""

    csv = "csv"
    json = "json"
    parquet = "parquet"


def configuration(half_life_days: float) -> str:
    """Return a hash of everything the index depends on besides the statements: 12 hexadecimal digits.

    >>> configuration(3.0) == configuration(3.0) != configuration(4.0)
    True
    """
    parts = {
        "half_life_days": half_life_days,
        "intensity": INTENSITY,
        "band": [tension.BAND, "articles"],
        "few": tension.FEW,
        "baseline": [baseline.WINDOW, baseline.LAG, baseline.SHORTEST, baseline.NORMAL, baseline.FLOOR],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]


def models(store: Store, since: datetime, until: datetime) -> str:
    """Return the model revisions that judged the statements of a period, joined by "; "."""
    wanted = (
        select(stances.c.model)
        .where(stances.c.published >= to_us(since), stances.c.published < to_us(until), stances.c.model != "")
        .distinct()
    )
    with reading(store.engine) as connection:
        return "; ".join(sorted(connection.scalars(wanted)))


def series(
    store: Store, subjects: Sequence[str], since: datetime, until: datetime, step: timedelta = HOUR
) -> Iterator[pd.DataFrame]:
    """Yield the series of some subjects, one frame each, with the columns of `Store.series` and what made them."""
    half_life = store.status().half_life_days
    judged = models(store, since, until)
    for subject in subjects:
        frame = store.series(subject, since, until, step).reset_index()
        frame.insert(1, "subject", subject)
        yield frame.assign(
            note=frame["note"].astype(str),
            half_life_days=half_life,
            configuration=configuration(half_life),
            models=judged,
        )


def statements(store: Store, where: StatementFilter) -> Iterator[pd.DataFrame]:
    """Yield the statements of a filter in frames, oldest first; columns of `Store.statements` and `configuration`."""
    made = configuration(store.status().half_life_days)
    for frame in store.pages(where):
        yield frame.assign(configuration=made)


def alerts(store: Store, since: datetime, until: datetime) -> Iterator[pd.DataFrame]:
    """Yield the transitions of alerts in a period, oldest first, without those withdrawn since."""
    columns = [alert_transitions.c[name] for name in ALERT_COLUMNS]
    wanted = (
        select(*columns)
        .where(alert_transitions.c.at >= to_us(since), alert_transitions.c.at < to_us(until))
        .where(~alert_transitions.c.withdrawn)
        .order_by(alert_transitions.c.at, alert_transitions.c.id)
    )
    with reading(store.engine) as connection:
        frame = pd.DataFrame([tuple(row) for row in connection.execute(wanted)], columns=list(ALERT_COLUMNS))
    yield frame.assign(
        at=pd.to_datetime(frame["at"].astype("int64"), unit="us", utc=True),
        configuration=configuration(store.status().half_life_days),
        models=models(store, since, until),
    )


def write(frames: Iterable[pd.DataFrame], kind: Format, out: BinaryIO) -> int:
    """Write frames of the same columns one after the other; return how many rows."""
    rows = 0
    table: pq.ParquetWriter | None = None
    for place, frame in enumerate(frames):
        rows += len(frame)
        if kind is Format.parquet:
            data = pa.Table.from_pandas(frame, preserve_index=False)
            table = table or pq.ParquetWriter(out, data.schema)
            table.write_table(data.cast(table.schema))
        else:
            out.write(_text(frame, kind, first=place == 0).encode("utf-8"))
    if table is not None:
        table.close()
    return rows


def _text(frame: pd.DataFrame, kind: Format, *, first: bool) -> str:
    if kind is Format.csv:
        return frame.to_csv(None, index=False, header=first)
    times = frame.select_dtypes("datetimetz").columns
    plain = frame.assign(**{name: frame[name].map(pd.Timestamp.isoformat) for name in times})
    return "".join(msgspec.json.encode(row).decode() + "\n" for row in plain.to_dict("records"))
