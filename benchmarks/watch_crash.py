"""The watch worker killed again and again during a burst, on a real broker and one or both stores.

Run: python -m benchmarks.watch_crash FOLDER [--kills 50] [--statements 60] [--store URL]

Starts a local Apache Kafka in FOLDER; the store is a SQLite file there unless `--store` names another, empty one.
"""

import argparse
import json
import time
from pathlib import Path

from straitwatch.broker import LocalBroker, free_port
from straitwatch.settings import read_settings
from tests.integration.watch_burst import burst


def main() -> None:
    """Run the burst and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--statements", type=int, default=60)
    parser.add_argument("--store", default="")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    settings = read_settings(state=asked.folder, kafka="", broker_port=free_port())
    broker = LocalBroker(settings)
    broker.start()
    began = time.monotonic()
    try:
        kafka = settings.model_copy(update={"kafka": broker.bootstrap, "kafka_prefix": f"crash{int(time.time())}."})
        store = asked.store or f"sqlite:///{asked.folder / 'crash.db'}"
        outcome = burst(kafka, store, asked.folder, asked.kills, asked.statements, asked.seed)
    finally:
        broker.stop()
    result = {
        "kills": outcome.kills,
        "alerts expected": outcome.expected,
        "alerts stored": outcome.stored,
        "lost": len(outcome.missing),
        "alerts told": len(outcome.told),
        "alerts told under two keys": len(outcome.doubled),
        "messages": len(outcome.keys),
        "messages sent again with the same key": sum(count - 1 for count in outcome.keys.values()),
        "seconds": round(time.monotonic() - began),
    }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
