"""Login by a provider: whole and safe settings, who gets which role, and the way back to the address."""

import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.access import SESSION_SECONDS, User, check_binding, hash_password
from dashboard.oidc import NEXT, SIGNED_IN, Returning, check_provider, login_secrets, user_of_claims
from straitwatch.errors import SettingsError
from straitwatch.settings import Settings

NOW = 1_000_000.0
HTML = {"accept": "text/html"}


def config(**values: object) -> Settings:
    usual: dict[str, object] = {
        "dashboard_url": "https://watch.desk.example/",
        "dashboard_oidc_url": "https://login.desk.example/.well-known/openid-configuration",
        "dashboard_oidc_client": "page",
        "dashboard_oidc_secret": SecretStr("secret"),
        "dashboard_editors": "mori@desk.example",
        "dashboard_viewers": "@desk.example, guest@elsewhere.example",
    }
    return Settings(**{**usual, **values})  # type: ignore[arg-type]


def claims(email: str, **more: object) -> dict[str, object]:
    return {"email": email, "email_verified": True, "iat": NOW - 60, **more}


def test_whole_settings_pass_and_open_other_machines() -> None:
    check_provider(config())
    check_provider(Settings())
    check_binding(config(dashboard_address="0.0.0.0"))
    with pytest.raises(SettingsError, match="STRAITWATCH_DASHBOARD_OIDC_URL"):
        check_binding(Settings(dashboard_address="0.0.0.0"))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"dashboard_oidc_client": ""}, "OIDC_CLIENT"),
        ({"dashboard_oidc_secret": SecretStr("")}, "OIDC_SECRET"),
        ({"dashboard_editors": "", "dashboard_viewers": " "}, "DASHBOARD_EDITORS or"),
        ({"dashboard_oidc_url": "http://login.desk.example/x"}, "OIDC_URL is http"),
        ({"dashboard_url": "http://watch.desk.example"}, "DASHBOARD_URL is http"),
        ({"dashboard_url": "", "dashboard_address": "0.0.0.0"}, "DASHBOARD_URL is http"),
        ({"dashboard_password_hash": SecretStr(hash_password("ten letters"))}, "not both"),
    ],
)
def test_settings_that_are_not_whole_or_not_safe_are_refused(values: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        check_provider(config(**values))


def test_without_authlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.oidc.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match=r"straitwatch\[oidc\]"):
        check_provider(config())


def test_streamlit_is_told_the_address_to_come_back_to() -> None:
    told = login_secrets(config(), b"k" * 32)["auth"]
    assert told["redirect_uri"] == "https://watch.desk.example/oauth2callback"
    assert told["cookie_secret"] == "6b" * 32
    assert login_secrets(Settings(), b"k" * 32) == {}


def test_lists_give_roles_by_address_and_by_domain() -> None:
    assert user_of_claims(claims("MORI@desk.example"), config(), NOW) == User("MORI@desk.example", "editor")
    assert user_of_claims(claims("sato@desk.example"), config(), NOW) == User("sato@desk.example", "viewer")
    assert user_of_claims(claims("guest@elsewhere.example"), config(), NOW) == User("guest@elsewhere.example", "viewer")
    everybody = config(dashboard_viewers="*")
    assert user_of_claims(claims("x@y.example"), everybody, NOW) == User("x@y.example", "viewer")


@pytest.mark.parametrize(
    "found",
    [
        claims("visitor@elsewhere.example"),
        claims("desk.example"),
        claims("mori@evil.example/@desk.example.org"),
        claims("mori@desk.example", email_verified=False),
        claims("mori@desk.example", iat=NOW - SESSION_SECONDS),
        claims("mori@desk.example", iat=NOW + 3600),
        claims("mori@desk.example", iat="now"),
        {"sub": "mori@desk.example", "iat": NOW},
        {"email": None, "iat": NOW},
    ],
)
def test_everybody_else_is_nobody(found: dict[str, object]) -> None:
    assert user_of_claims(found, config(), NOW) is None


def test_another_claim_can_hold_many_values() -> None:
    groups = config(dashboard_oidc_claim="groups", dashboard_editors="desk", dashboard_viewers="press, interns")
    found = claims("a@b.example", groups=["press", "canteen"], email_verified=False)
    assert user_of_claims(found, groups, NOW) == User("a@b.example", "viewer")
    assert user_of_claims(claims("a@b.example", groups=["canteen"]), groups, NOW) is None


def browser(settings: Settings) -> TestClient:
    async def page(_: object) -> HTMLResponse:
        return HTMLResponse("the page")

    routes = [Route(path, page) for path in ("/", "/statements", "/oauth2callback", "/auth/login")]
    made = Starlette(routes=routes, middleware=[Middleware(Returning, config=settings)])
    return TestClient(made, follow_redirects=False, base_url="https://watch.desk.example")


def test_who_had_to_sign_in_comes_back_to_the_address() -> None:
    client = browser(config())
    client.get("/statements?q=a%20b&label=hostile", headers=HTML)
    client.get("/oauth2callback", headers=HTML)
    client.cookies.set(SIGNED_IN, "signed by Streamlit")
    answer = client.get("/", headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/statements?q=a%20b&label=hostile")
    assert NEXT not in client.cookies
    assert client.get("/", headers=HTML).text == "the page"


def test_a_kept_address_leads_nowhere_else() -> None:
    client = browser(config())
    client.cookies.set(SIGNED_IN, "x")
    client.cookies.set(NEXT, "%2F%2Fevil.example")
    assert client.get("/", headers=HTML).headers["location"] == "/"


def test_nothing_is_kept_without_a_provider_nor_of_other_requests() -> None:
    client = browser(Settings())
    client.get("/statements", headers=HTML)
    assert NEXT not in client.cookies
    client = browser(config())
    client.get("/statements", headers={"accept": "image/png"})
    client.get("/", headers=HTML)
    assert NEXT not in client.cookies
