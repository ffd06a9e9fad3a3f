import io
import threading
from pathlib import Path

import pytest
from rich.console import Console

from straitwatch.errors import SettingsError
from straitwatch.settings import read_settings
from straitwatch.supervisor import Part, Supervisor
from straitwatch.up import _only_one, parts, run, table


def names(found: list[Part]) -> list[str]:
    return [p.name for p in found]


def test_the_sample_line_has_every_part_in_an_order_that_can_start(tmp_path: Path) -> None:
    found = parts(read_settings(state=tmp_path), sample=True, tag_workers=2, metrics=9100)
    assert names(found) == [
        "broker", "topics", "dashboard", "record", "tag-1", "tag-2", "watch", "notify", "sample",
    ]  # fmt: skip
    seen: set[str] = set()
    for part in found:
        assert set(part.after) <= seen
        seen.add(part.name)
    ports = [p.command[-1] for p in found if "--metrics-port" in p.command]
    assert ports == ["9100", "9101", "9102", "9103", "9104"]


def test_a_named_cluster_needs_no_broker_and_outlets_bring_feeds(tmp_path: Path) -> None:
    config = read_settings(state=tmp_path, kafka="k1:9092,k2:9092", outlets=tmp_path / "outlets.toml")
    assert names(parts(config, sample=False, tag_workers=1, metrics=0)) == [
        "topics", "dashboard", "record", "tag", "watch", "notify", "feeds",
    ]  # fmt: skip


def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "up.pid").write_text("1")
    monkeypatch.setattr("straitwatch.up._words", lambda _: ["python", "-m", "straitwatch", "up"])
    with pytest.raises(SettingsError, match="already runs"):
        _only_one(tmp_path)
    monkeypatch.setattr("straitwatch.up._words", lambda _: ["something else"])
    _only_one(tmp_path)


def test_run_reports_changes_and_stops_everything(tmp_path: Path) -> None:
    supervisor = Supervisor([Part("tag", ("sleep", "60"))], tmp_path)
    out, stop = io.StringIO(), threading.Event()
    threading.Timer(0.7, stop.set).start()
    run(supervisor, Console(file=out), "http://127.0.0.1:8501", stop)
    assert "tag        running" in out.getvalue()
    assert out.getvalue().endswith("all parts stopped\n")
    assert supervisor.children["tag"].pid is None


def test_a_terminal_that_goes_away_does_not_leave_parts_behind(tmp_path: Path) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError("the terminal is gone")

    supervisor = Supervisor([Part("tag", ("sleep", "60"))], tmp_path)
    with pytest.raises(OSError, match="gone"):
        run(supervisor, Console(file=Gone()), "http://127.0.0.1:8501", threading.Event())
    assert supervisor.children["tag"].state == "stopped"
    assert supervisor.children["tag"].pid is None


def test_the_table_shows_notes_as_they_are(tmp_path: Path) -> None:
    supervisor = Supervisor([Part("tag", ("sleep", "60"))], tmp_path)
    supervisor.children["tag"].note = "[/bold] odd [red]"
    out = io.StringIO()
    Console(file=out, width=120).print(table(supervisor, "http://127.0.0.1:8501"))
    assert "[/bold] odd [red]" in out.getvalue()
