"""Stopping in order: SIGTERM, SIGINT and SIGHUP set a flag that the loop looks at."""

import signal
import threading
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def stop_on_signals() -> threading.Event:
    """Return a flag that the first of the signals sets; call it from the main thread."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        stop.set()

    for number in SIGNALS:
        signal.signal(number, ask)
    return stop
