"""What is known of the feeds that are followed: read from the file that the feed producer keeps."""

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from straitwatch.errors import StoreError

FILE = "feeds.db"
"""Name of the file in the state folder."""

QUERY = """
SELECT url, outlet, next_poll, last_poll, last_success, last_error, error_at, failures, sent, summaries, refused
FROM feed ORDER BY outlet, url
"""


@dataclass(frozen=True)
class FeedState:
    """One feed: times in UTC or None where it has not happened yet.

    `last_error` is empty once a poll has succeeded again; `failures` counts the failed polls since. `sent` counts the
    articles published, `summaries` those of them with only the feed's own words, `refused` the entries without text.
    """

    url: str
    outlet: str
    next_poll: datetime | None
    last_poll: datetime | None
    last_success: datetime | None
    last_error: str
    error_at: datetime | None
    failures: int
    sent: int
    summaries: int
    refused: int


def feed_states(folder: Path) -> tuple[FeedState, ...]:
    """Return the feeds known in a state folder, by outlet and address; none where no feed was ever followed.

    Raises:
        StoreError: the file is damaged, or of another program.
    """
    file = folder / FILE
    if not file.is_file():
        return ()
    try:
        db = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            rows = db.execute(QUERY).fetchall()
        finally:
            db.close()
    except sqlite3.Error as error:
        raise StoreError(f"{file}, the state of the feeds, cannot be read: {error}") from error
    return tuple(_state(row) for row in rows)


def _state(row: tuple[Any, ...]) -> FeedState:
    url, outlet, next_poll, last_poll, success, error, error_at, failures, sent, summaries, refused = row
    return FeedState(
        url,
        outlet,
        _time(next_poll),
        _time(last_poll),
        _time(success),
        error,
        _time(error_at),
        failures,
        sent,
        summaries,
        refused,
    )


def _time(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
