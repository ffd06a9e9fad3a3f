"""Actors: one actor's rhetoric over time, who speaks for it, its harshest and warmest lines, who carries it."""

from datetime import timedelta

import streamlit as st

from dashboard import charts, evidence, guide, permalink, queries, tallies
from dashboard.blocks import statement_rows, table
from dashboard.controls import one_of
from dashboard.figures import plain_number
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.plot import plot
from dashboard.texts import text
from dashboard.traces import Scene
from dashboard.when import CUSTOM, RANGES, Window, window
from straitwatch.store_values import StatementFilter
from straitwatch.subject import direction

LINES = 6


def show() -> None:
    """Draw the view."""
    page = open_page(text("nav.actors"))
    if queries.status().articles == 0:
        guide.first_run()
        return
    actors = list(queries.actor_names())
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        actor = linked(
            permalink.choice("actor", actors, actors[0]), lambda key: one_of(text("actors.choose"), actors, key)
        )
        ranges = [*RANGES, CUSTOM]
        name = linked(
            permalink.choice("range", ranges, "30d"),
            lambda key: one_of(text("live.range"), ranges, key, lambda r: text(f"range.{r}")),
        )
        dates = evidence.dates() if name == CUSTOM else None
    view = window(name, page.now.replace(second=0), dates, page.zone)
    _tension(actor, page, view)
    _labels(actor, page, view)
    left, right = st.columns(2, gap="medium")
    with left:
        _lines(actor, page, view, "-intensity", "actors.harshest")
        _voices(actor, view)
    with right:
        _lines(actor, page, view, "intensity", "actors.warmest")
        _carriers(actor, page, view)


def _directions(actor: str) -> list[str]:
    return [direction(actor, other) for other in queries.actor_names() if other != actor]


def _tension(actor: str, page: Page, view: Window) -> None:
    frames = {d: queries.series(d, view.since, view.until, view.step) for d in _directions(actor)}
    scene = Scene(page.colours, page.zone, (view.since, view.until), revision=f"{actor}/{view.name}/{page.zone_name}")
    with st.container(border=True, key="actor_tension"):
        st.subheader(text("actors.tension", actor=actor), anchor=False)
        plot(charts.targets_figure(frames, scene), "actor_tension_chart", text("actors.tension", actor=actor))


def _labels(actor: str, page: Page, view: Window) -> None:
    step = max(timedelta(hours=1), (view.until - view.since) / 60)
    step = timedelta(hours=-(-step // timedelta(hours=1)))
    frame = tallies.labels(tuple(_directions(actor)), view.since, view.until, step)
    with st.container(border=True, key="actor_labels"):
        st.subheader(text("actors.labels"), anchor=False)
        if frame.empty:
            st.caption(text("actors.none"))
        else:
            figure = charts.stacked_figure(frame, page.colours, page.zone, revision=f"{actor}/{view.name}")
            plot(figure, "actor_labels_chart", text("actors.labels"))


def _lines(actor: str, page: Page, view: Window, order: str, title: str) -> None:
    where = StatementFilter(speakers=(actor,), since=view.since, until=view.until, counted=True)
    frame = queries.statements(where, LINES, 0, order)
    frame = frame[frame["intensity"] > 0] if order == "-intensity" else frame[frame["intensity"] < 0]
    with st.container(border=True, key=f"actor{order}"):
        st.subheader(text(title), anchor=False)
        if frame.empty:
            st.caption(text("actors.none"))
        else:
            st.html(statement_rows(queries.rows(frame), page.colours, page.zone))


def _voices(actor: str, view: Window) -> None:
    found = tallies.voices(actor, view.since, view.until)
    with st.container(border=True, key="actor_voices"):
        st.subheader(text("actors.voices"), anchor=False)
        rows = [[name, f"{n:,}", plain_number(points, 2)] for name, n, points in found]
        st.html(table([text(f"voices.{h}") for h in ("source", "statements", "mean")], rows, frozenset({1, 2})))


def _carriers(actor: str, page: Page, view: Window) -> None:
    found = tallies.carriers(actor, view.since, view.until)
    with st.container(border=True, key="actor_carriers"):
        st.subheader(text("actors.carriers"), anchor=False)
        if found:
            names, counts = zip(*found, strict=True)
            figure = charts.bars_figure(names, counts, page.colours)
            plot(figure, "actor_carriers_chart", text("actors.carriers"), bar=False)
        else:
            st.caption(text("actors.none"))
