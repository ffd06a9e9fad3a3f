"""Compare: two periods side by side, and a report of the first to take away."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import streamlit as st

from dashboard import charts, guide, permalink, queries, traces
from dashboard.alert_blocks import subject_words
from dashboard.blocks import table
from dashboard.controls import first_and_last
from dashboard.figures import plain_number, signed
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.plot import plot
from dashboard.report import Report, Section, as_html
from dashboard.report_chart import Line
from dashboard.report_pdf import as_pdf
from dashboard.texts import text
from dashboard.traces import Scene
from dashboard.when import CUSTOM, Window, window

LINES = 3
"""Statements of each dyad in a report."""


def show() -> None:
    """Draw the view."""
    page = open_page(text("nav.compare"), text("compare.intro"))
    newest = queries.status().newest_published
    if newest is None:
        guide.first_run()
        return
    last = newest.astimezone(page.zone).date()
    left, right = st.columns(2, gap="medium")
    with left:
        one = _period("first", last - timedelta(days=29), last, page)
    with right:
        other = _period("second", last - timedelta(days=59), last - timedelta(days=30), page)
    if one is None or other is None:
        st.caption(text("compare.choose"))
        return
    for subject in queries.watched_dyads():
        with st.container(border=True, key=f"compare_{subject}"):
            _dyad(subject, one, other, page)
    _report(one, page)


def _period(name: str, first: date, last: date, page: Page) -> Window | None:
    place = st.container()
    days = linked(permalink.days(name, (first, last)), lambda key: first_and_last(place, text(f"compare.{name}"), key))
    return window(CUSTOM, page.now.replace(second=0), (days[0], days[1]), page.zone) if len(days) == 2 else None


def _days(view: Window) -> str:
    return text("period.days", first=view.name.partition("..")[0], last=view.name.partition("..")[2])


def _frame(subject: str, view: Window) -> pd.DataFrame:
    return queries.series(subject, view.since, view.until, view.step)


def _dyad(subject: str, one: Window, other: Window, page: Page) -> None:
    st.subheader(subject_words(subject), anchor=False)
    places = st.columns(2, gap="medium")
    frames = [_frame(subject, view) for view in (one, other)]
    limits, z_limits = _limits(frames), traces.z_range(pd.concat([f["z"] for f in frames]))
    for place, view, frame, name in zip(places, (one, other), frames, ("first", "second"), strict=True):
        scene = Scene(
            page.colours,
            page.zone,
            (view.since, view.until),
            limits=limits,
            z_limits=(z_limits[0], z_limits[1]),
            revision=f"{view.name}/{page.zone_name}",
        )
        with place:
            st.caption(text("compare.period", name=text(f"compare.{name}"), days=_days(view)))
            alt = text("alt.period", subject=subject_words(subject), period=view.name)
            plot(charts.tension_figure(frame, scene), f"compare_{subject}_{name}", alt)
    rows = []
    for field in ("mean", "highest", "statements"):
        first, second = (_measure(frame, field) for frame in frames)
        digits = 0 if field == "statements" else 1
        change = signed(first - second, digits)
        rows.append([text(f"compare.{field}"), plain_number(first, digits), plain_number(second, digits), change])
    head = ["compare.measure", "compare.first", "compare.second", "compare.change"]
    st.html(table([text(h) for h in head], rows, frozenset({1, 2, 3})))


def _limits(frames: list[pd.DataFrame]) -> tuple[float, float] | None:
    """The same axis for both periods, or None where neither has a value."""
    both = pd.concat(frames)
    both = both[~both["gap"].astype(bool)]
    if both.empty:
        return None
    high = float(both[["high", "confrontation"]].to_numpy().max())
    low = float(min(both["low"].min(), -both["cooperation"].max()))
    margin = 0.05 * (high - low) + 0.5
    return low - margin, high + margin


def _measure(frame: pd.DataFrame, field: str) -> float:
    known = frame[~frame["gap"].astype(bool)]
    if field == "statements":
        return float(known["statements"].sum())
    if known.empty:
        return float("nan")
    return float(known["tension"].mean() if field == "mean" else known["tension"].max())


def _report(view: Window, page: Page) -> None:
    st.subheader(text("report.heading"), anchor=False)
    st.caption(text("report.intro"))
    with st.container(horizontal=True):
        name = f"straitwatch-{view.since.date()}-{view.until.date()}"
        st.download_button(
            text("report.html"), lambda: as_html(made(view, page)), f"{name}.html", "text/html", on_click="ignore",
            key="report_html",
        )  # fmt: skip
        st.download_button(
            text("report.pdf"), lambda: as_pdf(made(view, page)), f"{name}.pdf", "application/pdf", on_click="ignore",
            key="report_pdf",
        )  # fmt: skip


def made(view: Window, page: Page) -> Report:
    """Return the report of a period."""
    store, state = queries.store(), queries.store().status()
    sections = [_section(subject, view) for subject in queries.watched_dyads()]
    found = store.statements(limit=1)
    revision = str(found["revision"].iloc[0]) if len(found) else "–"
    facts = [
        (
            text("report.store"),
            text("report.counts", articles=f"{state.articles:,}", statements=f"{state.statements:,}"),
        ),
        (text("report.half_life"), f"{state.half_life_days:g}"),
        (text("report.version"), str(state.version)),
        (text("report.revision"), revision),
        (text("report.made"), store.clock().isoformat(timespec="seconds")),
        (text("report.command"), _command(view)),
    ]
    return Report(view.since, view.until, page.zone, sections, facts, state.sample)


def _section(subject: str, view: Window) -> Section:
    frame = _frame(subject, view)
    shown = frame.where(~frame["gap"].astype(bool), other=np.nan)
    columns = {name: [float(v) for v in shown[name]] for name in ("tension", "low", "high", "baseline")}
    times = pd.DatetimeIndex(frame.index).to_pydatetime().tolist()
    line = Line(times, columns["tension"], columns["low"], columns["high"], columns["baseline"])
    weightiest = queries.store().contributions(subject, view.until, LINES).frame
    return Section(
        title=subject_words(subject),
        line=line,
        reading=queries.reading(subject, view.until),
        mean=_measure(frame, "mean"),
        highest=_measure(frame, "highest"),
        statements=queries.rows(weightiest),
    )


def _command(view: Window) -> str:
    hours = int(view.step.total_seconds() // 3600)
    step = f"{hours}h" if hours else f"{int(view.step.total_seconds() // 60)}m"
    return f"straitwatch export series --since {view.since.isoformat()} --until {view.until.isoformat()} --step {step}"
