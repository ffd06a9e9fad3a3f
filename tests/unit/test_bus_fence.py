"""What a worker is told when another has taken its name while it writes."""

from typing import Any

import pytest

from straitwatch.bus import kafka_source
from straitwatch.bus.port import Outgoing
from straitwatch.bus.producing import send_all
from straitwatch.errors import BrokerError


class Refusing:
    """A producer whose brokers refuse every record."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def send(self, *words: Any, **options: Any) -> None:
        raise self._error


def refused(error: Exception) -> BrokerError:
    with pytest.raises(BrokerError) as caught:
        send_all(Refusing(error), "", [Outgoing("statements", "key", b"value")])
    return caught.value


def test_a_record_refused_for_its_epoch_tells_that_the_name_was_taken() -> None:
    error = kafka_source.InvalidProducerEpochError()
    assert kafka_source._fence_of(refused(error)) is error


def test_a_record_refused_for_another_reason_stays_what_it_was() -> None:
    error = refused(ValueError("too large"))
    assert kafka_source._fence_of(error) is error
