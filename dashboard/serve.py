"""What the server runs: the page behind its gate."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.routing import Route

from dashboard.access import check_binding, session_key
from dashboard.gate import Gate
from dashboard.oidc import Returning, check_provider, login_secrets
from dashboard.plot import ADDRESS
from dashboard.scripts import Early, plotly_script
from straitwatch.settings import settings


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Load what every page needs before the first reader waits for it."""
    await to_thread.run_sync(_load)
    yield {}


def _load() -> None:
    from dashboard import (
        line,
        queries,
        views,
        warmth,
    )  # caches want the server's runtime, which begins after this module

    del views
    queries.status()
    line.watch()
    warmth.draw()
    gc.collect()
    gc.freeze()  # what is loaded by now stays, so no later collection need walk it


check_binding(settings())
check_provider(settings())
KEY = session_key(settings().state)
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(ADDRESS, plotly_script)],
    lifespan=warm,
    middleware=[
        Middleware(Gate, config=settings(), key=KEY),
        Middleware(Returning, config=settings()),
        Middleware(Early),
    ],
    secrets=login_secrets(settings(), KEY),
)
