"""`straitwatch topics` and `straitwatch dlq` against the real broker."""

import base64
from contextlib import closing
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from straitwatch import commands
from straitwatch.bus import KafkaBus
from straitwatch.settings import Settings
from straitwatch.topics import ARTICLES, DEAD_LETTERS, DeadLetter

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.kafka


@pytest.fixture
def run(kafka: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setattr(commands, "settings", lambda: kafka)
    monkeypatch.setenv("COLUMNS", "160")
    return CliRunner()


def test_topics_are_created_and_shown(run: CliRunner) -> None:
    missing = run.invoke(commands.topics, ["show"])
    assert missing.output.count("missing") == 4
    assert run.invoke(commands.topics, ["create"]).output == "created articles, statements, alerts, articles.dlq\n"
    assert run.invoke(commands.topics, ["create"]).output == "all topics are there\n"
    shown = run.invoke(commands.topics, ["show"]).output
    row = next(line for line in shown.splitlines() if " articles " in line)
    assert [cell.strip() for cell in row.split("│")[1:-1]] == [
        "articles", "6", "1", "30 days", "zstd", "0, 0, 0, 0, 0, 0",
    ]  # fmt: skip
    assert "for ever" in shown


def test_dead_letters_are_listed_shown_and_sent_again(run: CliRunner, kafka: Settings) -> None:
    run.invoke(commands.topics, ["create"])
    assert run.invoke(commands.dlq, ["list"]).output == "no dead letter waits\n"
    body = base64.b64encode(b'{"title": "[bold]Not[/] an article"}').decode()
    with closing(KafkaBus(kafka)) as bus:
        bus.publish(DEAD_LETTERS, [DeadLetter("articles", 4, 17, "RecordError: [red]no[/]", body, NOW)])
        listed = run.invoke(commands.dlq, ["list"]).output
        assert "articles/4/17" in listed
        assert "RecordError: [red]no[/]" in listed
        shown = run.invoke(commands.dlq, ["show", "0"]).output
        assert '{"title": "[bold]Not[/] an article"}' in shown
        assert "2024-05-01 12:00:00 UTC, tried 1 times" in shown
        assert run.invoke(commands.dlq, ["retry"]).output == "1 sent again\n"
        assert run.invoke(commands.dlq, ["retry"]).output == "0 sent again\n"
        (back,) = bus.read(ARTICLES)
    assert (back.partition, back.attempts) == (4, 2)
    assert "1 sent again (--all shows them)" in run.invoke(commands.dlq, ["list"]).output
    assert "sent again" in run.invoke(commands.dlq, ["list", "--all"]).output
