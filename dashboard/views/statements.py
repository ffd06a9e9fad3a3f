"""Statements: search and filter them, read one in its article, relabel it, export what is found."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import get_args

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import detail, export, permalink, queries
from dashboard.blocks import statement_rows
from dashboard.controls import first_and_last
from dashboard.page import Page, open_page
from dashboard.permalink import linked
from dashboard.texts import text
from straitwatch.actor import OTHER, UNKNOWN
from straitwatch.stance import LABELS
from straitwatch.statement import Kind
from straitwatch.store_values import StatementFilter

PER_PAGE = 25
_ORDERS = ("-published", "published", "-intensity", "intensity", "-confidence")


def show() -> None:
    """Draw the view: one statement in its article where the address names one, else the listing."""
    page = open_page(text("nav.statements"))
    if "statement" in st.query_params:
        detail.show(st.query_params["statement"], page)
        return
    where = _filters(page)
    _listing(where, page)


def _filters(page: Page) -> StatementFilter:
    outlets: list[str] = queries.outlets()["outlet"].tolist()
    actors = list(queries.actor_names())
    words = linked(
        permalink.words("q"), lambda key: st.text_input(text("filter.text"), key=key, placeholder=text("filter.hint"))
    )
    with st.expander(text("filter.more"), expanded=True, key="filters"):
        one, two, three = st.columns(3)
        speakers = _several(one, "speaker", [*actors, OTHER, UNKNOWN])
        targets = _several(two, "target", actors)
        labels = _several(three, "label", [*LABELS, "uncertain"], lambda v: text(f"label.{v}"))
        one, two, three = st.columns(3)
        chosen = _several(one, "outlet", outlets)
        kinds = _several(two, "kind", list(get_args(Kind)), lambda v: text(f"kind.{v}"))
        days = linked(permalink.days("days"), lambda key: first_and_last(three, text("filter.days"), key))
        one, two, three = st.columns(3, vertical_alignment="center")
        sure = linked(
            permalink.share("sure"), lambda key: one.slider(text("filter.confidence"), 0.0, 1.0, step=0.05, key=key)
        )
        counted = linked(permalink.switch("counted"), lambda key: two.toggle(text("filter.counted"), key=key))
        corrected = linked(permalink.switch("corrected"), lambda key: three.toggle(text("filter.corrected"), key=key))
    since, until = _bounds(days, page)
    return StatementFilter(
        speakers=tuple(speakers), targets=tuple(targets), labels=tuple(labels), outlets=tuple(chosen),
        kinds=tuple(kinds), since=since, until=until, min_confidence=sure, text=words.strip(),
        counted=True if counted else None, corrected=True if corrected else None,
    )  # fmt: skip


def _several(place: DeltaGenerator, name: str, options: list[str], shown: Callable[[str], str] = str) -> list[str]:
    return linked(
        permalink.choices(name, options),
        lambda key: place.multiselect(text(f"filter.{name}"), options, key=key, format_func=shown),
    )


def _bounds(days: tuple[date, ...], page: Page) -> tuple[datetime | None, datetime | None]:
    if not days:
        return None, None
    first, last = days[0], days[-1]
    since = datetime.combine(first, time(), page.zone).astimezone(UTC)
    return since, datetime.combine(last + timedelta(days=1), time(), page.zone).astimezone(UTC)


def _listing(where: StatementFilter, page: Page) -> None:
    found = queries.count(where)
    more = bool(where.text) and found > queries.COUNTED
    pages = max(1, -(-min(found, queries.COUNTED if more else found) // PER_PAGE))
    head, order_box, export_box = st.columns([3, 2, 1], vertical_alignment="bottom")
    words = text("statements.more", n=f"{queries.COUNTED:,}") if more else text("statements.found", n=f"{found:,}")
    head.subheader(words, anchor=False, help=text("statements.unit"))
    order = linked(
        permalink.choice("order", _ORDERS, _ORDERS[0]),
        lambda key: order_box.selectbox(
            text("statements.order"), _ORDERS, key=key, label_visibility="collapsed",
            format_func=lambda o: text(f"order.{o}"),
        ),
    )  # fmt: skip
    with export_box:
        export.buttons(where, found, more=more)
    if not found:
        st.caption(text("statements.none"))
        return
    listing = st.container()
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    frame = queries.statements(where, PER_PAGE, (number - 1) * PER_PAGE, order)
    listing.html(statement_rows(queries.rows(frame), page.colours, page.zone))
