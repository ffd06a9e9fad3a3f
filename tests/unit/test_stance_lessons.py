"""Questions for a teacher: the voices of no capital, and PolNeAR's sources about those they name."""

import random
from datetime import UTC, datetime

from models.gold import GoldArticle, GoldStatement
from models.stance_lessons import bystander_rows, polnear_rows, polnear_tone_rows
from models.stance_text import MENTION_SIGN


def article(text, *statements):
    when = datetime(2024, 5, 1, tzinfo=UTC)
    return GoldArticle("made-001", "A title", text, "Harbour Wire", when, "en", statements)


def test_other_voices_are_asked_about_the_capitals_they_name():
    text = "Kowalski said China and Taiwan should talk. Ono said Japan agreed. Lindqvist said it rained."
    spans = [("China and Taiwan should talk", "other"), ("Japan agreed", "Tokyo"), ("it rained", "other")]
    gold = [
        GoldStatement(text.index(words), text.index(words) + len(words), "indirect", "x", speaker)
        for words, speaker in spans
    ]
    (row,) = bystander_rows([article(text, *gold)])
    assert [t.name for t in row.targets] == ["Beijing", "Taipei"]
    assert row.marked.content == "China and Taiwan should talk"
    assert row.marked.speaker == ""


def folder(tmp_path, text, standoff):
    for name, words in (("text/a.txt", text), ("attributions/a_1.ann", standoff)):
        file = tmp_path / "train" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(words, encoding="utf-8")
    return tmp_path


TEXT = "Mayor Brandt said on Monday that Councillor Petra Lindqvist had misled the Harbour Board. It rained."
STANDOFF = (
    "T1\tSource 0 12\tMayor Brandt\nT2\tCue 13 17\tsaid\nT3\tContent 28 89\tx\n"
    "E1\tAttribution:T2 Source:T1 Cue:T2 Content:T3\n"
)


def test_a_source_is_asked_about_two_of_those_it_names(tmp_path):
    (row,) = polnear_rows(folder(tmp_path, TEXT, STANDOFF))
    assert row.marked.source == "Mayor Brandt"
    assert [t.name for t in row.targets] == ["Councillor Petra Lindqvist", "Harbour Board"]
    assert row.targets[0].stance == frozenset({"hostile", "critical", "neutral", "cooperative"})


def test_a_sentence_is_asked_for_the_tone_toward_one_it_names(tmp_path):
    (row,) = polnear_tone_rows(folder(tmp_path, TEXT, STANDOFF), random.Random(1))
    (target,) = row.targets
    assert f"{MENTION_SIGN}{target.name}" in row.marked.content
    assert target.name in {"Brandt", "Councillor Petra Lindqvist", "Harbour Board"}
