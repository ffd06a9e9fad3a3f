"""The scripts a browser needs before it can draw the first chart, and how it hears of them early.

A page asks for its parts only once its session runs. Naming them with the page lets a browser fetch and read them while
it starts; the parts are Streamlit's own files for what every view has.
"""

import gzip
from dataclasses import dataclass, field
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


def link() -> str:
    """Return the header that names the parts; one that this Streamlit has not is left out."""
    found = sorted(path.name for part in _PARTS for path in _FOLDER.glob(f"{part}.*.js"))
    return ", ".join(f"</static/js/{name}>; rel=modulepreload; crossorigin" for name in found)


@dataclass
class Early:
    """Middleware: names the parts in the header of every page, and plotly's script in its head."""

    app: ASGIApp
    link: bytes = field(default_factory=lambda: link().encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, pages with their scripts named."""
        page = Page(self.link, send)
        await self.app(scope, receive, page.send if scope["type"] == "http" else send)


@dataclass
class Page:
    """An answer on its way; one that is a page is held until it is whole."""

    link: bytes
    pass_on: Send
    start: Message | None = None
    body: bytes = b""

    async def send(self, message: Message) -> None:
        """Pass a message on; a page's once it is whole, with its scripts named."""
        if message["type"] == "http.response.start" and message["status"] == 200 and _is_page(message):
            self.start = message
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._named(self.start)
        else:
            await self.pass_on(message)

    async def _named(self, start: Message) -> None:
        body = self.body.replace(b"</head>", _TAG + b"</head>", 1) if self.body else b""
        kept = [(n, v) for n, v in start["headers"] if n.lower() not in _OF_THE_FILE]
        size = [(b"content-length", str(len(body)).encode())] if body else []
        await self.pass_on({**start, "headers": [*kept, *size, (b"link", self.link)]})
        await self.pass_on({"type": "http.response.body", "body": body})


def _is_page(start: Message) -> bool:
    names = {n.lower(): v for n, v in start["headers"]}
    return names.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in names


_TAG = f'<script async src="{ADDRESS}"></script>'.encode()
_OF_THE_FILE = {b"content-length", b"etag", b"last-modified"}
