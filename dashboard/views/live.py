"""Live: the dyads as charts that move, with the statements behind every point."""

from datetime import date, datetime
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, evidence, guide, marks, queries
from dashboard.blocks import facts_line, now_card, statement_rows
from dashboard.page import Page, open_page
from dashboard.pipeline import facts
from dashboard.texts import text
from dashboard.traces import Mark, Scene
from dashboard.when import CUSTOM, RANGES, Window, window
from straitwatch.subject import directions

NEWEST = 12
_CONFIG = {"displaylogo": False, "modeBarButtonsToRemove": ["select2d", "lasso2d", "autoScale2d"], "responsive": True}


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
        name = st.segmented_control(
            text("live.range"), [*RANGES, CUSTOM], key="range", default="30d", required=True, bind="query-params",
            format_func=lambda r: text(f"range.{r}"), label_visibility="collapsed",
        )  # fmt: skip
        dates = None
        if name == CUSTOM:
            newest = queries.status().newest_published or queries.tick()
            chosen = st.date_input(
                text("live.dates"), value=(date(newest.year, 1, 1), newest.date()), key="dates", bind="query-params",
                label_visibility="collapsed", width=240,
            )  # fmt: skip
            dates = (chosen[0], chosen[1]) if isinstance(chosen, tuple) and len(chosen) == 2 else None
        split = st.segmented_control(
            text("live.split"), ["dyads", "directions"], key="split", default="dyads", required=True,
            bind="query-params", format_func=lambda s: text(f"split.{s}"), label_visibility="collapsed",
        )  # fmt: skip
        paused = st.toggle(text("live.pause"), key="paused", bind="query-params")
    return name or "30d", dates, split == "directions", paused


def _live(page: Page, name: str, dates: tuple[date, date] | None, split: bool, paused: bool) -> None:
    now = _moment(paused)
    view = window(name, now, dates, page.zone)
    st.html(facts_line([*facts(now), _refreshed(page, now, paused)]))
    _stale(view)
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
        st.html(now_card(queries.reading(subject, view.until), page.colours, view.until))
    selected = evidence.selected_at(subject)
    revision = f"{view.name}/{split}/{page.zone_name}"
    scene = Scene(
        colours=page.colours,
        zone=page.zone,
        window=(view.since, view.until),
        marks=marked.get(subject, []) + marked.get("", []),
        selected=selected,
        revision=revision,
    )
    names = directions(subject) if split else (subject,)
    frames = {n: queries.series(n, view.since, view.until, view.step) for n in names}
    with chart:
        figure = charts.direction_figure(frames, scene) if split else charts.tension_figure(frames[subject], scene)
        key = f"chart_{subject}_{'split' if split else 'dyad'}"
        st.plotly_chart(
            figure, theme=None, key=key, on_select=partial(evidence.pick, subject, key), selection_mode="points",
            config=_CONFIG, alt=_described(subject, frames[names[0]]),
        )  # fmt: skip
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
        readings = {d: queries.reading(d, view.until) for d in queries.watched_directions()}
        known = {_ends(d): r for d, r in readings.items() if not r.gap}
        figure = charts.matrix_figure(
            {ends: r.tension for ends, r in known.items()},
            {ends: r.change for ends, r in known.items() if r.change is not None},
            queries.actor_names(),
            page.colours,
        )
        bare = {"displayModeBar": False}
        st.plotly_chart(figure, theme=None, key="matrix_chart", config=bare, alt=text("matrix.alt"))
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
