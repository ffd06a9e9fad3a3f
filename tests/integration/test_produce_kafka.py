"""`straitwatch produce` against the real broker: files, the sample, and feeds that outlive a killed process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from straitwatch.article import Article
from straitwatch.bus import KafkaBus
from straitwatch.settings import Settings
from straitwatch.topics import ARTICLES
from straitwatch.wire import decode
from tests.integration.loopback import serve

pytestmark = pytest.mark.kafka

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(kafka: Settings, tmp_path: Path) -> Run:
    """Run `straitwatch produce …` as a process of its own."""
    names = {"KAFKA": kafka.kafka, "KAFKA_PREFIX": kafka.kafka_prefix, "STATE": str(tmp_path / "state")}
    env = {**os.environ, **{f"STRAITWATCH_{name}": value for name, value in names.items()}}

    def start(*words: str, text: str | None = None) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "straitwatch", "produce", *words]
        return subprocess.run(command, env=env, input=text, capture_output=True, text=True, timeout=90, check=False)

    return start


def articles(kafka: Settings) -> list[Article]:
    with closing(KafkaBus(kafka)) as bus:
        return [decode(ARTICLES, record.value) for record in bus.read(ARTICLES)]


def test_files_of_any_form_arrive_and_copies_name_their_story(run: Run, kafka: Settings, tmp_path: Path) -> None:
    text = " ".join(f"The board of berth {n} said on Monday that it would dredge the {n} metres." for n in range(20))
    rows = [{"text": text, "title": "Dredging", "outlet": "Lantern"}, {"text": f"{text} More soon.", "title": "Again"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (tmp_path / "b.txt").write_bytes("港湾局は浚渫を始めると明らかにした。".encode("cp932"))
    done = run("files", str(tmp_path / "a.jsonl"), str(tmp_path / "b.txt"), str(tmp_path / "none.txt"))
    assert (done.returncode, "sent 3 articles, 1 of them copies" in done.stderr) == (0, True), done.stderr
    found = {a.title: a for a in articles(kafka)}
    assert found["Again"].story == found["Dredging"].id
    assert found[""].language == "ja"


def test_a_feed_is_sent_once_by_two_processes_after_each_other(run: Run, kafka: Settings, tmp_path: Path) -> None:
    item = "<item><guid>1</guid><title>Dredging</title><description>The berth is dredged.</description></item>"
    file = tmp_path / "outlets.toml"
    with serve() as site:
        site.put("/rss", f'<rss version="2.0"><channel>{item}</channel></rss>', "application/rss+xml")
        fetch = "[fetch]\nprivate = true\npause_seconds = 0"
        file.write_text(f'{fetch}\n[[outlet]]\nname = "Lantern"\nfeeds = ["{site.address}/rss"]', encoding="utf-8")
        done = [run("feeds", "--outlets", str(file), "--once") for _ in range(2)]
    assert [d.returncode for d in done] == [0, 0], done
    assert ["sent 1 articles" in done[0].stderr, "sent 0 articles" in done[1].stderr] == [True, True]
    assert [(a.title, a.outlet, a.origin) for a in articles(kafka)] == [("Dredging", "Lantern", "feeds:summary")]


def test_brokers_that_do_not_answer_are_named(tmp_path: Path) -> None:

    done = subprocess.run(
        [sys.executable, "-m", "straitwatch", "produce", "files", "-"],
        env={**os.environ, "STRAITWATCH_KAFKA": "127.0.0.1:9", "STRAITWATCH_STATE": str(tmp_path)},
        input="Text.",
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 1
    assert "127.0.0.1:9" in done.stderr
    assert "Traceback" not in done.stderr
