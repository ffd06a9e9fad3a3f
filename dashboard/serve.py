"""What the server runs: the page behind its gate."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboard.access import check_binding, session_key
from dashboard.gate import Gate
from straitwatch.settings import settings

check_binding(settings())
app = st.App(
    Path(__file__).with_name("app.py"),
    middleware=[Middleware(Gate, config=settings(), key=session_key(settings().state))],
)
