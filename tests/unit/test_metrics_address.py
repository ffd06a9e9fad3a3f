"""The workers' metrics bind to the address that the settings name, loopback by default."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from consumers import commands, notify, watch
from consumers.metrics import Page
from straitwatch.settings import settings


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[int, str]]]:
    """Where metrics would be served; the workers themselves do not run."""
    found: list[tuple[int, str]] = []
    monkeypatch.setattr(Page, "serve", lambda _, port, address: found.append((port, address)))
    monkeypatch.setattr(watch, "run_watch", lambda *_: None)
    monkeypatch.setattr(notify, "run_notify", lambda *_: None)
    monkeypatch.setattr(commands, "stop_on_signals", lambda: None)
    settings.cache_clear()
    yield found
    settings.cache_clear()


@pytest.mark.parametrize("worker", ["watch", "notify"])
def test_a_worker_serves_where_the_settings_say(
    served: list[tuple[int, str]], monkeypatch: pytest.MonkeyPatch, worker: str
) -> None:
    for address in ("127.0.0.1", "0.0.0.0"):
        if address != "127.0.0.1":
            monkeypatch.setenv("STRAITWATCH_METRICS_ADDRESS", address)
        settings.cache_clear()
        answer = CliRunner().invoke(commands.app, [worker, "--metrics-port", "9100"])
        assert answer.exit_code == 0, answer.output
    assert served == [(9100, "127.0.0.1"), (9100, "0.0.0.0")]
