"""Live: the dyads as charts that move, with the statements behind every point."""

from datetime import date, datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, evidence, guide, marks, permalink, queries
from dashboard.blocks import chart_key, facts_line, note, now_card, statement_rows
from dashboard.controls import one_of
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.pipeline import facts
from dashboard.plot import plot
from dashboard.texts import text
from dashboard.traces import Mark, Scene
from dashboard.when import CUSTOM, RANGES, Window, stamp, window
from straitwatch.subject import directions

NEWEST = 12
MATRIX = timedelta(seconds=30)
"""How often the matrix is made anew; it is the dearest part of a refresh."""


def show() -> None:
    """Draw the view."""
    page = open_page(text("nav.live"))
    if queries.status().articles == 0:
        guide.first_run()
        return
    name, dates, split, paused = _controls()
    every = None if paused else queries.TICK
    st.fragment(_live, run_every=every)(page, name, dates, split, paused)


def _controls() -> tuple[str, tuple[date, date] | None, bool, bool]:
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        ranges, lines = [*RANGES, CUSTOM], ["dyads", "directions"]
        name = linked(
            permalink.choice("range", ranges, "30d"),
            lambda key: one_of(text("live.range"), ranges, key, lambda r: text(f"range.{r}")),
        )
        dates = evidence.dates() if name == CUSTOM else None
        split = linked(
            permalink.choice("lines", lines, "dyads"),
            lambda key: one_of(text("live.split"), lines, key, lambda s: text(f"split.{s}")),
        )
        paused = linked(permalink.switch("paused"), lambda key: st.toggle(text("live.pause"), key=key))
    return name, dates, split == "directions", paused


def _live(page: Page, name: str, dates: tuple[date, date] | None, split: bool, paused: bool) -> None:
    now = _moment(paused)
    view = window(name, now, dates, page.zone)
    st.html(facts_line([*facts(now), _refreshed(page, now, paused)]))
    if paused:
        st.html(note(text("live.stands", at=stamp(now, page.zone, seconds=True), zone=page.zone_name)))
    _stale(view)
    st.html(chart_key(page.colours, split=split))
    marked = marks.within(view.since, view.until)
    for subject in queries.watched_dyads():
        with st.container(border=True, key=f"dyad_{subject}"):
            _dyad(subject, page, view, split, marked)
    _matrix_and_newest(page, view)


def _moment(paused: bool) -> datetime:
    """The time the page shows: it stands still while paused."""
    if not paused:
        st.session_state.pop("paused_at", None)
        return queries.tick()
    held: datetime = st.session_state.setdefault("paused_at", queries.tick())
    return held


def _refreshed(page: Page, now: datetime, paused: bool) -> tuple[str, str, bool]:
    clock = now.astimezone(page.zone).strftime("%H:%M:%S ") + page.zone_name
    return (text("live.paused") if paused else text("live.updated"), clock, paused)


def _stale(view: Window) -> None:
    newest = queries.status().newest_published
    if newest is not None and newest < view.since:
        st.info(text("live.old", day=newest.date().isoformat()))


def _dyad(subject: str, page: Page, view: Window, split: bool, marked: dict[str, list[Mark]]) -> None:
    card, chart = st.columns([1, 3.3], gap="medium")
    with card:
        reading, mover = queries.reading(subject, view.until), queries.mover(subject, view.until)
        st.html(now_card(reading, mover, page.colours, view.until))
    selected = evidence.selected_at(subject)
    revision = f"{view.name}/{split}/{page.zone_name}"
    scene = Scene(
        colours=page.colours,
        zone=page.zone,
        window=(view.since, view.until),
        marks=[m for name in (subject, *directions(subject), "") for m in marked.get(name, [])],
        selected=selected,
        revision=revision,
    )
    names = directions(subject) if split else (subject,)
    frames = {n: queries.series(n, view.since, view.until, view.step) for n in names}
    with chart:
        figure = charts.direction_figure(frames, scene) if split else charts.tension_figure(frames[subject], scene)
        key = f"chart_{subject}_{'split' if split else 'dyad'}"
        plot(figure, key, _described(subject, frames[names[0]]), partial(evidence.pick, subject))
    if selected is not None:
        evidence.panel(subject, selected, page)


def _described(subject: str, frame: pd.DataFrame) -> str:
    known = frame["tension"].dropna()
    if known.empty:
        return text("alt.empty", subject=subject)
    return text("alt.tension", subject=subject, low=f"{known.min():.1f}", high=f"{known.max():.1f}",
                last=f"{known.iloc[-1]:.1f}")  # fmt: skip


def _matrix_and_newest(page: Page, view: Window) -> None:
    left, right = st.columns([1, 2.1], gap="medium")
    with left, st.container(border=True, key="matrix"):
        st.subheader(text("matrix.title"), anchor=False)
        st.caption(text("matrix.intro"))
        at = queries.tick(view.until, MATRIX)
        readings = {d: queries.reading(d, at) for d in queries.watched_directions()}
        known = {_ends(d): r for d, r in readings.items() if not r.gap}
        figure = charts.matrix_figure(
            {ends: r.tension for ends, r in known.items()},
            {ends: r.change for ends, r in known.items() if r.change is not None},
            queries.actor_names(),
            page.colours,
        )
        plot(figure, "matrix_chart", text("matrix.alt"), bar=False)
    with right, st.container(border=True, key="newest"):
        st.subheader(text("newest.title"), anchor=False)
        found = evidence.newest(view, NEWEST)
        if found:
            st.html(statement_rows(found, page.colours, page.zone))
        else:
            st.caption(text("newest.none"))


def _ends(direction: str) -> tuple[str, str]:
    speaker, _, target = direction.partition(">")
    return speaker, target
