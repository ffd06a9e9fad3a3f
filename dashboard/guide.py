"""What the page says while the store is empty."""

import streamlit as st

from dashboard import queries
from dashboard.markup import escape
from dashboard.texts import text


def first_run() -> None:
    """Draw the guide; it gives way to the live view when the first article arrives."""
    steps = "".join(f"<li>{_with_code(text(f'guide.step{n}'))}</li>" for n in (1, 2, 3))
    st.html(
        f'<div class="sw-guide"><h3>{escape(text("guide.title"))}</h3><p>{escape(text("guide.empty"))}</p>'
        f"<ol>{steps}</ol>"
        f"<p>{escape(text('guide.where'))} <code>{escape(_where())}</code></p></div>"
    )
    st.fragment(_watch, run_every=queries.TICK)()


def _watch() -> None:
    st.caption(text("guide.waiting"))
    if queries.status().articles:
        st.rerun()


def _where() -> str:
    """The store's address without a password."""
    return str(queries.store().engine.url.render_as_string(hide_password=True))


def _with_code(words: str) -> str:
    parts = escape(words).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))
