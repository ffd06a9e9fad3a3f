"""The bus: the port that the program speaks to, and its adapter for Apache Kafka.

This folder is the only place that imports the Kafka client; `straitwatch.memory_bus` is the fake beside it.
"""

from straitwatch.bus.kafka_bus import KafkaBus
from straitwatch.bus.port import Bus, Lag, Outgoing, Record, Source, outgoing

__all__ = ["Bus", "KafkaBus", "Lag", "Outgoing", "Record", "Source", "outgoing"]
