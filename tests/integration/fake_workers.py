"""Workers for tests, run as child processes: `python -m tests.integration.fake_workers tag|record`.

The tagger is cheap and gives the same statements for the same text: one for each sentence in quotation marks.
"""

import re
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from consumers.worker import Options, Outcome, Worker
from straitwatch.article import Article
from straitwatch.bus import KafkaBus
from straitwatch.settings import read_settings
from straitwatch.statement import Span, Statement
from straitwatch.stopping import stop_on_signals
from straitwatch.store import Store
from straitwatch.topics import ARTICLES, STATEMENTS, Tagging

TAGGED = datetime(2024, 5, 1, tzinfo=UTC)
QUOTED = re.compile(r'"([^"]+)"')
SPEAKERS = ("Tokyo", "Beijing", "Taipei")


def statements(article: Article) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            article.id,
            "direct",
            Span(found.start(1), found.end(1)),
            found[1],
            SPEAKERS[number % 3],
        )
        for number, found in enumerate(QUOTED.finditer(article.text))
    )


class FakeTagger:
    """Takes a while for each article."""

    def __init__(self, seconds: float = 0.002) -> None:
        self._seconds = seconds

    def handle(self, batch: Sequence[Article]) -> Sequence[Outcome]:
        time.sleep(self._seconds * len(batch))
        return [[(STATEMENTS, Tagging(a, statements(a), True, "fake 1", TAGGED))] for a in batch]


class Recorder:
    """Writes into the store; nothing goes on to Kafka."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def handle(self, batch: Sequence[Tagging]) -> Sequence[Outcome]:
        self._store.record(batch)
        return [()] * len(batch)


def main(kind: str) -> None:
    config = read_settings()
    bus = KafkaBus(config)
    stop = stop_on_signals()
    if kind == "tag":
        Worker(bus, "tag", ARTICLES, FakeTagger(), Options(batch=16)).run(stop)
    else:
        with Store.open(config.store_url) as store:
            Worker(bus, "record", STATEMENTS, Recorder(store), Options(batch=100)).run(stop)
    bus.close()


if __name__ == "__main__":
    main(sys.argv[1])
