import json
from pathlib import Path

import pytest

from models.gold import DATA, GoldStatement, fresh, is_dev, is_kept_out, load_gold, read_json, read_marked
from models.polnear import read_polnear
from models.tagged_text import IGNORED, TaggedText, token_labels
from models.windows import Window, sentence_tokens, windows
from straitwatch.errors import ModelError
from straitwatch.statement import Span

MARKED = """title: Boats home
outlet: Harbour Post
date: 2021-03-04
lang: en
style: brief
===
Kudo said ⟦1⟧the boats were home⟦/1⟧.
===
1 | indirect | Kudo | Tokyo | Beijing=neutral Taipei=cooperative
"""


def test_a_marked_article(tmp_path: Path) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    (folder / "001.txt").write_text(MARKED, encoding="utf-8")
    (folder / "README.txt").write_text("no article", encoding="utf-8")
    (article,) = load_gold([tmp_path])
    assert (article.id, article.language, article.published.year) == ("wire-001", "en", 2021)
    (statement,) = article.statements
    assert article.text[statement.start : statement.end] == "the boats were home"
    assert statement.stance == {"Beijing": "neutral", "Taipei": "cooperative"}


@pytest.mark.parametrize("wrong", [MARKED.replace("⟦/1⟧", ""), MARKED.replace("1 |", "2 |"), "title: x\n===\nbody"])
def test_a_damaged_article_is_named(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / "007.txt"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ModelError, match=r"007\.txt"):
        read_marked(path)


def test_an_article_in_json(tmp_path: Path) -> None:
    path = tmp_path / "k1-02.gold.json"
    said = {"text": "We left", "kind": "direct", "speaker": "Kudo", "actor": "other", "stance": {}}
    path.write_text(json.dumps({"title": "t", "text": "We left. We left.", "statements": [said, said]}))
    article = read_json(path)
    assert article.id == "k1-02"
    assert [s.start for s in article.statements] == [0, 9]
    path.write_text(json.dumps({"title": "t", "text": "Nothing.", "statements": [said]}))
    with pytest.raises(ModelError, match="not in the text"):
        read_json(path)


def test_about_one_article_in_six_is_dev() -> None:
    share = sum(is_dev(f"wire-{n:03d}") for n in range(600)) / 600
    assert 0.1 < share < 0.25


def test_polnear_gives_spans_of_attributions_with_content(tmp_path: Path) -> None:
    for folder in ("text", "attributions"):
        (tmp_path / folder).mkdir()
    (tmp_path / "text" / "a.txt").write_text("Kudo said boats came home.")
    (tmp_path / "attributions" / "a_0001.ann").write_text(
        "T1\tSource 0 4\tKudo\nT2\tCue 5 9\tsaid\nT3\tContent 10 15;21 25\tboats home\nT4\tCue 16 20\tcame\n"
        "T5\tAttribution 5 9\tsaid\nE1\tAttribution:T5 Source:T1 Cue:T2 Content:T3\nE2\tAttribution:T4 Cue:T4\n"
    )
    (tmp_path / "attributions" / "a_0002.ann").write_text("")
    (tagged,) = read_polnear(tmp_path)
    assert tagged.spans == (("source", 0, 4), ("cue", 5, 9), ("content", 10, 15), ("content", 21, 25))


def test_labels_of_tokens() -> None:
    tagged = TaggedText("a", "Kudo said we left", (("source", 0, 4), ("content", 10, 17)), (("Tokyo", 10, 17),))
    offsets = [(0, 4), (5, 9), (10, 12), (13, 17)]
    assert token_labels(tagged, offsets) == [
        [1, 0, 0, IGNORED],
        [0, 0, 0, IGNORED],
        [0, 0, 1, 0],
        [0, 0, 2, 0],
    ]
    unmarked = TaggedText("a", tagged.text, tagged.spans, roles=("content",))
    assert [row[0] for row in token_labels(unmarked, offsets)] == [IGNORED] * 4


def test_windows_cover_every_token_once() -> None:
    ranges = [(0, 5), (5, 30), (30, 34), (34, 90), (90, 91)]
    found = windows(ranges, size=24, context=6)
    kept = [t for w in found for t in range(w.keep, w.end)]
    assert kept == list(range(91))
    assert all(w.end - w.start <= 24 for w in found)
    assert found[1] != Window(0, 0, 0)


def test_sentences_without_tokens_are_left_out() -> None:
    assert sentence_tokens([Span(0, 4), Span(5, 6), Span(7, 9)], [(0, 4), (7, 9)]) == [(0, 1), (1, 2)]


def test_statements_compare_by_value() -> None:
    assert GoldStatement(0, 1, "direct", "Kudo", "Tokyo") == GoldStatement(0, 1, "direct", "Kudo", "Tokyo")


def test_the_fresh_articles_are_there_and_of_no_other_split() -> None:
    known = {a.id for a in load_gold([DATA / "corpus"])}
    assert len(fresh()) > 60
    assert fresh() <= known
    assert not any(is_dev(name) for name in fresh())
    assert sum(is_kept_out(name) for name in known) == len(fresh()) + sum(is_dev(name) for name in known)
