"""Series of live windows in two parts: the last days, read anew for every moment, and all before, read once a minute.

Every point of the index is the same in whatever window it is read, so the parts fit. The last days by the hour serve
the now-cards and every range with steps of whole hours; an article that is older than those days moves a chart within
a minute.
"""

from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.queries import DAY, HOUR, Reading
from dashboard.when import Window

LATELY = 2
"""Whole days before the present one that are read anew for every moment."""
OLDER = timedelta(minutes=1)
"""How long what lies before them is kept."""
_SUMS = ("statements", "positions")


def series(subject: str, view: Window) -> pd.DataFrame:
    """Return the index of a subject over a window, as `Store.series` does."""
    start = _day(view.until) - LATELY * DAY
    if not view.live or view.step < HOUR or DAY % view.step or view.since >= start:
        return queries.series(subject, view.since, view.until, view.step)
    before = older(subject, _floor(view.since, view.step), start, view.step, _turn(subject, view.until))
    parts = [before[before.index > view.since], coarser(lately(subject, view.until), view.step)]
    return pd.concat(parts)


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def lately(subject: str, at: datetime) -> pd.DataFrame:
    """Return the index of a subject by the hour over the last days, and at the moment itself."""
    return queries.store().series(subject, _day(at) - LATELY * DAY, at, HOUR)


def reading(subject: str, at: datetime) -> Reading:
    """Return the index of a subject at a moment, as `queries.reading` does."""
    shown = lately(subject, at)
    return queries.reading_of_day(subject, shown[shown.index > at - DAY - HOUR])


@st.cache_data(ttl=90, max_entries=64, show_spinner=False)
def older(subject: str, since: datetime, until: datetime, step: timedelta, turn: int) -> pd.DataFrame:
    """Return the index of a subject before the last days; `turn` counts the minutes."""
    del turn
    return queries.store().series(subject, since, until, step)


def coarser(frame: pd.DataFrame, step: timedelta) -> pd.DataFrame:
    """Keep the points at multiples of a step of hours, and the last; counts are those since the point before."""
    if step == HOUR:
        return frame
    kept = pd.DatetimeIndex(frame.index).asi8 % (step // timedelta(microseconds=1)) == 0
    kept[-1] = True
    sums = {name: np.diff(frame[name].to_numpy().cumsum()[kept], prepend=0) for name in _SUMS}
    chosen: pd.DataFrame = frame.loc[kept]
    return chosen.assign(**sums)


def forget() -> None:
    """Drop every cached answer, after an edit."""
    lately.clear()
    older.clear()


def _turn(subject: str, at: datetime) -> int:
    """Return the minute, which begins at another second for every subject, so that no refresh pays for all."""
    place = sorted((*queries.watched_dyads(), *queries.watched_directions())).index(subject)
    return int(at.timestamp() + 20 * place) // int(OLDER.total_seconds())


def _day(at: datetime) -> datetime:
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _floor(moment: datetime, step: timedelta) -> datetime:
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return start + (moment - start) // step * step
