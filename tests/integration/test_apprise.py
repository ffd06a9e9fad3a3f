"""Delivery through Apprise to a server of its own on loopback."""

import json
import logging
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from straitwatch.contact import Contact
from straitwatch.delivery import deliver, told_as_test

AT = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)

pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")


def test_a_message_reaches_a_service_of_apprise(monkeypatch: pytest.MonkeyPatch) -> None:
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        monkeypatch.setenv("STRAITWATCH_SECRET_PORT", str(server.server_address[1]))
        contact = Contact("desk", "json://127.0.0.1:${PORT}/", template="short")
        assert deliver(contact, "key", AT, [told_as_test(AT)], AT) == ""
        thread.join(30)
    sent = json.loads(got[0])
    assert sent["title"] == "TEST: Test of a contact point, Tokyo-Beijing"
    assert "This is a test." in sent["message"]


def test_an_address_apprise_does_not_know_is_an_error_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        error = deliver(Contact("desk", "nosuch://token123/x"), "k", AT, [told_as_test(AT)], AT)
    assert error == "nosuch://… is no address that Apprise knows"
    assert "token123" not in caplog.text
