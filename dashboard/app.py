"""The page: navigation only."""

import streamlit as st

from dashboard.texts import text
from dashboard.theme import LOGO
from dashboard.views import VIEWS

st.set_page_config(page_title="Straitwatch", layout="wide")
st.logo(LOGO, size="small")
st.navigation(
    [
        st.Page(view.show, title=text(f"nav.{name}"), url_path=name, default=name == "live")
        for name, view in VIEWS.items()
    ],
    position="top",
).run()
