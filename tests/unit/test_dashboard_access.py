"""Who gets in: passwords, sessions, the limit on attempts, and the gate in front of everything."""

from pathlib import Path

import pytest
import typer
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from typer.testing import CliRunner

from dashboard import access
from dashboard.command import arguments, dashboard, options
from dashboard.gate import SIGN_IN, Gate
from straitwatch.errors import SettingsError
from straitwatch.settings import Settings

KEY = b"k" * 32
EDITOR, VIEWER = access.hash_password("editor password"), access.hash_password("viewer password")


def config(**values: object) -> Settings:
    return Settings(dashboard_password_hash=SecretStr(EDITOR), dashboard_viewer_hash=SecretStr(VIEWER), **values)  # type: ignore[arg-type]


def inner() -> Starlette:
    async def home(_: object) -> PlainTextResponse:
        return PlainTextResponse("the page")

    async def socket(connection: WebSocket) -> None:
        await connection.accept()
        await connection.send_text("live")
        await connection.close()

    return Starlette(
        routes=[Route("/", home), Route("/_stcore/health", home), WebSocketRoute("/_stcore/stream", socket)]
    )


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def client(settings: Settings | None = None, clock: Clock | None = None) -> TestClient:
    gate = Gate(inner(), settings or config(), KEY, now=clock or Clock())
    return TestClient(gate, follow_redirects=False)


def sign_in(browser: TestClient, password: str, **more: str) -> int:
    form = {"name": "Mori", "password": password, "next": "/statements?q=1", **more}
    return browser.post(SIGN_IN, data=form).status_code


def test_a_hash_fits_its_password_alone() -> None:
    assert access.password_fits("editor password", EDITOR)
    assert not access.password_fits("viewer password", EDITOR)
    assert access.hash_password("same") != access.hash_password("same"), "salted"


@pytest.mark.parametrize("damaged", ["plain", "scrypt:a", "scrypt:!:!", "md5:AAAA:AAAA"])
def test_a_damaged_hash_is_an_error_not_an_open_door(damaged: str) -> None:
    with pytest.raises(SettingsError):
        access.password_fits("x", damaged)


def test_nothing_passes_without_a_session() -> None:
    browser = client()
    page = browser.get("/", headers={"accept": "text/html"})
    assert page.status_code == 401
    assert 'name="password"' in page.text
    assert "the page" not in page.text
    assert browser.get("/static/app.js").status_code == 401
    with pytest.raises(WebSocketDisconnect) as refused, browser.websocket_connect("/_stcore/stream"):
        pass
    assert refused.value.code == 4401
    assert browser.get("/_stcore/health").text == "the page", "health checks need no session"


def test_signing_in_opens_page_and_socket_and_signing_out_closes_them() -> None:
    browser = client()
    answer = browser.post(SIGN_IN, data={"name": "Mori", "password": "viewer password", "next": "/statements?q=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/statements?q=1")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert browser.get("/").text == "the page"
    with browser.websocket_connect("/_stcore/stream") as socket:
        assert socket.receive_text() == "live"
    browser.get("/sign-out")
    assert browser.get("/").status_code == 401


def test_roles_come_from_the_password() -> None:
    assert access.role_for("editor password", config()) == "editor"
    assert access.role_for("viewer password", config()) == "viewer"
    assert access.role_for("", config()) is None
    assert not access.User("a", "viewer").edits


def test_sessions_end_and_cannot_be_forged() -> None:
    clock = Clock()
    browser = client(clock=clock)
    assert sign_in(browser, "editor password") == 303
    clock.now += access.SESSION_SECONDS + 1
    assert browser.get("/").status_code == 401
    token = access.sign(access.User("Mori", "viewer"), KEY, clock.now)
    assert access.user_of(token.replace(".viewer.", ".editor."), KEY, clock.now) is None
    for junk in ("", ".", "a.b.c", "a.b.c.d", token + "x"):
        assert access.user_of(junk, KEY, clock.now) is None


def test_attempts_are_limited_and_open_again_after_the_window() -> None:
    clock = Clock()
    browser = client(clock=clock)
    assert [sign_in(browser, "wrong") for _ in range(5)] == [401] * 5
    assert sign_in(browser, "editor password") == 429, "even the right password has to wait"
    clock.now += 301
    assert sign_in(browser, "editor password") == 303


def test_forms_of_other_sites_and_foreign_targets_are_refused() -> None:
    browser = client()
    form = {"name": "Mori", "password": "editor password"}
    assert browser.post(SIGN_IN, data=form, headers={"origin": "https://evil.example"}).status_code == 403
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert browser.post(SIGN_IN, data={**form, "next": target}).headers["location"] == "/"


def test_a_name_is_needed_and_a_long_form_refused() -> None:
    browser = client()
    assert sign_in(browser, "editor password", name="  ") == 401
    assert sign_in(browser, "x" * 5000) == 413


def test_without_a_password_the_gate_stands_open() -> None:
    browser = client(Settings())
    answer = browser.get("/")
    assert answer.text == "the page"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin", "browsers send Origin: null under no-referrer"


def test_binding_off_loopback_needs_a_password() -> None:
    with pytest.raises(SettingsError, match="hash-password"):
        access.check_binding(Settings(dashboard_address="0.0.0.0"))
    access.check_binding(config(dashboard_address="0.0.0.0"))
    access.check_binding(Settings(dashboard_address="::1"))


def test_the_session_key_is_made_once_and_private(tmp_path: Path) -> None:
    key = access.session_key(tmp_path)
    assert len(key) == 32
    assert access.session_key(tmp_path) == key
    assert (tmp_path / "dashboard.key").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["dashboard.key"]


def test_the_server_starts_headless_without_telemetry() -> None:
    chosen = options(Settings(dashboard_port=8600))
    assert chosen["browser.gatherUsageStats"] == "false"
    assert chosen["server.enableXsrfProtection"] == "true"
    assert chosen["server.headless"] == "true"
    assert "--server.port=8600" in arguments(Settings(dashboard_port=8600))


def test_the_command_prints_a_hash_and_refuses_short_passwords() -> None:
    command = typer.Typer()
    command.command()(dashboard)
    asked = CliRunner().invoke(command, ["--hash-password"], input="correct horse\ncorrect horse\n")
    assert asked.exit_code == 0
    assert access.password_fits("correct horse", asked.output.split()[-1])
    short = CliRunner().invoke(command, ["--hash-password"], input="short\nshort\n")
    assert isinstance(short.exception, SettingsError)
