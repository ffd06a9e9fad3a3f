"""The memory of the feed producer: what was sent, validators of feeds, when to poll next; one SQLite file."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from producers.sqlite_file import SqliteFile
from straitwatch.feed_state import FILE

KEPT = timedelta(days=120)
"""An entry is remembered for so long after its feed last listed it."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS feed (
    url TEXT PRIMARY KEY, outlet TEXT NOT NULL, etag TEXT NOT NULL DEFAULT '', modified TEXT NOT NULL DEFAULT '',
    next_poll REAL, last_poll REAL, last_success REAL, last_error TEXT NOT NULL DEFAULT '', error_at REAL,
    failures INTEGER NOT NULL DEFAULT 0, sent INTEGER NOT NULL DEFAULT 0, summaries INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    feed TEXT NOT NULL, key TEXT NOT NULL, listed REAL NOT NULL, done INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (feed, key)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Known:
    """What a poll needs to know of a feed: validators, failed polls so far, entries done, tries of the others."""

    etag: str
    modified: str
    failures: int
    done: frozenset[str]
    tries: dict[str, int]


class FeedMemory:
    """Keeps the state of all feeds across restarts; used by one thread."""

    def __init__(self, folder: Path) -> None:
        """Open the file in a state folder, making both if needed.

        Raises:
            StoreError: it cannot be opened, or another feed producer writes to it.
        """
        self._kept = SqliteFile(folder / FILE, "the state of the feeds", SCHEMA, wait=15, synchronous="FULL")
        self._db = self._kept.db

    def follow(self, feeds: Iterable[tuple[str, str]]) -> None:
        """Take in the feeds to follow as (address, outlet), and forget the state of others, not their entries."""
        wanted = dict(feeds)
        with self._kept.writing():
            for (url,) in self._db.execute("SELECT url FROM feed").fetchall():
                if url not in wanted:
                    self._db.execute("DELETE FROM feed WHERE url = ?", (url,))
            self._db.executemany(
                "INSERT INTO feed (url, outlet) VALUES (?, ?) ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet",
                wanted.items(),
            )

    def next_polls(self) -> dict[str, float]:
        """Return when each feed is to be polled next, in seconds since 1970; 0 for those never polled."""
        return {url: float(at or 0) for url, at in self._db.execute("SELECT url, next_poll FROM feed")}

    def known(self, url: str) -> Known:
        """Return what the next poll of a feed needs."""
        query = "SELECT etag, modified, failures FROM feed WHERE url = ?"
        etag, modified, failures = self._db.execute(query, (url,)).fetchone()
        rows = self._db.execute("SELECT key, done, tries FROM entry WHERE feed = ?", (url,)).fetchall()
        done = frozenset(key for key, is_done, _ in rows if is_done)
        return Known(etag, modified, failures, done, {key: tries for key, is_done, tries in rows if not is_done})

    def entry_done(self, url: str, key: str, now: datetime, *, sent: bool, summary: bool) -> None:
        """Note that an entry was sent and acknowledged, or refused for good."""
        at = now.timestamp()
        with self._kept.writing():
            self._db.execute(
                "INSERT INTO entry VALUES (?, ?, ?, 1, 0) ON CONFLICT (feed, key) DO UPDATE SET done = 1, listed = ?",
                (url, key, at, at),
            )
            self._db.execute(
                "UPDATE feed SET sent = sent + ?, summaries = summaries + ?, refused = refused + ? WHERE url = ?",
                (sent, sent and summary, not sent, url),
            )

    def entry_tried(self, url: str, key: str, now: datetime) -> None:
        """Note that the page of an entry could not be had this time."""
        with self._kept.writing():
            self._db.execute(
                "INSERT INTO entry VALUES (?, ?, ?, 0, 1) ON CONFLICT (feed, key) DO UPDATE SET tries = tries + 1",
                (url, key, now.timestamp()),
            )

    def polled(
        self, url: str, now: datetime, following: datetime, *, etag: str, modified: str, listed: Iterable[str]
    ) -> None:
        """Note a successful poll, its validators for the next one, and the entries the feed lists now."""
        at = now.timestamp()
        with self._kept.writing():
            self._db.execute(
                "UPDATE feed SET last_poll = ?, last_success = ?, next_poll = ?, etag = ?, modified = ?, failures = 0, "
                "last_error = '' WHERE url = ?",
                (at, at, following.timestamp(), etag, modified, url),
            )
            self._db.executemany(
                "UPDATE entry SET listed = ? WHERE feed = ? AND key = ?", ((at, url, key) for key in listed)
            )
            self._db.execute("DELETE FROM entry WHERE feed = ? AND listed < ?", (url, (now - KEPT).timestamp()))

    def failed(self, url: str, now: datetime, following: datetime, error: str) -> None:
        """Note a failed poll."""
        at = now.timestamp()
        with self._kept.writing():
            self._db.execute(
                "UPDATE feed SET last_poll = ?, next_poll = ?, last_error = ?, error_at = ?, failures = failures + 1 "
                "WHERE url = ?",
                (at, following.timestamp(), error[:500], at, url),
            )

    def __enter__(self) -> Self:
        """Return the memory."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self._db.close()
