"""Edits made on the page: by editors alone, with what went wrong said in place."""

from collections.abc import Callable

import streamlit as st

from dashboard import alert_queries, frames, queries
from dashboard.blocks import note
from dashboard.page import Page
from dashboard.texts import text
from straitwatch.errors import StraitwatchError


def attempt(page: Page, change: Callable[[], object]) -> bool:
    """Make a change; tell whether it was made. Cached reads are dropped, so that the page shows it at once."""
    if not page.user.edits:
        st.html(note(text("edit.viewer")))
        return False
    try:
        change()
    except StraitwatchError as error:
        st.html(note(str(error)))
        return False
    queries.forget()
    frames.forget()
    alert_queries.forget()
    return True


def attempt_and_show(page: Page, change: Callable[[], object]) -> None:
    """Make a change and draw the page anew."""
    if attempt(page, change):
        st.rerun()
