"""Widgets in the forms this page uses them."""

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def one_of(label: str, options: Sequence[str], key: str, shown: Callable[[str], str] = str) -> str:
    """Draw buttons of which one is always pressed."""
    chosen = st.segmented_control(
        label, options, key=key, required=True, format_func=shown, label_visibility="collapsed"
    )
    return chosen if chosen is not None else options[0]


def first_and_last(place: DeltaGenerator, label: str, key: str, *, bare: bool = False) -> tuple[date, ...]:
    """Draw a choice of two days; while only the first is chosen, or none, the answer has fewer."""
    chosen: object = place.date_input(label, key=key, label_visibility="collapsed" if bare else "visible")
    return tuple(chosen) if isinstance(chosen, tuple | list) else ()
