"""Delivery through Apprise to a server of its own on loopback, with the chart where the service takes one."""

import base64
import email.parser
import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from made_taggings import said, tagging

from consumers.notify import Notify
from straitwatch.alert_store import AlertStore
from straitwatch.clock import ManualClock
from straitwatch.contact import Contact, Route
from straitwatch.delivery import deliver, send_test, told_as_test
from straitwatch.errors import StoreError
from straitwatch.store import Store
from straitwatch.topics import Transition

AT = datetime(2024, 5, 1, 8, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n"

pytestmark = pytest.mark.filterwarnings("ignore:.*:DeprecationWarning")


@dataclass
class Receiver:
    """A server that keeps what it is sent and answers with `status`."""

    port: int = 0
    status: int = 200
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def parts(self, number: int) -> dict[str, bytes]:
        """The parts of a multipart body, by the name of the field or file."""
        headers, body = self.got[number]
        made = email.parser.BytesParser().parsebytes(f"content-type: {headers['content-type']}\r\n\r\n".encode() + body)
        found: dict[str, bytes] = {}
        for part in made.get_payload():
            assert isinstance(part, Message)
            name = part.get_filename() or str(part.get_param("name", header="content-disposition"))
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            found[name] = payload
        return found


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            kept.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.status)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            del format, args

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        kept.port = server.server_address[1]
        monkeypatch.setenv("STRAITWATCH_SECRET_PORT", str(kept.port))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield kept
        server.shutdown()
        thread.join(30)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}", ManualClock(AT)) as opened:
        opened.record(
            [
                tagging(AT - timedelta(hours=9 * n), said(f"Words {n}.", Tokyo="critical"), title=f"{n}")
                for n in range(1, 50)
            ]
        )
        yield opened


def fired() -> Transition:
    return Transition("a" * 32, "burst", "Burst", "Tokyo-Beijing", "normal", "firing", AT, "Because.")


def notifier(store: Store, contact: Contact) -> Notify:
    alerts = AlertStore(store)
    alerts.save_contact(contact, "Ada")
    alerts.save_routes([Route((contact.name,), group_minutes=0)], "Ada")
    return Notify(store)


def test_a_message_reaches_a_service_of_apprise(receiver: Receiver) -> None:
    contact = Contact("desk", "json://127.0.0.1:${PORT}/", template="short")
    assert deliver(contact, "key", AT, [told_as_test(AT)], AT) == ""
    sent = json.loads(receiver.got[0][1])
    assert sent["title"] == "TEST: Test of a contact point, Tokyo-Beijing"
    assert "This is a test." in sent["message"]
    assert sent["attachments"] == []


def test_a_service_that_takes_files_gets_the_chart_as_a_file(store: Store, receiver: Receiver) -> None:
    notify = notifier(store, Contact("desk", "form://127.0.0.1:${PORT}/"))
    notify.handle([fired()])
    assert notify.send() == 1
    parts = receiver.parts(0)
    assert parts["tension-tokyo-beijing.png"].startswith(PNG)
    assert len(parts["tension-tokyo-beijing.png"]) > 20_000
    assert b"Because." in parts["message"]


def test_a_test_message_shows_that_the_chart_arrives(store: Store, receiver: Receiver) -> None:
    assert send_test(Contact("desk", "json://127.0.0.1:${PORT}/"), AT, store=store) == ""
    (attached,) = json.loads(receiver.got[0][1])["attachments"]
    assert (attached["filename"], attached["mimetype"]) == ("tension-tokyo-beijing.png", "image/png")
    assert base64.b64decode(attached["base64"]).startswith(PNG)


def test_a_webhook_gets_the_chart_in_its_json(store: Store, receiver: Receiver) -> None:
    notify = notifier(store, Contact("desk", "http://127.0.0.1:${PORT}/hook"))
    notify.handle([fired()])
    assert notify.send() == 1
    sent = json.loads(receiver.got[0][1])
    (chart,) = sent["charts"]
    index = sent["alerts"][0]["index"]
    last = store.series("Tokyo-Beijing", AT - timedelta(days=1), AT).iloc[-1]
    assert index["tension"] == last.tension
    assert set(index) == {"tension", "day_before"}
    assert f"Index: tension {last.tension:.1f} (" in sent["text"]
    assert base64.b64decode(chart["png"]).startswith(PNG)
    assert (chart["subject"], chart["until"], chart["since"]) == (
        "Tokyo-Beijing",
        "2024-05-01T08:00:00Z",
        "2024-04-10T08:00:00Z",
    )


@pytest.mark.parametrize("address", ["form://127.0.0.1:${PORT}/", "http://127.0.0.1:${PORT}/hook"])
def test_a_contact_point_can_do_without_charts(store: Store, receiver: Receiver, address: str) -> None:
    notify = notifier(store, Contact("desk", address, chart=False))
    notify.handle([fired()])
    assert notify.send() == 1
    assert b"PNG" not in receiver.got[0][1]
    assert b'"png"' not in receiver.got[0][1]


def test_a_service_that_refuses_the_chart_gets_the_words_with_the_next_try(store: Store, receiver: Receiver) -> None:
    clock = store.clock
    assert isinstance(clock, ManualClock)
    notify = notifier(store, Contact("desk", "form://127.0.0.1:${PORT}/"))
    notify.handle([fired()])
    receiver.status = 413
    assert notify.send() == 0
    receiver.status = 200
    clock.now += timedelta(minutes=1)
    assert notify.send() == 1
    assert b"PNG" in receiver.got[0][1]
    assert b"PNG" not in receiver.got[1][1]
    assert b"Because." in receiver.got[1][1]


@pytest.mark.parametrize("error", [StoreError("no such table"), ValueError("odd numbers"), ImportError("no library")])
def test_a_chart_that_cannot_be_made_is_logged_and_the_message_goes_out(
    store: Store,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise error

    monkeypatch.setattr("straitwatch.alert_chart.draw", fail)
    notify = notifier(store, Contact("desk", "http://127.0.0.1:${PORT}/hook"))
    notify.handle([fired()])
    with caplog.at_level(logging.WARNING):
        assert notify.send() == 1
    assert json.loads(receiver.got[0][1])["charts"] == []
    assert f"the message to desk goes without a chart: {type(error).__name__}: {error}" in caplog.text


def test_a_message_goes_out_where_no_file_can_be_written(
    store: Store, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    notify = notifier(store, Contact("desk", "form://127.0.0.1:${PORT}/"))
    notify.handle([fired()])
    with caplog.at_level(logging.WARNING):
        assert notify.send() == 1
    assert b"Because." in receiver.got[0][1]
    assert "goes without a chart" in caplog.text


def test_an_address_apprise_does_not_know_is_an_error_without_secrets(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        error = deliver(Contact("desk", "nosuch://token123/x"), "k", AT, [told_as_test(AT)], AT)
    assert error == "nosuch://… is no address that Apprise knows"
    assert "token123" not in caplog.text
