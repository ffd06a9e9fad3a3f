"""The commands `straitwatch alerts …` on a SQLite store."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from consumers.alert_commands import app
from consumers.watch import Watch
from straitwatch.actor import CAPITALS
from straitwatch.alert_log import AlertLog
from straitwatch.errors import RuleError
from straitwatch.memory_bus import MemoryBus
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


def test_a_rule_is_exported_alone_changed_and_put_back(store: Store, tmp_path: Path) -> None:
    written = run("export", "burst-of-confrontation")
    assert written.startswith("name: Burst of confrontation\n")
    run("edit", "burst-of-confrontation", "-", text=written.replace("0.1", "0.2"))
    assert "false_alarms: 0.2" in run("export", "burst-of-confrontation")
    with pytest.raises(RuleError, match=r"whole rule file; `straitwatch alerts import` reads it"):
        run("add", "-", text=run("export"))
    with pytest.raises(RuleError, match="standard input, line 2: no YAML"):
        run("add", "-", text="name: A\n}")


def test_a_wrong_rule_file_stores_nothing(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    before = run("export")
    for routes, message in (
        ("{contacts: [desk]}", r"routes\[0\].contacts: there is no contact point 'desk'; there are: none"),
        ("{contacts: [hook], rules: [nothing]}", r"routes\[0\].rules: there is no rule 'nothing'"),
        ("{contacts: [hook], subjects: [Tokyo-Oslo]}", r"routes\[0\].subjects: 'Tokyo-Oslo' is none of Tokyo-Beijing"),
    ):
        contacts = "contacts: [{name: hook, url: 'https://x/y'}]\n" if "hook" in routes else ""
        file.write_text(f"rules: [{{name: New, detector: {{kind: spike}}}}]\n{contacts}routes: [{routes}]\n")
        with pytest.raises(RuleError, match=message):
            run("import", str(file))
        assert run("export") == before


def test_contact_points_are_shown_without_secrets_and_deleted(store: Store, tmp_path: Path) -> None:
    assert "address" in run("contacts")
    text = "contacts: [{name: desk, url: 'slack://AA/BB/CC', chart: false}, {name: system, url: 'https://desk.example/x'}]\n"
    run("import", "-", text=text + "routes: [{contacts: [desk], severities: [critical]}]\n")
    shown = run("contacts")
    assert "BB" not in shown
    rows = [line.split() for line in shown.splitlines()[1:]]
    assert rows[0] == ["desk", "slack://…", "default", "no", "critical"]
    assert rows[1][:4] == ["system", "https://desk.example/…", "default", "yes"]
    assert "no route leads here" in shown
    assert "system" not in run("contacts", "--delete", "system")
    with pytest.raises(RuleError, match="a route leads to the contact point 'desk'"):
        run("contacts", "--delete", "desk")


def test_a_back_test_of_no_time_is_refused(store: Store) -> None:
    with pytest.raises(RuleError, match="ends on 2024-01-01 00:00, before it begins on 2024-02-01"):
        run("backtest", "burst-of-confrontation", "--since", "2024-02-01", "--until", "2024-01-01")


def test_an_alert_is_acknowledged_by_its_rule_or_the_beginning_of_its_id(store: Store) -> None:
    now = datetime.now(UTC)
    run("add", "-", text=HOSTILE)
    store.record(
        [tagging(now - timedelta(minutes=30), said("We will act.", "Beijing", Tokyo="hostile", Taipei="hostile"))]
    )
    bus = MemoryBus()
    bus.ensure_topics()
    Watch(store, bus, CAPITALS).step()
    with pytest.raises(RuleError, match=r"it is firing for .*; name one with --subject"):
        run("ack", "hostile-words")
    with pytest.raises(RuleError, match="hostile-words for Tokyo-Taipei: it is not firing"):
        run("ack", "hostile-words", "--subject", "Tokyo-Taipei")
    done = run("ack", "hostile-words", "--subject", "Tokyo-Beijing", "--note", "A known dispute.")
    assert "command line: A known dispute." in run("history", "--subject", "Tokyo-Beijing")
    other = next(e for e in AlertLog(store).history(subject="Beijing-Taipei") if e.transition.after == "firing")
    assert f"acknowledged {other.transition.id}" in run("ack", other.transition.id[:9], "--author", "Mori")
    assert done.strip() != f"acknowledged {other.transition.id}"
    assert "at (UTC)" in run("history", "--since", "2099-01-01")


def test_silences_and_messages_for_what_is_not_there(store: Store) -> None:
    assert "Works on the feed" in run("silence", "2h", "--reason", "Works on the feed")
    assert "Works on the feed" not in run("silence", "end", "--id", "1")
    shown = run("silence", "2h", "--rule", "burst-of-confrontation", "--subject", "Beijing-Tokyo", "--severity", "info")
    assert all(word in shown for word in ("burst-of-confrontation", "Tokyo-Beijing", "info"))
    with pytest.raises(RuleError, match="no length of time"):
        run("silence", "soon")
    with pytest.raises(RuleError, match="silence: rules: there is no rule 'burst'; there are: burst-of"):
        run("silence", "2h", "--rule", "burst")
    with pytest.raises(RuleError, match="silence: subjects: 'Tokyo' is none of"):
        run("silence", "2h", "--subject", "Tokyo")
    with pytest.raises(RuleError, match="there is no alert"):
        run("ack", "0" * 32)
    with pytest.raises(RuleError, match="there is no contact point 'desk': there is none"):
        run("test", "desk")
    assert "contact" in run("outbox")
    assert "change" in run("history")
