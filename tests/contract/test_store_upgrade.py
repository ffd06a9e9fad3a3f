"""A store that an older Straitwatch made is brought up to date when it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from made_taggings import START, said, tagging
from sqlalchemy import Engine, MetaData, Table, make_url, select, text
from store_image import DAY, HOUR, image, same

from straitwatch import facts, rollup
from straitwatch.engine import connect, migrate, reading, writing
from straitwatch.schema import metadata
from straitwatch.store import Store
from straitwatch.topics import Tagging

MIGRATIONS = Path(rollup.__file__).parent / "migrations"


def made() -> list[Tagging]:
    """Articles with several statements of both directions, with copies and repeats."""
    labels = ("hostile", "critical", "neutral", "cooperative")
    return [
        tagging(
            START + n * 5 * HOUR,
            said(f"We oppose {n % 7}.", Tokyo=labels[n % 4], Taipei=labels[n % 3]),
            said(f"We regret {n}.", "Tokyo", Beijing=labels[(n + 1) % 4]),
            said(f"Rain {n}.", "other"),
            title=f"{n}",
            story=f"s{n // 9}" if n % 3 else "",
        )
        for n in range(60)
    ]


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    engine = connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def clear(url: str) -> None:
    """Take every table away."""
    file = make_url(url).database
    if url.startswith("sqlite") and file:
        for ending in ("", "-wal", "-shm"):
            Path(file + ending).unlink(missing_ok=True)
        return
    with opened(url) as engine, writing(engine) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def upgrade(connection: object, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def as_of_revision_2(url: str) -> None:
    """Turn a store into what a Straitwatch of revision 0002 would have kept of it."""
    with opened(url) as engine, reading(engine) as connection:
        kept = {table.name: connection.execute(select(table)).mappings().all() for table in metadata.sorted_tables}
    clear(url)
    with opened(url) as engine, writing(engine) as connection:
        upgrade(connection, "0002")
        for name, rows in kept.items():
            old = Table(name, MetaData(), autoload_with=connection)
            known = [{c.name: row[c.name] for c in old.columns} for row in rows if row.get("name") != "form"]
            if name == "rollups":
                for row in known:
                    width = 1 if row["subject"] == rollup.ARTICLES else 5
                    row["hours"] = row["hours"] if width == 1 else bytes(24 * width * 8)
                known = [row for row in known if "-" not in row["subject"]]
            if known:
                connection.execute(old.insert(), known)


def test_a_store_of_an_older_straitwatch_gives_the_same_index_once_it_is_opened(store_url: str) -> None:
    with Store.open(store_url) as store:
        store.record(made())
        before, version = image(store), store.version()
    as_of_revision_2(store_url)
    with Store.open(store_url) as store:
        same(before, image(store))
        assert store.version() > version
        more = tagging(START + 12 * DAY, said("We oppose more.", Tokyo="hostile"), title="More")
        assert store.record([more]) == 1
        with reading(store.engine) as connection:
            assert facts.read(connection)["form"] == rollup.FORM
    with Store.open(store_url) as store:
        assert store.status().articles == 61


def test_an_upgrade_that_was_killed_before_the_roll_ups_is_finished_by_the_next_opening(store_url: str) -> None:
    with Store.open(store_url) as store:
        store.record(made())
        before = image(store)
    as_of_revision_2(store_url)
    with opened(store_url) as engine:
        migrate(engine)
    with Store.open(store_url) as store:
        same(before, image(store))
