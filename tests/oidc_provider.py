"""A small OpenID Connect provider on loopback: whoever asks chooses a person, if the client is the right one."""

import base64
import hashlib
import html
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "straitwatch-page", "the client's secret of the test"


@dataclass
class Provider:
    """The provider: `people` by the words of their link, each with the claims of the token."""

    address: str
    people: Mapping[str, Mapping[str, object]]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    codes: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    @property
    def discovery(self) -> str:
        """The discovery address."""
        return f"{self.address}/.well-known/openid-configuration"

    def app(self) -> Starlette:
        """The pages of the provider."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._metadata),
                Route("/authorize", self._authorize),
                Route("/choose", self._choose),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )

    async def _metadata(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        links = "".join(
            f'<p><a href="/choose?{html.escape(urlencode({**asked, "person": name}))}">{html.escape(name)}</a></p>'
            for name in self.people
        )
        return HTMLResponse(f"<h1>Who are you?</h1>{links}")

    async def _choose(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self.codes[code] = (asked["person"], asked)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        person, asked = self.codes.pop(str(form["code"]))
        given = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        proof = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest()).rstrip(b"=")
        expected = (CLIENT, asked["client_id"], asked["redirect_uri"], asked["code_challenge"])
        if given.partition(":")[0] != CLIENT or expected != (CLIENT, CLIENT, form["redirect_uri"], proof.decode()):
            return JSONResponse({"error": "invalid_client"}, 401)
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 3600, "nonce": asked["nonce"],
            "sub": person, **self.people[person],
        }  # fmt: skip
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse({"access_token": "none", "token_type": "Bearer", "id_token": token, "expires_in": 3600})

    async def _keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self.key]).as_dict(private=False))


@contextmanager
def provider(port: int, people: Mapping[str, Mapping[str, object]]) -> Iterator[Provider]:
    """Run a provider on a port of loopback until the block ends."""
    made = Provider(f"http://127.0.0.1:{port}", people)
    server = uvicorn.Server(uvicorn.Config(made.app(), port=port, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    ends = time.monotonic() + 20
    while not server.started and time.monotonic() < ends:
        time.sleep(0.05)
    assert server.started
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)
