"""A watch worker, or a notifier, as a process of its own that a test can kill.

Run: python -m tests.integration.watch_child watch|notify
"""

import sys
import threading

from consumers.notify import Notify
from consumers.watch import Watch
from consumers.worker import Options, Worker
from straitwatch.actor import CAPITALS
from straitwatch.bus import KafkaBus
from straitwatch.settings import read_settings
from straitwatch.stopping import stop_on_signals
from straitwatch.store import Store
from straitwatch.topics import ALERTS


def watch(store: Store, bus: KafkaBus, stop: threading.Event) -> None:
    """Step without rest."""
    made = Watch(store, bus, CAPITALS)
    while not stop.is_set():
        made.step()
        stop.wait(0.02)


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
