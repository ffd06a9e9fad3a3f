"""Counts over the tables of the store that views need beside the index, cached for all sessions together."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import streamlit as st
from sqlalchemy import func, select

from dashboard.queries import store
from straitwatch.engine import reading
from straitwatch.moment import from_us, to_us
from straitwatch.schema import articles, outlets, stances, statements

HOUR_US = 3_600_000_000
TIMED = 500
"""Newest articles that the time of the models is taken from."""


@st.cache_data(ttl=15, max_entries=8, show_spinner=False)
def arrivals(since: datetime, until: datetime) -> pd.DataFrame:
    """Return articles recorded an hour: columns `time` (UTC) and `count`, hours without any included."""
    hour = (articles.c.recorded // HOUR_US).label("hour")
    wanted = (
        select(hour, func.count())
        .where(articles.c.recorded >= to_us(since), articles.c.recorded < to_us(until))
        .group_by(hour)
    )
    with reading(store().engine) as connection:
        found = {int(h): int(n) for h, n in connection.execute(wanted)}
    hours = range(to_us(since) // HOUR_US, to_us(until) // HOUR_US + 1)
    return pd.DataFrame({"time": [from_us(h * HOUR_US) for h in hours], "count": [found.get(h, 0) for h in hours]})


@st.cache_data(ttl=30, max_entries=2, show_spinner=False)
def model_seconds() -> tuple[float, float, int]:
    """Return the median and the 95th percentile of the seconds the models took for one of the newest articles."""
    wanted = select(articles.c.seconds).where(articles.c.seconds > 0).order_by(articles.c.number.desc()).limit(TIMED)
    with reading(store().engine) as connection:
        found = [float(s) for s in connection.scalars(wanted)]
    if not found:
        return float("nan"), float("nan"), 0
    return float(np.quantile(found, 0.5)), float(np.quantile(found, 0.95)), len(found)


@st.cache_data(ttl=60, max_entries=8, show_spinner=False)
def outlet_share(since: datetime, until: datetime, limit: int = 12) -> list[tuple[str, int]]:
    """Return the outlets with most articles published in a period, and how many each."""
    wanted = (
        select(outlets.c.name, func.count().label("n"))
        .join(articles, articles.c.outlet == outlets.c.number)
        .where(articles.c.published >= to_us(since), articles.c.published < to_us(until))
        .group_by(outlets.c.name)
        .order_by(func.count().desc(), outlets.c.name)
        .limit(limit)
    )
    with reading(store().engine) as connection:
        return [(str(name), int(n)) for name, n in connection.execute(wanted)]


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def labels(directions: Sequence[str], since: datetime, until: datetime, step: timedelta) -> pd.DataFrame:
    """Return counted statements by step and label as shown: columns `time` (UTC, start of the step), `label`, `count`.

    A statement with a stance toward two targets counts in each of the directions asked for.
    """
    wanted = select(stances.c.published, stances.c.label, stances.c.abstained, stances.c.corrected).where(
        stances.c.direction.in_(list(directions)),
        stances.c.published >= to_us(since),
        stances.c.published < to_us(until),
        stances.c.counted.is_(True),
    )
    with reading(store().engine) as connection:
        rows = connection.execute(wanted).all()
    frame = pd.DataFrame(rows, columns=["published", "label", "abstained", "corrected"])
    size = step // timedelta(microseconds=1)
    frame["label"] = frame["label"].where(~frame["abstained"] | frame["corrected"], "uncertain")
    grouped = frame.groupby([frame["published"] // size, "label"]).size().rename("count").reset_index()
    grouped["time"] = [from_us(int(p) * size) for p in grouped["published"]]
    return grouped[["time", "label", "count"]]


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def voices(actor: str, since: datetime, until: datetime, limit: int = 10) -> list[tuple[str, int, float]]:
    """Return who speaks for an actor most: the source, its statements, the mean points of all its stances."""
    wanted = (
        select(
            statements.c.source_name,
            func.count(func.distinct(statements.c.number)),
            func.avg(stances.c.intensity),
        )
        .join(stances, stances.c.statement == statements.c.number)
        .where(
            stances.c.speaker == actor,
            stances.c.published >= to_us(since),
            stances.c.published < to_us(until),
            stances.c.counted.is_(True),
            statements.c.source_name != "",
        )
        .group_by(statements.c.source_name)
        .order_by(func.count(func.distinct(statements.c.number)).desc(), statements.c.source_name)
        .limit(limit)
    )
    with reading(store().engine) as connection:
        return [(str(name), int(n), float(points)) for name, n, points in connection.execute(wanted)]


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def carriers(actor: str, since: datetime, until: datetime, limit: int = 10) -> list[tuple[str, int]]:
    """Return the outlets that carry most statements of an actor, copies included, and how many each."""
    wanted = (
        select(outlets.c.name, func.count(func.distinct(stances.c.statement)).label("n"))
        .join(outlets, outlets.c.number == stances.c.outlet)
        .where(stances.c.speaker == actor, stances.c.published >= to_us(since), stances.c.published < to_us(until))
        .group_by(outlets.c.name)
        .order_by(func.count(func.distinct(stances.c.statement)).desc(), outlets.c.name)
        .limit(limit)
    )
    with reading(store().engine) as connection:
        return [(str(name), int(n)) for name, n in connection.execute(wanted)]
