"""Reads of the store for the page, cached for all sessions together.

Live reads carry `now` rounded down to `TICK`, so that sessions that refresh in the same moment share one answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from sqlalchemy import select

from straitwatch.actor import load_actors
from straitwatch.clock import system_clock
from straitwatch.engine import reading as reading_of
from straitwatch.moment import from_us, to_us
from straitwatch.schema import articles, stances
from straitwatch.schema import outlets as outlet_table
from straitwatch.schema import statements as statement_table
from straitwatch.settings import settings
from straitwatch.store import Store
from straitwatch.store_values import Contributions, Gap, OutletChange, StatementFilter, StoreStatus
from straitwatch.subject import all_directions, directions, dyads
from straitwatch.tension import contribution
from straitwatch.topics import Tagging

TICK = timedelta(seconds=5)
"""How often the live page refreshes, and how long live answers are shared."""

COUNTED = 10_000
"""Rows to which a search for words is counted: the words may be common, and nobody turns that many pages."""

HOUR = timedelta(hours=1)
DAY = timedelta(hours=24)

_JUDGED = ("speaker", "target", "label", "abstained", "corrected", "confidence", "published")

Row = dict[str, Any]
"""One row of a statement listing, by column."""


@dataclass(frozen=True)
class Reading:
    """The index of a subject at one moment; `change` over 24 hours is None where either value lies in a gap."""

    subject: str
    tension: float
    low: float
    high: float
    confrontation: float
    cooperation: float
    baseline: float
    z: float
    note: str
    few: bool
    gap: bool
    change: float | None


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Return the store of this process, opened at the first call."""
    return Store.open(settings().store_url)


@st.cache_resource(show_spinner=False)
def actor_names() -> tuple[str, ...]:
    """Return the actors that are watched, in the order of actors.toml."""
    return tuple(load_actors(settings().actors).names)


def watched_dyads() -> tuple[str, ...]:
    """Return the dyads of the watched actors."""
    return dyads(actor_names())


def watched_directions() -> tuple[str, ...]:
    """Return the directions among the watched actors."""
    return all_directions(actor_names())


def tick(now: datetime | None = None, step: timedelta = TICK) -> datetime:
    """Return the moment rounded down to a step of the day.

    >>> tick(datetime(2024, 1, 1, 0, 0, 9, 5, tzinfo=UTC)).second
    5
    """
    moment = now or system_clock()
    start = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    return start + (moment - start) // step * step


@st.cache_data(ttl=3, max_entries=1, show_spinner=False)
def status() -> StoreStatus:
    """Return how fresh and how full the store is, at most three seconds old."""
    return store().status()


@st.cache_data(ttl=60, max_entries=128, show_spinner=False)
def series(subject: str, since: datetime, until: datetime, step: timedelta) -> pd.DataFrame:
    """Return the index of a subject over a period."""
    return store().series(subject, since, until, step)


@st.cache_data(ttl=60, max_entries=64, show_spinner=False)
def reading(subject: str, at: datetime) -> Reading:
    """Return the index of a subject at a moment, and its change against the full hour 24 to 25 hours before."""
    return reading_of_day(subject, store().series(subject, at - DAY - HOUR, at, HOUR))


def reading_of_day(subject: str, day: pd.DataFrame) -> Reading:
    """Return the index at the last point of a series by the hour that begins 24 to 25 hours before it."""
    here, before = day.iloc[-1], day.iloc[0]
    change = None if here["gap"] or before["gap"] else float(here["tension"] - before["tension"])
    return Reading(
        subject=subject,
        **{name: float(here[name]) for name in ("tension", "low", "high", "baseline", "z")},
        **{name: float(here[name]) for name in ("confrontation", "cooperation")},
        note=str(here["note"]),
        few=bool(here["few"]),
        gap=bool(here["gap"]),
        change=change,
    )


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def mover(subject: str, at: datetime) -> Row | None:
    """Return the statement of the last 24 hours with the largest contribution, or None where none has one."""
    found = (
        select(stances.c.statement, stances.c.target, stances.c.published, stances.c.intensity)
        .where(stances.c.direction.in_(directions(subject)), stances.c.counted.is_(True), stances.c.intensity != 0)
        .where(stances.c.published >= to_us(at - DAY), stances.c.published < to_us(at))
    )
    half_life = status().half_life_days
    with reading_of(store().engine) as connection:
        weighed = [
            (contribution(row.published, row.intensity, to_us(at), half_life), row.statement, row.target)
            for row in connection.execute(found)
        ]
        if not weighed:
            return None
        weight, number, target = max(weighed, key=lambda w: (abs(w[0]), w[1], w[2]))
        chosen = (
            select(
                *(statement_table.c[name] for name in ("id", "text", "gloss")),
                articles.c.url,
                outlet_table.c.name.label("outlet_name"),
            )
            .add_columns(*(stances.c[name] for name in _JUDGED))
            .join(stances, stances.c.statement == statement_table.c.number)
            .join(articles, articles.c.number == statement_table.c.article)
            .join(outlet_table, outlet_table.c.number == articles.c.outlet)
            .where(statement_table.c.number == number, stances.c.target == target)
        )
        row = connection.execute(chosen).one()
    return {
        "contribution": weight, "statement_id": row.id, "text": row.text, "gloss": row.gloss, "speaker": row.speaker,
        "target": row.target, "label": "uncertain" if row.abstained and not row.corrected else row.label,
        "confidence": row.confidence, "outlet": row.outlet_name, "url": row.url, "published": from_us(row.published),
    }  # fmt: skip


@st.cache_data(ttl=60, max_entries=32, show_spinner=False)
def contributions(subject: str, at: datetime, limit: int) -> Contributions:
    """Return what the index at a moment is made of."""
    return store().contributions(subject, at, limit)


@st.cache_data(ttl=3, max_entries=64, show_spinner=False)
def statements(where: StatementFilter, limit: int, offset: int = 0, order: str = "-published") -> pd.DataFrame:
    """Return a page of a statement listing."""
    return store().statements(where, limit, offset, order)


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def count(where: StatementFilter) -> int:
    """Return how many rows a listing has; a search for words counts no further than one beyond `COUNTED`."""
    return store().count(where, COUNTED + 1 if where.text else None)


@st.cache_data(ttl=5, max_entries=64, show_spinner=False)
def article(article_id: str) -> Tagging | None:
    """Return an article with its statements."""
    return store().article(article_id)


@st.cache_data(ttl=600, max_entries=512, show_spinner=False)
def article_of(statement_id: str) -> str:
    """Return the id of the article a statement stands in, or nothing where there is no such statement."""
    wanted = (
        select(articles.c.id)
        .join(statement_table, statement_table.c.article == articles.c.number)
        .where(statement_table.c.id == statement_id)
    )
    with reading_of(store().engine) as connection:
        return connection.scalar(wanted) or ""


@st.cache_data(ttl=10, max_entries=64, show_spinner=False)
def copies(story: str) -> pd.DataFrame:
    """Return the articles of a story."""
    return store().copies(story)


@st.cache_data(ttl=30, max_entries=1, show_spinner=False)
def outlets() -> pd.DataFrame:
    """Return the outlets with their article counts."""
    return store().outlets()


@st.cache_data(ttl=30, max_entries=32, show_spinner=False)
def coverage(since: datetime, until: datetime) -> list[Gap]:
    """Return the gaps of ingestion in a period."""
    return store().coverage(since, until)


@st.cache_data(ttl=30, max_entries=32, show_spinner=False)
def outlet_changes(since: datetime, until: datetime) -> list[OutletChange]:
    """Return where the set of outlets changed in a period."""
    return store().outlet_changes(since, until)


def forget() -> None:
    """Drop every cached answer, after an edit."""
    for cached in (status, series, reading, mover, contributions, statements, count, article, article_of, copies):
        cached.clear()


def rows(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a listing as dictionaries, times as datetimes."""
    records: Sequence[Row] = [{str(k): v for k, v in r.items()} for r in frame.to_dict("records")]
    return [
        {k: v.to_pydatetime() if isinstance(v, pd.Timestamp) else v for k, v in record.items()} for record in records
    ]
