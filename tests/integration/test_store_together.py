"""Several processes and threads at one store: opening, recording, reading, and a record worker that is killed."""

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from made_taggings import START, said, tagging
from sqlalchemy import text

import straitwatch.alert_schema
from straitwatch.engine import connect, migrate, reading, writing
from straitwatch.errors import StoreError
from straitwatch.schema import metadata
from straitwatch.store import Store
from straitwatch.topics import Tagging

assert straitwatch.alert_schema
LABELS = ("hostile", "critical", "neutral", "cooperative")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'folder' / 'store.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


def made(count: int) -> list[Tagging]:
    return [
        tagging(START + timedelta(minutes=37 * n), said(f"Words {n}.", Tokyo=LABELS[n % 4]), title=f"{n}")
        for n in range(count)
    ]


OPEN = "import sys; from straitwatch.store import Store; print(Store.open(sys.argv[1]).status().half_life_days)"
RECORD = """
import sys
from straitwatch.store import Store
sys.path[:0] = sys.argv[3:]
from test_store_together import made
with Store.open(sys.argv[1]) as store:
    for one in made(4000)[int(sys.argv[2]):]:
        store.record([one])
"""


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)


def test_processes_that_start_at_once_do_not_collide(url: str) -> None:
    running = [python(OPEN, url) for _ in range(3)]
    assert [process.communicate(timeout=100)[0].strip() for process in running] == ["3.0"] * 3


def test_the_migrations_make_the_tables_the_program_knows(url: str) -> None:
    engine = connect(url)
    migrate(engine)
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert [d for d in differences if not d[1].name.startswith("statement_words")] == []


def test_a_store_of_a_newer_program_is_refused(url: str) -> None:
    Store.open(url).close()
    engine = connect(url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer Straitwatch"):
        Store.open(url)


def test_threads_read_while_one_records(url: str) -> None:
    with Store.open(url) as store, ThreadPoolExecutor(4) as threads:
        until = START + timedelta(days=6)
        running = [
            threads.submit(lambda: [len(store.series("Tokyo-Beijing", START, until)) for _ in range(8)])
            for _ in range(3)
        ]
        for one in made(60):
            store.record([one])
        assert [result for job in running for result in job.result()] == [144] * 24
        assert store.status().articles == 60


def test_a_killed_recorder_leaves_a_store_that_is_whole(url: str) -> None:
    everything = made(120)
    with Store.open(url) as store:
        for _ in range(2):
            here = Path(__file__).parent
            process = python(RECORD, url, str(store.status().articles), str(here), str(here.parent))
            before, deadline = store.status().articles, time.monotonic() + 60
            while store.status().articles < before + 5:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            process.kill()
            process.communicate()
        count = store.status().articles
        assert count >= 10
        store.record(everything)
        subject, since, until = "Beijing>Tokyo", START, START + timedelta(days=5)
        broken = store.series(subject, since, until)
        assert store.count() == store.status().statements >= 120
    fresh_url = url.replace("store.db", "fresh.db")
    if fresh_url != url:
        with Store.open(fresh_url) as store:
            store.record(made(max(count, 120)))
            pd.testing.assert_frame_equal(store.series(subject, since, until), broken, check_exact=True)


def test_a_long_reader_does_not_hold_up_the_writer(url: str) -> None:
    with Store.open(url) as store:
        store.record(made(20))
        with reading(store.engine) as connection:
            assert connection.execute(text("SELECT count(*) FROM statements")).scalar() == 20
            began = time.monotonic()
            store.record(made(40)[20:])
            assert time.monotonic() - began < 5
            assert connection.execute(text("SELECT count(*) FROM statements")).scalar() == 20
        assert store.count() == 40


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("nonsense", "no SQLAlchemy URL"),
        ("sqlite://", "is a file"),
        ("mysql://h/d", "SQLite or PostgreSQL"),
        ("postgresql://nobody:hush@127.0.0.1:1/none", "cannot be read"),
        ("sqlite:////proc/nowhere/store.db", "cannot be made"),
    ],
)
def test_a_store_that_cannot_be_opened_says_why(url: str, message: str) -> None:
    with pytest.raises(StoreError, match=message) as caught:
        Store.open(url)
    assert "hush" not in str(caught.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    file.write_text("These are words, not tables. " * 200)
    with pytest.raises(StoreError, match="not a database"):
        Store.open(f"sqlite:///{file}")


def test_a_locked_or_full_store_raises_and_stores_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    with Store.open(url) as store:
        store.record(made(2))
        with writing(store.engine) as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        file = sqlite3.connect(tmp_path / "store.db")
        file.execute("CREATE TRIGGER stop BEFORE INSERT ON stances BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        file.commit()
        file.close()
        assert pages
        with pytest.raises(StoreError, match="disk full"):
            store.record(made(5))
        assert store.status().articles == 2
