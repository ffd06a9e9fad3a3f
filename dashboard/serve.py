"""What the server runs: the page behind its gate."""

import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from dashboard.access import check_binding, session_key
from dashboard.gate import Gate
from dashboard.plot import ADDRESS, SCRIPT
from straitwatch.settings import settings


async def plotly_script(request: Request) -> Response:
    """Return plotly's script, which a browser may keep for good."""
    headers = {"cache-control": "private, max-age=31536000, immutable", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return FileResponse(SCRIPT, media_type="text/javascript", headers={**headers, "content-encoding": "gzip"})
    return Response(gzip.decompress(SCRIPT.read_bytes()), media_type="text/javascript", headers=headers)


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
app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(ADDRESS, plotly_script)],
    lifespan=warm,
    middleware=[Middleware(Gate, config=settings(), key=session_key(settings().state))],
)
