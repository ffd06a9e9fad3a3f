"""Near-copies: gives an article the story it is a copy of, across restarts and for several producers at once.

Candidates come from locality-sensitive hashing (`shingles.bands`) kept in a SQLite file, and are then compared
shingle by shingle. A copy takes the story of the article it is most like.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from producers.shingles import Likeness, Shingles, bands, likeness, shingles
from producers.sqlite_file import SqliteFile
from straitwatch.article import Article
from straitwatch.clock import Clock

WINDOW = timedelta(days=10)
"""Copies are published within this time of each other."""

KEPT = timedelta(days=30)
"""Articles stay comparable for this long after they came in."""

SWEEP = timedelta(days=1)
"""How often a producer that runs on drops what is too old."""

CANDIDATES = 40
"""Candidates compared in full, those with most bands in common first."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS article (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, story TEXT NOT NULL, published REAL NOT NULL,
    added REAL NOT NULL, shingles BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS article_added ON article (added);
CREATE TABLE IF NOT EXISTS band (
    key INTEGER NOT NULL, article INTEGER NOT NULL, PRIMARY KEY (key, article)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS band_article ON band (article);
"""


@dataclass(frozen=True)
class Bar:
    """What makes a copy: so much of the smaller text in the larger one, and so much of both shared.

    A text of fewer than `short` shingles must share `short_jaccard` of both. Set on the benchmark in `docs/copies.md`.
    """

    containment: float = 0.55
    jaccard: float = 0.2
    short: int = 25
    short_jaccard: float = 0.7

    def passed(self, seen: Likeness, size: int) -> bool:
        """Tell whether two texts, the smaller of `size` shingles, are copies."""
        if size < self.short:
            return seen.jaccard >= self.short_jaccard
        return seen.containment >= self.containment and seen.jaccard >= self.jaccard


class Copies:
    """The articles of the last days with their stories, in one SQLite file."""

    def __init__(self, file: Path, clock: Clock, bar: Bar | None = None) -> None:
        """Open the file, making it and its folder if needed.

        Raises:
            StoreError: it cannot be opened or is no SQLite file.
        """
        self._clock = clock
        self._swept = clock()
        self._bar = bar or Bar()
        self._kept = SqliteFile(file, "the memory of near-copies", SCHEMA, wait=30, synchronous="NORMAL")
        self._db = self._kept.db

    def place(self, article: Article) -> Article:
        """Return the article with the story it is a copy of, and remember it; the same article gets the same story.

        Raises:
            StoreError: the file cannot be read or written.
        """
        if self._clock() - self._swept > SWEEP:
            self.forget_old()
        found = shingles(article.text)
        keys = bands(found) if len(found) else []
        with self._kept.writing():
            story = self._known(article.id)
            if story is None:
                story = self._story(article, found, keys)
                self._remember(article, story or article.id, found, keys)
        return replace(article, story=story if story != article.id else "")

    def forget_old(self) -> int:
        """Drop the articles that came in more than `KEPT` ago; return how many."""
        self._swept = self._clock()
        before = (self._swept - KEPT).timestamp()
        with self._kept.writing():
            self._db.execute(
                "DELETE FROM band WHERE article IN (SELECT number FROM article WHERE added < ?)", (before,)
            )
            return self._db.execute("DELETE FROM article WHERE added < ?", (before,)).rowcount

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def __enter__(self) -> Self:
        """Return the copies, with old articles dropped."""
        self.forget_old()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def _known(self, article_id: str) -> str | None:
        row = self._db.execute("SELECT story FROM article WHERE id = ?", (article_id,)).fetchone()
        return str(row[0]) if row else None

    def _story(self, article: Article, found: Shingles, keys: list[int]) -> str:
        """Return the story of the article that this one is most like among its copies, or nothing."""
        at = article.published.timestamp()
        rows = self._db.execute(
            "SELECT a.story, a.shingles FROM (SELECT article, count(*) AS shared FROM band "
            "WHERE key IN (SELECT value FROM json_each(?)) GROUP BY article) JOIN article a ON a.number = article "
            "WHERE a.published BETWEEN ? AND ? ORDER BY shared DESC LIMIT ?",
            (json.dumps(keys), at - WINDOW.total_seconds(), at + WINDOW.total_seconds(), CANDIDATES),
        )
        best, story = -1.0, ""
        for other_story, blob in rows:
            other = np.frombuffer(blob, dtype=np.uint64)
            seen = likeness(found, other)
            if seen.jaccard > best and self._bar.passed(seen, min(len(found), len(other))):
                best, story = seen.jaccard, other_story
        return story

    def _remember(self, article: Article, story: str, found: Shingles, keys: list[int]) -> None:
        number = self._db.execute(
            "INSERT INTO article (id, story, published, added, shingles) VALUES (?, ?, ?, ?, ?)",
            (article.id, story, article.published.timestamp(), self._clock().timestamp(), found.tobytes()),
        ).lastrowid
        self._db.executemany("INSERT OR IGNORE INTO band VALUES (?, ?)", ((key, number) for key in keys))
