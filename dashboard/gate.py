"""The gate before the page: an ASGI layer that lets nothing through without a session, web sockets included."""

import html
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import COOKIE, SESSION_SECONDS, FailureLimit, User, by_password, role_for, sign, user_of
from dashboard.markup import plain
from dashboard.texts import text
from straitwatch.settings import Settings

SIGN_IN, SIGN_OUT, HEALTH = "/sign-in", "/sign-out", "/_stcore/health"
_HEADERS = {
    b"x-content-type-options": b"nosniff",
    b"x-frame-options": b"SAMEORIGIN",
    b"referrer-policy": b"same-origin",
}
_LARGEST_FORM = 4096


@dataclass
class Gate:
    """Middleware: asks for a session where a password is set, and adds security headers to every answer."""

    app: ASGIApp
    config: Settings
    key: bytes
    now: Callable[[], float] = time.time
    limit: FailureLimit = field(default_factory=FailureLimit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer sign-in and sign-out, pass what has a session, turn away the rest."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        sender = _with_headers(send) if scope["type"] == "http" else send
        connection = HTTPConnection(scope)
        path = connection.url.path
        if not by_password(self.config) or path == HEALTH:
            await self.app(scope, receive, sender)
        elif scope["type"] == "http" and path == SIGN_IN:
            await (await self._sign_in(Request(scope, receive)))(scope, receive, sender)
        elif scope["type"] == "http" and path == SIGN_OUT:
            await _signed_out()(scope, receive, sender)
        elif user_of(connection.cookies.get(COOKIE, ""), self.key, self.now()):
            await self.app(scope, receive, sender)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 4401, "reason": "no session"})
        elif scope["method"] == "GET" and "text/html" in connection.headers.get("accept", ""):
            await _page("")(scope, receive, sender)
        else:
            await Response(text("access.needed"), 401)(scope, receive, sender)

    async def _sign_in(self, request: Request) -> Response:
        if request.method != "POST":
            return _page("")
        origin = request.headers.get("origin")
        if origin and urlsplit(origin).netloc != request.headers.get("host"):
            return _page(text("access.origin"), 403)
        client = request.client.host if request.client else "?"
        if self.limit.blocked(client, self.now()):
            return _page(text("access.wait"), 429)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _LARGEST_FORM:
                return _page(text("access.wrong"), 413)
        fields = parse_qs(body.decode("utf-8", "replace"))
        name = plain(fields.get("name", [""])[0]).strip()[:60]
        role = await run_in_threadpool(role_for, fields.get("password", [""])[0], self.config)
        if role is None or not name:
            self.limit.failed(client, self.now())
            return _page(text("access.wrong"), 401)
        self.limit.forget(client)
        answer = RedirectResponse(back(fields.get("next", ["/"])[0]), 303)
        answer.set_cookie(
            COOKIE,
            sign(User(name, role), self.key, self.now()),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return answer


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = {name.lower() for name, _ in message["headers"]}
            extra = [(n, v) for n, v in _HEADERS.items() if n not in present]
            message = {**message, "headers": [*message["headers"], *extra]}
        await send(message)

    return sender


def back(path: str) -> str:
    """Only a path of this site; anything else leads to the first page."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() else "/"


def _signed_out() -> Response:
    answer = RedirectResponse(SIGN_IN, 303)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _page(message: str, status: int = 401) -> Response:
    words = {name: html.escape(text(f"access.{name}")) for name in ("title", "name", "password", "enter", "hint")}
    note = f'<p role="alert">{html.escape(message)}</p>' if message else ""
    return HTMLResponse(_PAGE.format(note=note, **words), status, {"cache-control": "no-store"})


_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>
:root {{ color-scheme: light dark; font-family: "Source Sans 3", "Noto Sans", system-ui, sans-serif }}
body {{ margin: 0; min-height: 100vh; display: grid; place-items: center }}
form {{ width: min(20rem, 90vw); display: grid; gap: .6rem }}
h1 {{ font-size: 1.4rem; margin: 0 0 .4rem }} label {{ display: grid; gap: .2rem; font-size: .9rem }}
input, button {{ font: inherit; padding: .55rem .7rem; border: 1px solid #8888; border-radius: .4rem }}
button {{ background: #0072B2; color: #fff; border-color: #0072B2; cursor: pointer }}
p {{ margin: 0; font-size: .85rem; opacity: .8 }} p[role=alert] {{ color: #B84A00; opacity: 1 }}
</style>
<form method="post" action="/sign-in"><h1>{title}</h1>{note}
<label>{name}<input name="name" required maxlength="60" autocomplete="username" autofocus></label>
<label>{password}<input name="password" type="password" required autocomplete="current-password"></label>
<input type="hidden" name="next" id="next"><button>{enter}</button><p>{hint}</p></form>
<script>
if (location.pathname !== "/sign-in") document.getElementById("next").value = location.pathname + location.search
</script>
</html>"""
