"""Opening a store: the connections, how transactions begin, and the migrations."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    SQLAlchemyError,
    StatementError,
)

from straitwatch.errors import DataRefused, StoreError

WRITES = "straitwatch_writes"
WRITE_LOCK = 7_421_001
"""Number of PostgreSQL's advisory lock that lets one transaction write at a time."""
PROGRAM_LIMIT = "54"
"""Class of PostgreSQL's errors about values too large for an index or for full text."""
BUSY_MS = 60_000
PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA cache_size = -16384",
    "PRAGMA temp_store = MEMORY",
)


def connect(url: str) -> Engine:
    """Return an engine for a SQLite file or a PostgreSQL database.

    Raises:
        StoreError: the URL is neither, or the folder of the file cannot be made.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StoreError(
            "STRAITWATCH_STORE is no SQLAlchemy URL; write sqlite:////folder/file.db or "
            "postgresql://user:password@host/database"
        ) from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(parsed)
    if kind == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"), pool_size=4, max_overflow=8, pool_pre_ping=True
        )
    raise StoreError(f"STRAITWATCH_STORE names {kind}; the store is SQLite or PostgreSQL")


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise StoreError("a SQLite store is a file; write sqlite:////folder/file.db")
    folder = Path(url.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder {folder} of the store cannot be made: {error.strerror}") from error
    engine = create_engine(url, pool_size=4, max_overflow=8, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: object) -> None:
        del record
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def where(engine: Engine) -> str:
    """Return the store's address for messages, without its password."""
    return engine.url.render_as_string(hide_password=True)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the store and never holds up a writer."""
    try:
        with engine.connect() as plain:
            postgres = engine.dialect.name == "postgresql"
            connection = plain.execution_options(isolation_level="REPEATABLE READ") if postgres else plain
            with connection.begin():
                yield connection
    except SQLAlchemyError as error:
        raise StoreError(f"the store {where(engine)} cannot be read: {_cause(error)}") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in a transaction that writes; one writes at a time, the others wait.

    Raises:
        DataRefused: the data can never be written.
        StoreError: the store cannot be written now.
    """
    try:
        with engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": WRITE_LOCK})
            yield connection
    except (SQLAlchemyError, OverflowError, UnicodeError) as error:
        if _of_data(error):
            raise DataRefused(f"the store {where(engine)} does not take the data: {_cause(error)}") from error
        raise StoreError(f"the store {where(engine)} cannot be written: {_cause(error)}") from error


def _of_data(error: Exception) -> bool:
    """Tell whether an error is about the data, and not about the state the database is in."""
    if isinstance(error, DBAPIError):
        program_limit = str(getattr(error.orig, "sqlstate", None) or "").startswith(PROGRAM_LIMIT)
        return isinstance(error, DataError | IntegrityError) or program_limit
    return isinstance(error, StatementError | OverflowError | UnicodeError)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date; of several processes that start at once one does it and the others wait.

    Raises:
        StoreError: the store cannot be reached or written, or a newer Straitwatch made it.
    """
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    head = ScriptDirectory.from_config(config).get_current_head()
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    try:
        with reading(engine) as connection:
            if MigrationContext.configure(connection).get_current_revision() == head:
                return
        with writing(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            f"the store {where(engine)} was made by a newer Straitwatch; upgrade Straitwatch, or name another store "
            f"in STRAITWATCH_STORE ({error})"
        ) from error


def _write_ahead(engine: Engine) -> None:
    """Switch a SQLite file to write-ahead logging, once; SQLite does not wait for a lock here, so this does."""
    deadline = time.monotonic() + BUSY_MS / 1000
    while True:
        connection: Any = None
        try:
            connection = engine.raw_connection()
            if connection.cursor().execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                return
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        except (SQLAlchemyError, engine.dialect.loaded_dbapi.Error) as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise StoreError(f"the store {where(engine)} cannot be opened: {_cause(error)}") from error
            time.sleep(0.05)
        else:
            return
        finally:
            if connection is not None:
                connection.close()


def _cause(error: Exception) -> str:
    origin = getattr(error, "orig", None) if isinstance(error, OperationalError | SQLAlchemyError) else None
    return str(origin or error).strip()
