"""Fixtures that every test may ask for; each plugin file owns one outside thing."""

import importlib.util
import os

import pytest
from hypothesis import settings

from straitwatch.clock import ManualClock
from straitwatch.memory_bus import MemoryBus

pytest_plugins = [
    name
    for name in ("tests.kafka_fixture", "tests.postgres_fixture", "tests.browser_fixture")
    if importlib.util.find_spec(name) is not None
]

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads wait by spinning: beside other work tests took minutes

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def bus(clock: ManualClock) -> MemoryBus:
    """A bus in memory with all topics, on the clock of the tests that ask for it."""
    made = MemoryBus(clock)
    made.ensure_topics()
    return made
