"""A store that cannot be written: nothing is lost, nothing is doubled, and the error says where."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from consumers.record import Record
from consumers.worker import Worker
from straitwatch.errors import StoreError
from straitwatch.memory_bus import MemoryBus
from straitwatch.store import Store
from straitwatch.topics import DEAD_LETTERS, STATEMENTS, Tagging
from tests.made_taggings import START, said, tagging

MANY = [
    tagging(START + timedelta(hours=n), said(f"line {n} " + "of many words " * 200, Tokyo="critical"))
    for n in range(80)
]


def exhaust(worker: Worker[Tagging]) -> None:
    while worker.step():
        pass


def test_a_full_disk_holds_the_worker_up_and_loses_nothing(tmp_path: Path) -> None:
    bus = MemoryBus()
    bus.ensure_topics()
    bus.publish(STATEMENTS, MANY)
    with Store.open(f"sqlite:///{tmp_path / 's.db'}") as store:

        @event.listens_for(store.engine, "checkout")
        def full(connection: Any, *_: object) -> None:
            connection.execute("PRAGMA max_page_count = 60")

        record: Worker[Tagging] = Worker(bus, "record", STATEMENTS, Record(store))
        for _ in range(2):
            with pytest.raises(StoreError, match=r"s\.db.*full"):
                exhaust(record)
        event.remove(store.engine, "checkout", full)

        @event.listens_for(store.engine, "checkout")
        def freed(connection: Any, *_: object) -> None:
            connection.execute("PRAGMA max_page_count = 1073741823")

        exhaust(record)
        assert store.status().articles == len(MANY)
        assert store.count() == len({s.id for t in MANY for s in t.statements})
    assert not list(bus.read(DEAD_LETTERS))


def test_a_store_that_may_only_be_read_is_refused_by_name(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    Store.open(f"sqlite:///{file}").close()
    with Store.open(f"sqlite:///file:{file}?mode=ro&uri=true") as store, pytest.raises(StoreError, match="readonly"):
        store.record(MANY[:1])
