"""Statements: search and filter them, read one in its article, relabel it, export what is found."""

from datetime import UTC, datetime, time, timedelta
from typing import get_args

import streamlit as st

from dashboard import detail, export, queries
from dashboard.blocks import statement_rows
from dashboard.page import Page, open_page
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
        detail.show(st.query_params["statement"], st.query_params.get("article", ""), page)
        return
    where = _filters(page)
    _listing(where, page)


def _filters(page: Page) -> StatementFilter:
    outlets = queries.outlets()["outlet"].tolist()
    words = st.text_input(text("filter.text"), key="q", bind="query-params", placeholder=text("filter.hint"))
    actors = queries.actor_names()
    with st.expander(text("filter.more"), expanded=True):
        one, two, three = st.columns(3)
        everyone = [*actors, OTHER, UNKNOWN]
        speakers = one.multiselect(text("filter.speaker"), everyone, key="speaker", bind="query-params")
        targets = two.multiselect(text("filter.target"), list(actors), key="target", bind="query-params")
        labels = three.multiselect(
            text("filter.label"), [*LABELS, "uncertain"], key="label", bind="query-params",
            format_func=lambda v: text(f"label.{v}"),
        )  # fmt: skip
        chosen = one.multiselect(text("filter.outlet"), outlets, key="outlet", bind="query-params")
        kinds = two.multiselect(text("filter.kind"), list(get_args(Kind)), key="kind", bind="query-params")
        days = three.date_input(text("filter.days"), value=[], key="days", bind="query-params")
        sure = one.slider(text("filter.confidence"), 0.0, 1.0, 0.0, 0.05, key="sure", bind="query-params")
        copies = two.toggle(text("filter.counted"), key="counted", bind="query-params")
        corrected = three.toggle(text("filter.corrected"), key="corrected", bind="query-params")
    since, until = _bounds(days, page)
    return StatementFilter(
        speakers=tuple(speakers), targets=tuple(targets), labels=tuple(labels), outlets=tuple(chosen),
        kinds=tuple(kinds), since=since, until=until, min_confidence=sure, text=words.strip(),
        counted=True if copies else None, corrected=True if corrected else None,
    )  # fmt: skip


def _bounds(days: object, page: Page) -> tuple[datetime | None, datetime | None]:
    if not isinstance(days, tuple) or not days:
        return None, None
    first, last = days[0], days[-1]
    since = datetime.combine(first, time(), page.zone).astimezone(UTC)
    return since, datetime.combine(last + timedelta(days=1), time(), page.zone).astimezone(UTC)


def _listing(where: StatementFilter, page: Page) -> None:
    found = queries.count(where)
    pages = max(1, -(-found // PER_PAGE))
    head, order_box, export_box = st.columns([3, 2, 1], vertical_alignment="bottom")
    head.subheader(text("statements.found", n=f"{found:,}"), anchor=False)
    order = order_box.selectbox(
        text("statements.order"), _ORDERS, key="order", bind="query-params", label_visibility="collapsed",
        format_func=lambda o: text(f"order.{o}"),
    )  # fmt: skip
    with export_box:
        export.buttons(where, found)
    if not found:
        st.caption(text("statements.none"))
        return
    listing = st.container()
    number = st.pagination(pages, key="page", bind="query-params") if pages > 1 else 1
    frame = queries.statements(where, PER_PAGE, (number - 1) * PER_PAGE, order)
    listing.html(statement_rows(queries.rows(frame), page.colours, page.zone))
