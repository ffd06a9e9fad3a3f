"""From a point on a chart to the statements behind it; the picked point is kept in the address of the page."""

from datetime import UTC, date, datetime

import streamlit as st

from dashboard import permalink, queries
from dashboard.blocks import statement_rows
from dashboard.controls import first_and_last
from dashboard.figures import signed
from dashboard.page import Page
from dashboard.permalink import linked
from dashboard.texts import text
from dashboard.when import stamp

PARAMETER = "point"
SHOWN = 20


def dates() -> tuple[date, date] | None:
    """Draw the choice of the first and last day of a period, kept in the address."""
    newest = queries.status().newest_published or queries.tick()
    place = st.container(width=240)
    chosen = linked(
        permalink.days("dates", (date(newest.year, 1, 1), newest.date())),
        lambda key: first_and_last(place, text("live.dates"), key, bare=True),
    )
    return (chosen[0], chosen[1]) if len(chosen) == 2 else None


def parse(words: str) -> tuple[str, datetime] | None:
    """Return the subject and moment of a picked point, or None where the words name none.

    >>> parse("Tokyo-Beijing@1700000000")
    ('Tokyo-Beijing', datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.timezone.utc))
    >>> parse("Tokyo-Beijing@soon")
    """
    subject, _, seconds = words.rpartition("@")
    if not subject or not seconds.isdecimal() or len(seconds) > 11:
        return None
    return subject, datetime.fromtimestamp(int(seconds), UTC)


def selected_at(subject: str) -> datetime | None:
    """Return the moment picked on a subject's chart, if any."""
    picked = parse(st.query_params.get(PARAMETER, ""))
    return picked[1] if picked and picked[0] == subject else None


def pick(subject: str, stamp: int) -> None:
    """Keep the point that was clicked on a subject's chart."""
    st.query_params[PARAMETER] = f"{subject}@{stamp}"


def drop() -> None:
    """Close the panel."""
    st.query_params.pop(PARAMETER, None)


def panel(subject: str, at: datetime, page: Page) -> None:
    """Draw the statements that the index of a subject at a moment is made of."""
    made = queries.contributions(subject, at, SHOWN)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        title = text("evidence.title", subject=_words(subject), at=stamp(at, page.zone), zone=page.zone_name)
        st.subheader(title, anchor=False, width="content")
        st.button(text("evidence.close"), key=f"close_{subject}", on_click=drop)
    rest = text("evidence.rest", rest=signed(made.rest, 2)) if made.count > len(made.frame) else ""
    st.caption(text("evidence.sum", total=signed(made.total, 2), count=f"{made.count:,}") + rest)
    if len(made.frame):
        st.html(statement_rows(queries.rows(made.frame), page.colours, page.zone, weighted=True))


def _words(subject: str) -> str:
    return subject.replace("-", " – ").replace(">", " → ")
