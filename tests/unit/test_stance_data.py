"""Training rows: our articles, mirrored actors, the public sets from made-up files, batches."""

import json
import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.gold import GoldArticle, GoldStatement, labelled_articles
from models.mirror import mirrored, swap
from models.stance_data import (
    ANY_STANCE,
    NEGATIVE,
    POSITIVE,
    Row,
    Target,
    article_rows,
    batches,
    dse_rows,
    mirror_row,
    newsmtsc_rows,
    shuffled,
    unscon_rows,
)
from models.stance_text import MENTION_SIGN, Marked

TEXT = "Japan said China must stop. A diver said hello."
GOLD = GoldArticle(
    "wire-900",
    "Title",
    TEXT,
    "Meridian Press",
    datetime(2020, 1, 1, tzinfo=UTC),
    "en",
    (
        GoldStatement(11, 26, "indirect", "Japan", "Tokyo", {"Beijing": "hostile", "Taipei": "neutral"}),
        GoldStatement(41, 46, "indirect", "A diver", "other"),
    ),
)


def test_only_statements_by_capitals_are_rows_and_tone_is_only_constrained():
    (row,) = article_rows([GOLD])
    assert row.marked.content == "China must stop"
    assert [(t.name, sorted(t.stance)) for t in row.targets] == [("Beijing", ["hostile"]), ("Taipei", ["neutral"])]
    assert row.targets[0].tone == {"negative", "neutral"}
    assert len(row.targets[1].tone) == 3


def test_mirroring_moves_text_and_roles_and_keeps_the_answers():
    (row,) = article_rows([GOLD])
    turned = mirror_row(row, swap("Tokyo", "Beijing"))
    assert turned.marked.content == "Japan must stop"
    assert turned.marked.before == "China said "
    assert turned.marked.speaker == "Beijing"
    assert [(t.name, t.stance) for t in turned.targets] == [("Tokyo", {"hostile"}), ("Taipei", {"neutral"})]


@pytest.mark.parametrize("pair", [("Tokyo", "Beijing"), ("Beijing", "Taipei"), ("Tokyo", "Taipei")])
def test_mirroring_twice_gives_the_text_back(pair):
    text = "Tokyo's Diet told the Chinese and the Taiwanese; Beijing heard, Taipei did not. Osaka slept."
    assert mirrored(mirrored(text, swap(*pair)), swap(*pair)) == text


def test_rows_are_read_with_roles_and_targets_in_random_order():
    own = Row(Marked("", "Japan objects", "", "Luo", "Beijing"), (Target("Tokyo", POSITIVE), Target("Taipei")), "g")
    orders = set()
    for seed in range(9):
        turned = shuffled(own, random.Random(seed))
        assert (turned.marked.speaker, turned.marked.content) == ("Tokyo", "China objects")
        assert {t.name: t.stance for t in turned.targets} == {"Beijing": POSITIVE, "Taipei": ANY_STANCE}
        orders.add(tuple(t.name for t in turned.targets))
    assert len(orders) == 2


def test_auxiliary_rows_keep_their_words():
    row = Row(Marked("", "Japan", ""), (Target("a"), Target("b")), "g")
    assert shuffled(row, random.Random(1)).marked == row.marked


def test_dse_directions_are_turned_to_who_feels_toward_whom(tmp_path):
    lines = ["[Ann] praised [Bob].\tAnn\tBob\t1", "[Cy] was blamed by [Di].\tCy\tDi\t4", "[Ed] met [Fay].\tEd\tFay\t0"]
    (tmp_path / "train.txt").write_text("\n".join([*lines, "[Gil] hit [Hal].\tGil\tHal\t3"]))
    (tmp_path / "valid.txt").write_text("[Gil] hit [Hal].\tGil\tHal\t3\n")
    rows = dse_rows(tmp_path, random.Random(0))
    found = {(r.marked.source, r.targets[0].name): r.targets[0].stance for r in rows}
    assert found["Ann", "Bob"] == {"cooperative"}
    assert found["Di", "Cy"] == NEGATIVE
    assert all("hit" not in r.marked.content for r in rows)


def test_newsmtsc_marks_the_mention_and_asks_only_the_tone(tmp_path):
    record = {
        "primary_gid": "g",
        "sentence_normalized": "We like Ann.",
        "targets": [{"from": 8, "to": 11, "mention": "Ann", "polarity": 6.0}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    (row,) = newsmtsc_rows(tmp_path / "a.jsonl")
    assert row.marked.content == f"We like {MENTION_SIGN}Ann."
    assert row.targets == (Target("Ann", tone=frozenset({"positive"})),)


def test_unscon_criticism_allows_hostile_and_critical(tmp_path):
    head = "file_id,sentence_text,A0,A4\n"
    body = (
        "U_spch015_Utopia_neg_03.txt,They erred.,Direct_NegEval,lilliput\nU_spch015_Utopia_neg_03.txt,Good day.,_,_\n"
    )
    (tmp_path / "conflict_annotations_sentences.csv").write_text(head + body)
    first, second = unscon_rows(tmp_path, random.Random(0))
    assert (first.marked.source, first.targets[0].name) == ("Utopia", "Lilliput")
    assert first.targets[0].stance == NEGATIVE
    assert second.targets[0].stance == ANY_STANCE - NEGATIVE
    assert second.marked.before == "They erred."


@given(st.lists(st.integers(1, 120), max_size=50), st.integers(0, 9))
def test_training_batches_hold_every_row_once(lengths, seed):
    made = list(batches(lengths, 256, random.Random(seed)))
    assert sorted(i for b in made for i in b) == list(range(len(lengths)))


def test_labels_by_offset_meet_their_texts(tmp_path):
    label = {
        "start": 11,
        "end": 26,
        "kind": "indirect",
        "source": "Japan",
        "speaker": "Tokyo",
        "stance": {"Beijing": "hostile"},
    }
    others = [label | {"speaker": "other", "stance": {}}, label | {"start": 0}]
    lines = [json.dumps(label | {"url": "u2"}), json.dumps({"url": "u1", "statements": [label, *others]})]
    (tmp_path / "labels.jsonl").write_text("\n".join(lines))
    (tmp_path / "texts.jsonl").write_text(json.dumps({"url": "u1", "text": TEXT}))
    row, second = article_rows(labelled_articles(tmp_path / "labels.jsonl", tmp_path / "texts.jsonl"))
    assert (row.marked.content, row.targets[0].name, row.group) == ("China must stop", "Beijing", "u1")
    assert second.marked.content == "Japan said China must stop"
