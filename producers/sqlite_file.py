"""A small SQLite file that a producer keeps its memory in: opened with its tables, written in transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Literal

from straitwatch.errors import StoreError


class SqliteFile:
    """An open file; `db` is its connection in autocommit mode, `what` says in errors what the file is."""

    def __init__(
        self, file: Path, what: str, schema: str, *, wait: float, synchronous: Literal["NORMAL", "FULL"]
    ) -> None:
        """Open the file, making it, its folder and its tables if needed; `wait` is seconds for another writer.

        Raises:
            StoreError: it cannot be opened or is no SQLite file.
        """
        self.file, self.what = file, what
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with ExitStack() as refused:
                self.db = sqlite3.connect(file, timeout=wait, isolation_level=None)
                refused.callback(self.db.close)
                self.db.execute("PRAGMA journal_mode = WAL")
                self.db.execute(f"PRAGMA synchronous = {synchronous}")
                self.db.executescript(schema)
                refused.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"{file}, {what}, cannot be opened: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Give a transaction that writes; it is undone when anything in it fails.

        Raises:
            StoreError: the file cannot be read or written.
        """
        try:
            self.db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")
        except sqlite3.Error as error:
            raise StoreError(f"{self.file}, {self.what}: {error}") from error
