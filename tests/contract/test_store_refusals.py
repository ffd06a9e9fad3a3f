"""What a database refuses for good goes to the dead letters; what it cannot do now is tried again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from made_taggings import START, said, tagging
from sqlalchemy import text

from consumers.record import Record
from consumers.worker import Options, Worker
from straitwatch.engine import writing
from straitwatch.errors import DataRefused, StoreError
from straitwatch.memory_bus import MemoryBus
from straitwatch.statement import Span
from straitwatch.store import Store
from straitwatch.topics import DEAD_LETTERS, STATEMENTS, Tagging
from straitwatch.wire import decode


def good(number: int) -> Tagging:
    return tagging(START + timedelta(hours=number), said(f"Words {number}.", Tokyo="critical"), title=f"{number}")


def beyond_range() -> Tagging:
    """A statement at a place no database can count to."""
    made = good(77)
    return replace(made, statements=(replace(made.statements[0], content=Span(0, 2**70)),))


def worker(store: Store, bus: MemoryBus, batch: int = 50) -> Worker[Tagging]:
    return Worker(bus, "record", STATEMENTS, Record(store), Options(batch=batch))


def letters(bus: MemoryBus) -> list[str]:
    return [decode(DEAD_LETTERS, record.value).error for record in bus.read(DEAD_LETTERS)]


def test_a_record_the_database_refuses_goes_to_the_dead_letters_and_the_rest_is_stored(
    store: Store, bus: MemoryBus
) -> None:
    bus.publish(STATEMENTS, [good(1), good(2), beyond_range(), good(3)])
    working = worker(store, bus)
    while working.step():
        pass
    assert store.status().articles == 3
    (error,) = letters(bus)
    assert error.startswith("DataRefused: the store")
    assert "does not take the data" in error
    bus.publish(STATEMENTS, [good(4)])
    working.step()
    assert store.status().articles == 4


def test_a_broken_constraint_is_a_refusal(store: Store, bus: MemoryBus) -> None:
    store.record([good(1)])
    with writing(store.engine) as connection:
        connection.execute(text("CREATE UNIQUE INDEX one_outlet ON articles (outlet)"))
    with pytest.raises(DataRefused, match="does not take the data"):
        store.record([good(2)])
    bus.publish(STATEMENTS, [good(2), tagging(START, title="Other", outlet="Bay Post")])
    working = worker(store, bus)
    while working.step():
        pass
    assert store.status().articles == 2
    assert len(letters(bus)) == 1


def test_a_store_that_lacks_a_table_is_no_refusal(store: Store, bus: MemoryBus) -> None:
    with writing(store.engine) as connection:
        connection.execute(text("ALTER TABLE rollups RENAME TO elsewhere"))
    bus.publish(STATEMENTS, [good(1)])
    working = worker(store, bus)
    with pytest.raises(StoreError, match="cannot be written") as caught:
        working.step()
    assert not isinstance(caught.value, DataRefused)
    assert letters(bus) == []
    with writing(store.engine) as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO rollups"))
    assert working.step() == 1
    assert store.status().articles == 1


@pytest.mark.postgres
def test_postgres_refuses_what_is_too_long(postgres_url: str, bus: MemoryBus) -> None:
    with Store.open(postgres_url) as store:
        long = replace(good(5), article=replace(good(5).article, story="s" * 99))
        wide = good(6)
        spoken = replace(wide.statements[0], text=" ".join(f"w{n}" for n in range(400_000)))
        for one in (long, replace(wide, statements=(spoken,))):
            with pytest.raises(DataRefused):
                store.record([one])
        assert store.record([good(7)]) == 1
