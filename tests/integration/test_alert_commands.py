"""The commands `straitwatch alerts …` on a SQLite store."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consumers.alert_commands import app
from straitwatch.errors import RuleError
from straitwatch.settings import settings
from straitwatch.store import Store
from tests.made_taggings import said, tagging

HOSTILE = "name: Hostile words\ndetector: {kind: statement, hostile: 0.8}\nrecover_hours: 2\n"
AT = datetime(2024, 3, 10, 12, 3, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("STRAITWATCH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    monkeypatch.setenv("COLUMNS", "200")
    settings.cache_clear()
    with Store.open(f"sqlite:///{tmp_path / 'store.db'}") as opened:
        yield opened
    settings.cache_clear()


def run(*words: str, text: str = "") -> str:
    done = CliRunner().invoke(app, list(words), input=text, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_rule_from_making_to_deletion(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "rule.yaml"
    file.write_text(HOSTILE)
    assert "made rule hostile-words" in run("add", str(file))
    with pytest.raises(RuleError, match="already"):
        run("add", str(file))
    assert "burst-of-confrontation" in run("list")
    run("edit", "hostile-words", "-", text=HOSTILE.replace("0.8", "0.7"))
    assert "hostile: 0.7" in run("export")
    run("pause", "hostile-words")
    rows = [json.loads(line) for line in run("list", "--json").splitlines()]
    assert [row["id"] for row in rows if row.get("paused")] == ["hostile-words"]
    run("pause", "hostile-words", "--resume")
    run("delete", "hostile-words")
    assert "hostile-words" not in run("list", "--json")


def test_a_back_test_shows_alerts_with_their_statements(store: Store, tmp_path: Path) -> None:
    store.record([tagging(AT, said("We will act.", "Beijing", Tokyo="hostile"))])
    file = tmp_path / "rule.yaml"
    file.write_text(HOSTILE)
    shown = run("backtest", str(file), "--since", "2024-03-09", "--until", "2024-03-12")
    assert "2024-03-10 12:10 to 2024-03-10 14:20  Tokyo-Beijing" in shown
    assert "Beijing > Tokyo hostile 0.90 [Harbour Times] We will act." in shown
    made = json.loads(run("backtest", str(file), "--since", "2024-03-09", "--until", "2024-03-12", "--json"))
    assert made["days"] == {"Tokyo-Beijing": 1}


def test_export_and_import_bring_a_store_to_the_same_rules(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(run("export") + "contacts:\n- {name: desk, url: 'json://desk.example/${TOKEN}'}\n")
    assert "1 contacts" in run("import", str(file))
    exported = run("export")
    assert "json://desk.example/${TOKEN}" in exported
    file.write_text(exported)
    run("import", str(file))
    assert run("export") == exported


def test_silences_and_messages_for_what_is_not_there(store: Store) -> None:
    assert "Works on the feed" in run("silence", "2h", "--reason", "Works on the feed")
    assert "Works on the feed" not in run("silence", "end", "--id", "1")
    with pytest.raises(RuleError, match="no length of time"):
        run("silence", "soon")
    with pytest.raises(RuleError, match="there is no alert"):
        run("ack", "0" * 32)
    with pytest.raises(RuleError, match="there is no contact point 'desk': there is none"):
        run("test", "desk")
    assert "contact" in run("outbox")
    assert "change" in run("history")
