"""The scripts a browser needs before it can draw the first chart, and how it hears of them early.

A page names its parts only once its session runs. The header of the page names them at once, so that a browser fetches
and reads them while it starts; the names are those of Streamlit's own files for the parts that every view has.
"""

import gzip
from dataclasses import dataclass
from pathlib import Path

import streamlit
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.plot import ADDRESS, SCRIPT

_PARTS = ("BidiComponent", "ButtonGroup", "Checkbox", "Html")
_FOLDER = Path(streamlit.__file__).parent / "static" / "static" / "js"
_KEPT = {"cache-control": "private, max-age=31536000, immutable", "vary": "accept-encoding"}


async def plotly_script(request: Request) -> Response:
    """Return plotly's script, which a browser may keep for good."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        return FileResponse(SCRIPT, media_type="text/javascript", headers={**_KEPT, "content-encoding": "gzip"})
    return Response(gzip.decompress(SCRIPT.read_bytes()), media_type="text/javascript", headers=_KEPT)


def early() -> str:
    """Return the header that names the scripts; a part that this Streamlit has not is left out."""
    found = sorted(path.name for part in _PARTS for path in _FOLDER.glob(f"{part}.*.js"))
    parts = [f"</static/js/{name}>; rel=modulepreload; crossorigin" for name in found]
    return ", ".join([f"<{ADDRESS}>; rel=preload; as=script", *parts])


@dataclass
class Early:
    """Middleware: names the scripts in the header of every page."""

    app: ASGIApp
    link: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, pages with one more header."""

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                if any(n.lower() == b"content-type" and v.startswith(b"text/html") for n, v in headers):
                    message = {**message, "headers": [*headers, (b"link", self.link.encode())]}
            await send(message)

        await self.app(scope, receive, named if scope["type"] == "http" else send)
