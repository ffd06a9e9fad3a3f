"""What the contracts of the store look at."""

from datetime import timedelta

import pandas as pd
from made_taggings import START
from sqlalchemy import delete

from straitwatch.engine import writing
from straitwatch.schema import metadata
from straitwatch.store import Store

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DYADS = ("Tokyo-Beijing", "Tokyo-Taipei", "Beijing-Taipei")
VALUES = ["tension", "confrontation", "cooperation", "low", "high", "statements", "positions", "few", "gap"]


def empty(store: Store) -> None:
    with writing(store.engine) as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name != "facts":
                connection.execute(delete(table))


def image(store: Store) -> list[pd.DataFrame]:
    """Everything a reader can see of the index and the statements."""
    series = [store.series(one, START - DAY, START + 12 * DAY)[VALUES] for one in (*DYADS, "Beijing>Tokyo")]
    return [*series, store.statements(limit=1000)]


def same(one: list[pd.DataFrame], other: list[pd.DataFrame]) -> None:
    for mine, yours in zip(one, other, strict=True):
        keys = [name for name in ("statement_id", "target") if name in mine]
        if keys:
            mine = mine.sort_values(keys, ignore_index=True)
            yours = yours.sort_values(keys, ignore_index=True)
        pd.testing.assert_frame_equal(mine, yours, check_exact=True)
