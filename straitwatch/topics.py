"""The topics: one value an arrow of the data flow, with its name, key, payload, version and storage.

Arrows: producers -> `ARTICLES` -> tag -> `STATEMENTS` -> record -> store -> watch -> `ALERTS` -> notify;
what does not parse goes to `DEAD_LETTERS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from straitwatch.article import Article
from straitwatch.statement import Statement

P = TypeVar("P")

HOUR_MS = 3_600_000
MAX_RECORD = 4_000_000
"""Largest record on any topic, in bytes, before compression."""


@dataclass(frozen=True)
class Tagging:
    """An article with all the statements found in it: one record of [statements].

    The article travels with its statements so that the store can show each one in its passage, and so that an
    article without statements still counts as coverage. `relevant` is False where fewer than two actors are named.
    `revision` names the models and their configuration; `tagged` is when, in UTC.
    """

    article: Article
    statements: tuple[Statement, ...]
    relevant: bool
    revision: str
    tagged: datetime
    seconds: float = 0.0


@dataclass(frozen=True)
class Transition:
    """A rule's change of state for one subject: one record of [alerts].

    `subject` is a dyad or direction such as "Tokyo-Beijing" or "Tokyo>Beijing"; states are those of `alert.State`.
    `evidence` holds ids of the top statements; `reason` is a sentence for people; `numbers` what the detector saw.
    """

    id: str
    rule_id: str
    rule_name: str
    subject: str
    before: str
    after: str
    at: datetime
    reason: str
    evidence: tuple[str, ...] = ()
    numbers: dict[str, float] | None = None
    sample: bool = False


@dataclass(frozen=True)
class DeadLetter:
    """A record that could not be handled, with where it came from and why: one record of [articles.dlq].

    `payload` is the record's bytes in base64, `error` the type and message, `attempts` how often it was tried.
    """

    topic: str
    partition: int
    offset: int
    error: str
    payload: str
    failed: datetime
    attempts: int = 1


@dataclass(frozen=True)
class Topic(Generic[P]):
    """A Kafka topic and what its records are.

    `retention_ms` of -1 keeps records for ever; `version` is the newest payload version this program writes.
    """

    name: str
    payload: type[P]
    key: Callable[[P], str]
    partitions: int
    retention_ms: int
    version: int = 1

    def config(self) -> dict[str, str]:
        """Return the topic's configuration as Kafka takes it."""
        return {
            "retention.ms": str(self.retention_ms),
            "compression.type": "zstd",
            "max.message.bytes": str(MAX_RECORD),
            "message.timestamp.type": "CreateTime",
        }


ARTICLES: Topic[Article] = Topic("articles", Article, lambda a: a.id, partitions=6, retention_ms=30 * 24 * HOUR_MS)
STATEMENTS: Topic[Tagging] = Topic(
    "statements", Tagging, lambda t: t.article.id, partitions=6, retention_ms=90 * 24 * HOUR_MS
)
ALERTS: Topic[Transition] = Topic("alerts", Transition, lambda t: t.id, partitions=1, retention_ms=-1)
DEAD_LETTERS: Topic[DeadLetter] = Topic(
    "articles.dlq",
    DeadLetter,
    lambda d: f"{d.topic}/{d.partition}/{d.offset}",
    partitions=1,
    retention_ms=180 * 24 * HOUR_MS,
)

ALL_TOPICS: tuple[Topic[Any], ...] = (ARTICLES, STATEMENTS, ALERTS, DEAD_LETTERS)
