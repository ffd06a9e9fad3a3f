"""No alert is lost and none told twice, though the watch is killed during a burst; real Kafka, both stores."""

from pathlib import Path

import pytest

from straitwatch.settings import Settings
from tests.integration.watch_burst import burst


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.mark.kafka
@pytest.mark.timeout(400)
def test_a_watch_killed_in_a_burst_loses_and_doubles_nothing(kafka: Settings, store_url: str, tmp_path: Path) -> None:
    outcome = burst(kafka, store_url, tmp_path, kills=3, statements=36, seed=len(store_url))
    assert outcome.expected == outcome.stored > 10
    assert outcome.missing == ()
    assert outcome.doubled == ()
    assert len(outcome.told) == outcome.expected
