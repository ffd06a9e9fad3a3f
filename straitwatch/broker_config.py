"""The configuration of the local broker: lean, single, on loopback."""

from pathlib import Path

from straitwatch.topics import MAX_RECORD

HOST = "127.0.0.1"

JVM = ("-Xms48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError")
"""A small heap, the simplest collector, and the fast compiler only: quick to start, lean on a shared machine."""

LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.file.ref = file
appender.file.type = RollingFile
appender.file.name = file
appender.file.fileName = {folder}/server.log
appender.file.filePattern = {folder}/server.log.%i
appender.file.layout.type = PatternLayout
appender.file.layout.pattern = %d %p %c{{1}} %m%n
appender.file.policies.type = SizeBasedTriggeringPolicy
appender.file.policies.size = 5MB
appender.file.strategy.type = DefaultRolloverStrategy
appender.file.strategy.max = 3
"""


def properties(folder: Path, port: int, controller: int) -> str:
    """Return the broker's configuration: one node, nothing replicated, loopback only."""
    options = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{HOST}:{controller}",
        "listeners": f"BROKER://{HOST}:{port},CONTROLLER://{HOST}:{controller}",
        "advertised.listeners": f"BROKER://{HOST}:{port}",
        "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKER",
        "controller.listener.names": "CONTROLLER",
        "log.dirs": folder / "data",
        "auto.create.topics.enable": "false",
        "message.max.bytes": MAX_RECORD + 65_536,
        "log.segment.bytes": 64 * 2**20,
        "log.retention.bytes": 2**30,
        "log.cleaner.dedupe.buffer.size": 8 * 2**20,
        "num.network.threads": 2,
        "num.io.threads": 4,
        "background.threads": 2,
        "offsets.topic.num.partitions": 4,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1_000,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
    }
    return "".join(f"{name}={value}\n" for name, value in options.items())


def logging_properties(folder: Path) -> str:
    """Return the configuration of the broker's log: warnings, four files of 5 MB at most."""
    return LOGGING.format(folder=folder)
