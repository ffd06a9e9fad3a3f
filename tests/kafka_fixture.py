"""One real Apache Kafka for a whole test session, with names of its own for every test."""

import gc
import os
import uuid
import warnings
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from straitwatch.broker import LocalBroker, free_port
from straitwatch.errors import BrokerError
from straitwatch.settings import Settings, read_settings


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Collect, after a test that uses Kafka, the sockets of refused connections that the client left unclosed.

    Log records hold them until the test is over; another test would be blamed for them later.
    """
    result = yield
    if item.get_closest_marker("kafka"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
    return result


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """A running broker; the tests that need it are skipped where it cannot be had, and fail in CI."""
    state: Path = tmp_path_factory.mktemp("broker")
    started = LocalBroker(read_settings(state=state, kafka="", broker_port=free_port()))
    try:
        started.start()
    except BrokerError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"no local Kafka: {error}")
    yield started
    started.stop()


@pytest.fixture
def kafka(broker: LocalBroker) -> Settings:
    """Settings that lead to the session's broker, with a prefix of topics and groups that no other test has."""
    prefix = f"t{uuid.uuid4().hex[:8]}."
    return broker.settings.model_copy(update={"kafka": broker.bootstrap, "kafka_prefix": prefix})
