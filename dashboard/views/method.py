"""Method: how the index, the labels and the alerts come about, how good the models are, and what is known to fail."""

from pathlib import Path

import streamlit as st

from dashboard import queries
from dashboard.blocks import table
from dashboard.figures import signed
from dashboard.page import open_page
from dashboard.texts import text
from straitwatch.stance import CAMEO, INTENSITY, LABELS

CARDS = Path(__file__).resolve().parents[2] / "models" / "cards"
"""The model cards, written by `straitwatch evaluate`; parts of the program, not of articles."""

PROSE = 760
"""Width of running text in pixels: some ninety letters a line."""

PARTS = ("index", "shown", "labels", "copies", "alerts", "limits")


def show() -> None:
    """Draw the view."""
    open_page(text("nav.method"))
    half_life = f"{queries.status().half_life_days:g}"
    for part in PARTS:
        st.subheader(text(f"method.{part}.title"), anchor=part)
        st.markdown(text(f"method.{part}").replace("HALF_LIFE", half_life), width=PROSE)
        if part == "labels":
            rows = [[text(f"label.{n}"), signed(INTENSITY[n], 2), "; ".join(CAMEO[n])] for n in LABELS]
            head = [text(f"method.{h}") for h in ("label", "points", "codes")]
            st.html(table(head, rows, frozenset({1})))
    st.subheader(text("method.cards.title"), anchor="cards")
    cards = sorted(CARDS.glob("*.md")) if CARDS.is_dir() else []
    for card in cards:
        with st.expander(card.stem):
            st.markdown(card.read_text(encoding="utf-8"), width=PROSE)
    if not cards:
        st.caption(text("method.no_cards"))
