"""A watch worker, or a notifier, as a process of its own that a test can kill.

Run: python -m tests.integration.watch_child watch|notify
"""

import sys
import threading

from consumers import watch as loop
from consumers.notify import Notify
from consumers.worker import Options, Worker
from straitwatch.actor import CAPITALS
from straitwatch.bus import KafkaBus
from straitwatch.settings import read_settings
from straitwatch.stopping import stop_on_signals
from straitwatch.store import Store
from straitwatch.topics import ALERTS


def watch(store: Store, bus: KafkaBus, stop: threading.Event) -> None:
    """As the program does, almost without rest."""
    loop.PAUSE, loop.REST = 0.02, 0.0
    loop.Watch(store, bus, CAPITALS).run(stop)


def notify(store: Store, bus: KafkaBus, stop: threading.Event) -> None:
    """As the program does, with short polls."""
    made = Notify(store)

    def send() -> None:
        made.send()

    Worker(bus, "notify", ALERTS, made, Options(batch=20, wait=0.1)).run(stop, idle=send)


def main() -> None:
    """Run the worker that the first argument names."""
    settings, stop = read_settings(), stop_on_signals()
    with Store.open(settings.store_url) as store:
        bus = KafkaBus(settings)
        {"watch": watch, "notify": notify}[sys.argv[1]](store, bus, stop)
        bus.close()


if __name__ == "__main__":
    main()
