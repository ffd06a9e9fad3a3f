"""The commands `straitwatch export` and `straitwatch correct` on a real store."""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest
from made_taggings import START, said, tagging
from typer.testing import CliRunner

from straitwatch.alert_schema import alert_transitions
from straitwatch.correct_command import app as correct
from straitwatch.engine import writing
from straitwatch.errors import StoreError
from straitwatch.export_command import app as export
from straitwatch.moment import to_us
from straitwatch.settings import settings
from straitwatch.store import Store

PERIOD = ["--since", "2024-03-01", "--until", "2024-03-03T09:00+09:00"]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("STRAITWATCH_STORE", f"sqlite:///{tmp_path / 'store.db'}")
    settings.cache_clear()
    with Store.open(settings().store_url) as opened:
        opened.record(
            [
                tagging(START, said('We "oppose" this;\nfirmly, 抗議.', Tokyo="hostile", Taipei="neutral")),
                tagging(START + timedelta(days=1), said("Welcome.", "Tokyo", Beijing="cooperative"), title="B"),
            ]
        )
        yield opened
    settings.cache_clear()


def read(path: Path) -> pd.DataFrame:
    if path.suffix == ".parquet":
        return pd.read_parquet(path)
    if path.suffix == ".json":
        return pd.DataFrame([json.loads(line) for line in path.read_text("utf-8").splitlines()])
    return pd.read_csv(path)


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_a_series_comes_out_with_what_made_it(store: Store, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"series.{kind}"
    asked = ["series", "-s", "Tokyo-Beijing", "-s", "Beijing>Tokyo", *PERIOD, "-f", kind, "-o", str(out)]
    done = CliRunner().invoke(export, asked, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    frame = read(out)
    assert list(frame.subject.unique()) == ["Tokyo-Beijing", "Beijing>Tokyo"]
    assert set(frame.models) == {"made-1"}
    assert set(frame.half_life_days) == {3.0}
    assert frame.configuration.str.len().eq(12).all()
    stored = store.series("Tokyo-Beijing", START, START + timedelta(days=2)).tension
    assert frame.tension[:48].to_list() == stored.to_list()


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_statements_come_out_whole(store: Store, tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"statements.{kind}"
    done = CliRunner().invoke(export, ["statements", *PERIOD, "-f", kind, "-o", str(out)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    frame = read(out)
    assert len(frame) == store.count() == 3
    assert frame.text[0] == 'We "oppose" this;\nfirmly, 抗議.'
    assert set(frame.model) == {"made-1"}
    some = CliRunner().invoke(export, ["statements", *PERIOD, "-l", "hostile"], catch_exceptions=False)
    assert len(pd.read_csv(io.StringIO(some.stdout))) == 1


def test_alerts_come_out_without_withdrawn_ones(store: Store, tmp_path: Path) -> None:
    row = {"rule": "r", "rule_name": "R", "subject": "Tokyo-Beijing", "before": "normal", "after": "firing",
           "recorded": 0, "reason": "A rise", "numbers": "{}", "evidence": "[]", "severity": "warning",
           "sample": False, "published": True}  # fmt: skip
    with writing(store.engine) as connection:
        for place, withdrawn in enumerate((False, True)):
            added = {**row, "id": f"t{place}", "at": to_us(START) + place, "withdrawn": withdrawn}
            connection.execute(alert_transitions.insert().values(added))
    out = tmp_path / "alerts.json"
    done = CliRunner().invoke(export, ["alerts", *PERIOD, "-f", "json", "-o", str(out)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    frame = read(out)
    assert list(frame.id) == ["t0"]
    assert frame.models[0] == "made-1"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["series", "-s", "Tokyo"], "neither"),
        (["series", "--step", "7m"], "divide"),
        (["series", "--step", "soon"], "no step"),
        (["series", "--since", "yesterday"], "no time"),
        (["series", "--since", "2024-03-02", "--until", "2024-03-01"], "before"),
    ],
)
def test_wrong_options_are_refused(store: Store, arguments: list[str], message: str) -> None:
    done = CliRunner().invoke(export, arguments, env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert message in done.output


def test_a_file_that_cannot_be_written_is_named(store: Store, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        CliRunner().invoke(
            export, ["alerts", *PERIOD, "-o", str(tmp_path / "nowhere" / "x.csv")], catch_exceptions=False
        )


def test_correct_set_list_undo(store: Store) -> None:
    statement = store.statements().statement_id[0]
    run = CliRunner()
    made = run.invoke(correct, ["set", statement, "Beijing", "critical", "-a", "Ann", "-n", "irony"])
    assert made.exit_code == 0, made.output
    assert "cooperative -> critical" in made.output
    assert store.statements().label[0] == "critical"
    assert "irony" in run.invoke(correct, ["list", "--statement", statement]).output
    undone = run.invoke(correct, ["undo", "1", "-a", "Ben"])
    assert "by Ben" in undone.output
    assert store.statements().label[0] == "cooperative"
    assert "Ann" not in run.invoke(correct, ["list", "--holding"]).output
    assert run.invoke(correct, ["set", statement, "Beijing", "angry"]).exit_code == 2
