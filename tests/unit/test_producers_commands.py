"""The commands of `straitwatch produce`: what they print, and their exit codes."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from producers import commands
from producers import run as run_module
from producers.replay import SAMPLE_PACE, sample
from straitwatch.article import Article
from straitwatch.errors import SettingsError
from straitwatch.memory_bus import MemoryBus
from straitwatch.settings import settings
from straitwatch.topics import ARTICLES
from straitwatch.wire import decode

RECORD = {"text": "The harbour board said the berth would be dredged.", "title": "Dredging", "published": "2024-05-17"}


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[MemoryBus]:
    found = MemoryBus()
    found.ensure_topics()
    monkeypatch.setenv("STRAITWATCH_STATE", str(tmp_path / "state"))
    monkeypatch.setattr(run_module, "KafkaBus", lambda _: found)
    monkeypatch.setattr(run_module.time, "sleep", lambda _: None)
    settings.cache_clear()
    yield found
    settings.cache_clear()


def articles(bus: MemoryBus) -> list[Article]:
    return [decode(ARTICLES, record.value) for record in bus.read(ARTICLES)]


def run(*words: str, text: bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(commands.app, list(words), input=text)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


def test_files_are_sent_and_what_was_refused_is_named(bus: MemoryBus, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jsonl").write_text(f"{json.dumps(RECORD)}\nbroken\n", encoding="utf-8")
    code, said = run(
        "files", str(tmp_path / "in"), str(tmp_path / "none.txt"), "--outlet", "Lantern", "--language", "en"
    )
    assert code == 0
    assert "sent 1 article; refused 2" in said
    assert "a.jsonl, line 2: no JSON" in said
    assert "none.txt: no such file or folder" in said
    assert [(a.outlet, a.title, a.origin, a.sample) for a in articles(bus)] == [("Lantern", "Dredging", "files", False)]


def test_standard_input_is_read(bus: MemoryBus) -> None:
    code, _ = run("files", "-", "--date", "2024-05-17", "--title", "From a pipe", text=b"It rained in Tamsui.")
    assert (code, articles(bus)[0].title, articles(bus)[0].text) == (0, "From a pipe", "It rained in Tamsui.")


def test_the_exit_code_is_1_only_if_nothing_could_be_sent(bus: MemoryBus, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert run("files", str(tmp_path / "empty.txt"))[0] == 1
    assert articles(bus) == []


def test_a_wrong_date_is_told_before_anything_is_sent(bus: MemoryBus) -> None:
    code, said = run("files", "-", "--date", "soon", text=b"Text.")
    assert (code, articles(bus)) == (2, [])
    assert "is no date" in said


def test_copies_are_counted_and_given_their_story_across_runs(bus: MemoryBus, tmp_path: Path) -> None:
    text = " ".join(f"The board of berth {n} said on Monday that it would dredge the {n} metres." for n in range(20))
    for n, name in enumerate(("a.txt", "b.txt")):
        (tmp_path / name).write_text(f"Title {n}\n\n{text}", encoding="utf-8")
        code, said = run("files", str(tmp_path / name), "--date", "2024-05-17")
        assert code == 0
    assert "1 of them copies" in said
    first, second = sorted(articles(bus), key=lambda a: a.title)
    assert second.story == first.id


def test_replay_needs_a_folder_or_the_sample(bus: MemoryBus) -> None:
    code, said = run("replay")
    assert code == 2
    assert "--sample" in said


def test_the_sample_is_marked_and_the_whole_of_it_is_sent(bus: MemoryBus) -> None:
    code, said = run("replay", "--sample")
    sent = articles(bus)
    assert code == 0
    assert len(sent) == sum(len(list(f.glob("[0-9]*.txt"))) for f in sample()) > SAMPLE_PACE.live
    assert all(a.sample and a.origin == "replay" for a in sent)
    assert f"sent {len(sent)} articles" in said
    assert sum(bool(a.story) for a in sent) <= len(sent) // 50


def test_feeds_need_a_list_of_outlets(bus: MemoryBus) -> None:
    with pytest.raises(SettingsError, match="STRAITWATCH_OUTLETS"):
        run("feeds")


def test_feeds_that_cannot_be_had_give_exit_code_1(bus: MemoryBus, tmp_path: Path) -> None:
    file = tmp_path / "outlets.toml"
    file.write_text('[[outlet]]\nname = "Lantern"\nfeeds = ["http://127.0.0.1:9/rss"]\n', encoding="utf-8")
    code, said = run("feeds", "--outlets", str(file), "--once")
    assert code == 1
    assert "sent 0 articles; feeds: 0 read, 1 could not be had" in said
    assert "private network" in said


def test_every_line_of_standard_input_is_sent(bus: MemoryBus) -> None:
    rows = "\n".join(json.dumps(RECORD | {"text": f"Berth {n} will be dredged."}) for n in range(300))
    code, said = run("files", "-", text=rows.encode())
    assert (code, len(articles(bus))) == (0, 300)
    assert "sent 300 articles" in said
