"""Which addresses may be fetched, and what outlets.toml may say."""

import socket
import threading
from pathlib import Path

import pytest

from producers.addresses import check_url
from producers.fetch import Fetcher
from producers.outlets import Fetching, read_outlets
from straitwatch.clock import monotonic, system_clock
from straitwatch.errors import FetchError, SettingsError

EXAMPLE = Path(__file__).parents[2] / "producers" / "outlets.example.toml"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.0.0.1:8501/",
        "http://[::1]/",
        "http://10.1.2.3/",
        "http://192.168.0.1/",
        "http://172.16.0.9/",
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[64:ff9b::7f00:1]/",
        "http://0.0.0.0/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://localhost/",
    ],
)
def test_addresses_of_private_networks_are_refused_unless_allowed(url: str) -> None:
    with pytest.raises(FetchError, match="private network"):
        check_url(url, private=False)
    check_url(url, private=True)


def test_a_name_that_resolves_to_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(0, 0, 0, "", ("93.184.216.34", 0)), (0, 0, 0, "", ("10.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    with pytest.raises(FetchError, match=r"news\.example lies at 10\.0\.0\.1"):
        check_url("https://news.example/rss", private=False)


def test_a_public_address_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", ("93.184.216.34", 0))])
    check_url("https://news.example/rss", private=False)
    check_url("http://93.184.216.34/", private=False)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/",
        "file:///etc/passwd",
        "javascript:x",
        "http:///x",
        "http://a:b@x.example/",
        "http://[::1/",
        "",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(FetchError):
        check_url(url, private=True)


def test_the_address_spoken_to_is_judged_again(monkeypatch: pytest.MonkeyPatch) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    monkeypatch.setattr("producers.fetch.check_url", lambda *_, **__: None)
    rules = Fetching(pause_seconds=0, timeout_seconds=1)
    with listener, Fetcher(rules, system_clock, monotonic, lambda _: None) as web:

        def answer() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(FetchError, match="private network"):
            web.get(f"http://127.0.0.1:{port}/", 99)
        thread.join()


def test_the_example_of_outlets_is_valid() -> None:
    rules, feeds = read_outlets(EXAMPLE)
    assert not rules.private
    assert len(feeds) >= 5
    assert {f.outlet.language for f in feeds} == {"en", "ja", "und"}
    assert any(not f.pages for f in feeds)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[[outlet]]\nname = 'A'", "missing required field `feeds`"),
        ("[[outlet]]\nname = 'A'\nfeeds = ['ftp://x']", "no http or https address"),
        ("[[outlet]]\nname = 'A'\nfeeds = ['http://x/1', 'http://x/1']", "named twice"),
        ("[[outlet]]\nname = 'A'\nfeeds = []", "names no feed"),
        ("[[outlet]]\nname = 'A'\nfeeds = ['http://x/1']\ncolour = 'red'", "unknown field `colour`"),
        ("[fetch]\ninterval_minutes = 0\n[[outlet]]\nname = 'A'\nfeeds = ['http://x/1']", "interval_minutes"),
        ("outlet = 5", "Expected `array`"),
        ("[[outlet", "outlets.toml"),
    ],
)
def test_a_wrong_list_of_outlets_is_named_by_file_and_field(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "outlets.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"outlets\.toml") as caught:
        read_outlets(file)
    assert reason in str(caught.value)


def test_a_missing_list_of_outlets_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml, the list of outlets, cannot be read"):
        read_outlets(tmp_path / "none.toml")
