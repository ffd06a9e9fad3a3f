"""What the Live view shows at a moment, drawn once for all sessions that look at the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd
import streamlit as st

from dashboard import charts, frames, queries
from dashboard.blocks import now_card, statement_rows
from dashboard.plot import Drawing, drawing
from dashboard.texts import text
from dashboard.theme import Mode, palette
from dashboard.traces import Mark, Scene
from dashboard.when import Window, zone
from straitwatch.store_values import StatementFilter
from straitwatch.subject import directions

KEPT = timedelta(minutes=2)
"""How long a picture is kept that nobody asks for: two moments of a quiet store."""


NEWEST = 12
"""Statements listed below the charts."""
TURNS = 3
"""Ticks over which the directions of the matrix are read anew."""


@dataclass(frozen=True)
class Chart:
    """A drawn chart and what a screen reader says for it."""

    drawing: Drawing
    alt: str


@st.cache_resource(ttl=KEPT, max_entries=96, show_spinner=False)
def card(subject: str, at: datetime, mode: Mode) -> str:
    """Return the now-card of a dyad."""
    return now_card(frames.reading(subject, at), queries.mover(subject, at), palette(mode), at)


def chart(
    subject: str, at: datetime, view: Window, split: bool, zone_name: str, mode: Mode, marks: Sequence[Mark],
    selected: datetime | None,
) -> Chart:  # fmt: skip
    """Return the chart of a dyad over a window, or of its two directions where `split`."""
    return _chart(subject, at, view, split, zone_name, mode, selected, hash(tuple(marks)), marks)


@st.cache_resource(ttl=KEPT, max_entries=192, show_spinner=False)
def _chart(
    subject: str, at: datetime, view: Window, split: bool, zone_name: str, mode: Mode, selected: datetime | None,
    marked: int, _marks: Sequence[Mark],
) -> Chart:  # fmt: skip
    del at, marked  # in the key: windows of the past gain articles too, and marks are slow to hash one by one
    scene = Scene(
        colours=palette(mode),
        zone=zone(zone_name),
        window=(view.since, view.until),
        marks=_marks,
        selected=selected,
        revision=f"{view.name}/{split}/{zone_name}",
    )
    names = directions(subject) if split else (subject,)
    shown = {name: frames.series(name, view) for name in names}
    figure = charts.direction_figure(shown, scene) if split else charts.tension_figure(shown[subject], scene)
    return Chart(drawing(figure), _described(subject, shown[names[0]]))


def _described(subject: str, frame: pd.DataFrame) -> str:
    known = frame["tension"].dropna()
    if known.empty:
        return text("alt.empty", subject=subject)
    return text("alt.tension", subject=subject, low=f"{known.min():.1f}", high=f"{known.max():.1f}",
                last=f"{known.iloc[-1]:.1f}")  # fmt: skip


@st.cache_resource(ttl=KEPT, max_entries=32, show_spinner=False)
def matrix(at: datetime, mode: Mode) -> Drawing:
    """Return the matrix of directions; of six, two are read anew in a tick, so that no refresh pays for all."""
    names = queries.watched_directions()
    readings = {d: queries.reading(d, _turn(at, place % TURNS)) for place, d in enumerate(names)}
    known = {_ends(d): r for d, r in readings.items() if not r.gap}
    return drawing(
        charts.matrix_figure(
            {ends: r.tension for ends, r in known.items()},
            {ends: r.change for ends, r in known.items() if r.change is not None},
            queries.actor_names(),
            palette(mode),
        )
    )


@st.cache_resource(ttl=KEPT, max_entries=64, show_spinner=False)
def newest(at: datetime, until: datetime | None, limit: int, zone_name: str, mode: Mode) -> str:
    """Return the newest statements before a time by speakers that are actors, or nothing where there are none."""
    del at  # a later moment is another list
    where = StatementFilter(speakers=queries.actor_names(), until=until)
    found = queries.rows(queries.store().statements(where, limit))
    return statement_rows(found, palette(mode), zone(zone_name)) if found else ""


def _turn(at: datetime, place: int) -> datetime:
    """Return the last moment up to `at` at which it was the turn of a place."""
    return queries.tick(at - place * queries.TICK, TURNS * queries.TICK) + place * queries.TICK


def _ends(direction: str) -> tuple[str, str]:
    speaker, _, target = direction.partition(">")
    return speaker, target
