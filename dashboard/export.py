"""What is filtered, as a file: CSV for spreadsheets, JSON lines for programs."""

import pandas as pd
import streamlit as st

from dashboard import queries
from dashboard.markup import cell
from dashboard.texts import text
from straitwatch.store_values import StatementFilter

MOST = 50_000
"""Rows a file holds at most; the command line exports without a limit."""


def buttons(where: StatementFilter, found: int, *, more: bool) -> None:
    """Draw the menu with the two files; `more` tells that what was found is more than was counted."""
    with st.popover(text("export.title"), disabled=not found, width="stretch"):
        if more or found > MOST:
            st.caption(text("export.most", n=f"{MOST:,}"))
        st.download_button(
            "CSV", lambda: as_csv(_rows(where)), "statements.csv", "text/csv", on_click="ignore", width="stretch"
        )
        st.download_button(
            "JSON", lambda: as_json(_rows(where)), "statements.jsonl", "application/json", on_click="ignore",
            width="stretch",
        )  # fmt: skip


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return a frame as CSV with a byte order mark; no cell of words is read as a formula."""
    safe = frame.copy()
    for column in safe.columns:
        if not pd.api.types.is_numeric_dtype(safe[column]) and not pd.api.types.is_datetime64_any_dtype(safe[column]):
            safe[column] = [cell(str(v)) for v in safe[column]]
    return safe.to_csv(index=False).encode("utf-8-sig")


def as_json(frame: pd.DataFrame) -> bytes:
    """Return a frame as one JSON object a line, times in ISO 8601."""
    return str(frame.to_json(orient="records", lines=True, date_format="iso", force_ascii=False)).encode()


def _rows(where: StatementFilter) -> pd.DataFrame:
    return queries.store().statements(where, MOST)
