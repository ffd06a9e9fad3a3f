"""Live: the dyads as charts that move, with the statements behind every point."""

from datetime import date, datetime
from functools import partial

import streamlit as st

from dashboard import evidence, guide, marks, moments, permalink, pictures, queries
from dashboard.blocks import chart_key, facts_line, note
from dashboard.controls import one_of
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.pipeline import facts
from dashboard.plot import plot
from dashboard.texts import text
from dashboard.traces import Mark
from dashboard.when import CUSTOM, RANGES, Window, stamp, window


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
    at = _moment(paused)
    view = window(name, at, dates, page.zone)
    st.html(facts_line([*facts(at if paused else queries.tick()), _refreshed(page, at, paused)]))
    if paused:
        st.html(note(text("live.stands", at=stamp(at, page.zone, seconds=True), zone=page.zone_name)))
    _stale(view)
    st.html(chart_key(page.colours, split=split))
    marked = marks.within(view.since, view.until)
    for subject in queries.watched_dyads():
        with st.container(border=True, key=f"dyad_{subject}"):
            _dyad(subject, at, page, view, split, marked)
    _matrix_and_newest(page, at, view)


def _moment(paused: bool) -> datetime:
    """The moment the page shows: it stands still while paused."""
    if not paused:
        st.session_state.pop("paused_at", None)
        return moments.shown()
    held: datetime = st.session_state.setdefault("paused_at", moments.shown())
    return held


def _refreshed(page: Page, at: datetime, paused: bool) -> tuple[str, str, bool]:
    clock = (at if paused else queries.tick()).astimezone(page.zone).strftime("%H:%M:%S ") + page.zone_name
    return (text("live.paused") if paused else text("live.updated"), clock, paused)


def _stale(view: Window) -> None:
    newest = queries.status().newest_published
    if newest is not None and newest < view.since:
        st.info(text("live.old", day=newest.date().isoformat()))


def _dyad(subject: str, at: datetime, page: Page, view: Window, split: bool, marked: dict[str, list[Mark]]) -> None:
    mode = page.colours.mode
    place, field = st.columns([1, 3.3], gap="medium")
    with place:
        st.html(pictures.card(subject, view.until, mode))
    selected = evidence.selected_at(subject)
    own = marks.of(subject, marked)
    with field:
        shown = pictures.chart(subject, at, view, split, page.zone_name, mode, own, selected)
        key = f"chart_{subject}_{'split' if split else 'dyad'}"
        plot(shown.drawing, key, shown.alt, partial(evidence.pick, subject))
    if selected is not None:
        evidence.panel(subject, selected, page)


def _matrix_and_newest(page: Page, at: datetime, view: Window) -> None:
    mode = page.colours.mode
    left, right = st.columns([1, 2.1], gap="medium")
    with left, st.container(border=True, key="matrix"):
        st.subheader(text("matrix.title"), anchor=False)
        st.caption(text("matrix.intro"))
        shown = pictures.matrix(view.until, mode)
        plot(shown, "matrix_chart", text("matrix.alt"), bar=False)
    with right, st.container(border=True, key="newest"):
        st.subheader(text("newest.title"), anchor=False)
        found = pictures.newest(at, None if view.live else view.until, pictures.NEWEST, page.zone_name, mode)
        if found:
            st.html(found)
        else:
            st.caption(text("newest.none"))
