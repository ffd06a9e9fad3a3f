"""Login by an OpenID Connect provider: what Streamlit is told of it, and who a person of it is on this page."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.access import SESSION_SECONDS, User, by_password, by_provider
from dashboard.gate import back
from dashboard.markup import plain
from straitwatch.errors import SettingsError
from straitwatch.settings import Settings

CALLBACK = "/oauth2callback"
NEXT = "straitwatch_next"
"""Cookie that keeps the address a person came to until the provider has sent them back."""

SIGNED_IN = "_streamlit_user"
"""Streamlit's cookie of a person who has signed in; it is only looked for here, Streamlit itself checks it."""

_NEXT_SECONDS = 600
_CLOCKS_APART = 120


def check_provider(config: Settings) -> None:
    """Refuse settings of a provider that are not whole or not safe.

    Raises:
        SettingsError: naming what lacks or is wrong.
    """
    if not by_provider(config):
        return
    if by_password(config):
        raise SettingsError("set either the hash of a password or STRAITWATCH_DASHBOARD_OIDC_URL, not both")
    needed = {
        "STRAITWATCH_DASHBOARD_OIDC_CLIENT": config.dashboard_oidc_client,
        "STRAITWATCH_DASHBOARD_OIDC_SECRET": config.dashboard_oidc_secret.get_secret_value(),
        "STRAITWATCH_DASHBOARD_EDITORS or STRAITWATCH_DASHBOARD_VIEWERS": (
            config.dashboard_editors + config.dashboard_viewers
        ),
    }
    if missing := [name for name, value in needed.items() if not value.strip()]:
        raise SettingsError(f"login by STRAITWATCH_DASHBOARD_OIDC_URL needs {', '.join(missing)} too")
    addresses = {
        "STRAITWATCH_DASHBOARD_OIDC_URL": config.dashboard_oidc_url,
        "STRAITWATCH_DASHBOARD_URL": page_address(config),
    }
    for name, address in addresses.items():
        if not _safe(address):
            raise SettingsError(f"{name} is {address}; it must begin with https:// (http:// is for loopback alone)")
    if find_spec("authlib") is None:
        raise SettingsError("login by OpenID Connect needs Authlib: install straitwatch[oidc]")


def page_address(config: Settings) -> str:
    """Return the page's own address, without a slash at its end."""
    local = f"http://{config.dashboard_address}:{config.dashboard_port}"
    return (config.dashboard_url or local).rstrip("/")


def _safe(address: str) -> bool:
    parts = urlsplit(address)
    if parts.scheme == "https":
        return bool(parts.hostname)
    return parts.scheme == "http" and _loopback(parts.hostname or "")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def login_secrets(config: Settings, key: bytes) -> dict[str, Any]:
    """Return what Streamlit's login reads, as the section `auth` of its secrets; empty without a provider."""
    if not by_provider(config):
        return {}
    return {
        "auth": {
            "redirect_uri": page_address(config) + CALLBACK,
            "cookie_secret": key.hex(),
            "client_id": config.dashboard_oidc_client,
            "client_secret": config.dashboard_oidc_secret.get_secret_value(),
            "server_metadata_url": config.dashboard_oidc_url,
        }
    }


def user_of_claims(claims: Mapping[str, object], config: Settings, now: float) -> User | None:
    """Return who the claims of an identity token stand for, or None where no list names the person.

    The token must not be older than a session (`SESSION_SECONDS`; `now` is Unix seconds), and an address of mail that
    the provider calls unverified opens nothing.

    >>> config = Settings(dashboard_editors="mori@desk.example", dashboard_viewers="@desk.example")
    >>> user_of_claims({"email": "Mori@desk.example", "name": "Mori", "iat": 0}, config, now=60)
    User(name='Mori@desk.example', role='editor')
    >>> user_of_claims({"email": "sato@desk.example", "iat": 0}, config, now=60).role
    'viewer'
    >>> user_of_claims({"email": "sato@desk.example.org", "iat": 0}, config, now=60)
    """
    issued = claims.get("iat")
    if not isinstance(issued, int | float) or not -_CLOCKS_APART <= now - issued < SESSION_SECONDS:
        return None
    if config.dashboard_oidc_claim == "email" and claims.get("email_verified") is False:
        return None
    found = claims.get(config.dashboard_oidc_claim)
    values = [str(v) for v in found] if isinstance(found, list | tuple) else [str(found)] if found else []
    name = next((str(claims[c]) for c in ("email", "preferred_username", "name", "sub") if claims.get(c)), "")
    if _listed(values, config.dashboard_editors):
        return User(plain(name)[:120], "editor")
    if _listed(values, config.dashboard_viewers):
        return User(plain(name)[:120], "viewer")
    return None


def _listed(values: list[str], people: str) -> bool:
    """Whether a list names one of the values: as it is, by the part from "@" on, or by "*", everybody."""
    entries = {entry.strip().casefold() for entry in people.split(",")} - {""}
    known = [value.casefold() for value in values]
    return "*" in entries or any(v in entries or (v[v.rfind("@") :] in entries if "@" in v else False) for v in known)


@dataclass
class Returning:
    """Middleware: brings people who had to sign in first back to the address they came to."""

    app: ASGIApp
    config: Settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Keep the address in a cookie, or go to the one that was kept."""
        if not by_provider(self.config) or not _asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        kept = request.cookies.get(NEXT, "")
        if SIGNED_IN in request.cookies:
            if kept and request.url.path == "/":
                answer = RedirectResponse(back(unquote(kept)), 303)
                answer.delete_cookie(NEXT)
                await answer(scope, receive, send)
                return
            await self.app(scope, receive, send)
            return
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start" and wanted != "/":
                cookie = f"{NEXT}={quote(wanted[:2000], safe='')}; Max-Age={_NEXT_SECONDS}; Path=/; HttpOnly"
                MutableHeaders(scope=message).append("set-cookie", cookie + "; SameSite=Lax")
            await send(message)

        await self.app(scope, receive, keeping)


def _asks_for_a_page(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    path = scope["path"]
    accepted = HTTPConnection(scope).headers.get("accept", "")
    return "text/html" in accepted and not path.startswith(("/auth/", "/_stcore/", CALLBACK))
