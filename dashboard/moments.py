"""The moment that live views show, one for all sessions.

A view is drawn anew with every change of the store, and once a `HELD` without one: with a half-life of three days the
index of a quiet store decays by 0.02 % in that time. Between, every session shows what was drawn for the first of them.
"""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import streamlit as st

from dashboard import queries

HELD = timedelta(minutes=1)
"""How long a moment is shown while nothing changes."""

_APART = timedelta(milliseconds=1)


@dataclass
class Moments:
    """Hands out moments; two versions of the store never share one, so a moment is the key of what was drawn for it."""

    version: int = -1
    at: datetime | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def shown(self, version: int, now: datetime) -> datetime:
        """Return the moment to show at `now`: the end of its tick, so that nothing recorded by now lies after it.

        >>> from datetime import UTC
        >>> noon, moments = datetime(2024, 1, 1, 12, tzinfo=UTC), Moments()
        >>> [str(moments.shown(7, noon + timedelta(seconds=s)).time()) for s in (0, 50, 60)]
        ['12:00:05', '12:00:05', '12:01:05']
        >>> [str(moments.shown(v, noon + timedelta(seconds=62)).time()) for v in (8, 8, 9)]
        ['12:01:05.001000', '12:01:05.001000', '12:01:05.002000']
        """
        ends = queries.tick(now) + queries.TICK
        with self.lock:
            age = None if self.at is None else ends - self.at
            if self.at is None or age is None or age >= HELD or age < -queries.TICK:
                self.at = ends
            elif version != self.version:
                self.at = max(ends, self.at + _APART)
            self.version = version
            return self.at


@st.cache_resource(show_spinner=False)
def _moments() -> Moments:
    return Moments()


def shown() -> datetime:
    """Return the moment that live views show now."""
    return _moments().shown(queries.status().version, queries.tick())
