"""What the server runs: the page behind its gate."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from dashboard.access import check_binding, session_key
from dashboard.gate import Gate
from dashboard.plot import ADDRESS, SCRIPT
from straitwatch.settings import settings


async def plotly_script(_: Request) -> FileResponse:
    """Return plotly's script, which a browser may keep for good."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"cache-control": "private, max-age=31536000"})


check_binding(settings())
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(ADDRESS, plotly_script)],
    middleware=[Middleware(Gate, config=settings(), key=session_key(settings().state))],
)
