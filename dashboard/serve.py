"""What the server runs: the page behind its gate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

from dashboard.access import check_binding, session_key
from dashboard.gate import Gate
from dashboard.oidc import Returning, check_provider, login_secrets
from dashboard.plot import ADDRESS, SCRIPT
from straitwatch.settings import settings


async def plotly_script(_: Request) -> FileResponse:
    """Return plotly's script, which a browser may keep for good."""
    return FileResponse(SCRIPT, media_type="text/javascript", headers={"cache-control": "private, max-age=31536000"})


@asynccontextmanager
async def warm(_: st.App) -> AsyncIterator[dict[str, object]]:
    """Load what every page needs before the first reader waits for it."""
    await to_thread.run_sync(_load)
    yield {}


def _load() -> None:
    from dashboard import line, queries, views  # caches want the server's runtime, which begins after this module

    del views
    queries.status()
    line.watch()


check_binding(settings())
check_provider(settings())
KEY = session_key(settings().state)
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(ADDRESS, plotly_script)],
    lifespan=warm,
    middleware=[Middleware(Gate, config=settings(), key=KEY), Middleware(Returning, config=settings())],
    secrets=login_secrets(settings(), KEY),
)
