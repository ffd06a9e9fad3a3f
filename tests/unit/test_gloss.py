"""Glosses of Japanese and Chinese words."""

from pathlib import Path

import pytest
from opencc import OpenCC

from models import gloss as module
from models.gloss import dictionary, gloss, glossary, glossed
from models.stance_text import Marked
from straitwatch.errors import ModelError


def test_traditional_characters_read_as_simplified_ones() -> None:
    assert gloss("日方應立即道歉並賠償", "zh") == gloss("日方应立即道歉并赔偿", "zh")
    assert gloss("日方應立即道歉並賠償", "zh").text == "Japan must immediately apologise also compensate"


def test_the_longest_word_counts() -> None:
    assert gloss("反对", "zh").text == "oppose"
    assert gloss("坚决反对", "zh").text == "firmly oppose"
    assert gloss("認められない", "ja").text == "cannot accept"


def test_words_beyond_the_glossary_come_from_the_dictionary() -> None:
    assert "灯塔" not in glossary("zh")
    assert gloss("灯塔", "zh").text == dictionary()["灯塔"] == "lighthouse"


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("资源", "natural resource"),
        ("阿里山", "Alishan"),
        ("规矩", "established standard"),
        ("CPTPP", "CPTPP"),
        ("申请", "apply for something"),
    ],
)
def test_the_dictionary_gives_no_rare_names_no_guide_to_places_and_no_pictures(word: str, english: str) -> None:
    assert gloss(word, "zh").text == english


def test_dates_and_unknown_characters_are_left_out_and_stops_stay() -> None:
    found = gloss("24日、Xは厂厂。", "ja")
    assert found.text.strip(" .") == "X"
    assert found.known == 0.0


def test_what_is_known_is_a_share_of_the_characters_of_words() -> None:
    assert gloss("抗議ぐゎ", "ja").known == 0.5
    assert gloss("", "ja").known == gloss("。", "zh").known == 1.0


def test_a_statement_is_glossed_with_its_surroundings() -> None:
    found, known = glossed(Marked("外交部发言人表示，", "中方强烈谴责", "。", "外交部", "Beijing", "抗议"))
    assert found.before.startswith("foreign ministry spokesman")
    assert (found.content, found.source, found.title) == ("China strongly condemn", "foreign ministry", "protest")
    assert (found.speaker, known) == ("Beijing", 1.0)


def test_english_stays_as_it_is() -> None:
    marked = Marked("He said ", "we protest to 日本", ".", "Luo", "Beijing", "")
    assert glossed(marked) == (marked, 1.0)


@pytest.mark.parametrize("language", ["ja", "zh"])
def test_our_glossary_is_whole(language: str) -> None:
    assert max(map(len, glossary(language))) <= module.LONGEST
    assert len(glossary(language)) > 1000


def test_words_of_the_chinese_glossary_are_simplified() -> None:
    convert = OpenCC("t2s").convert
    assert [w for w in glossary("zh") if convert(w) != w] == []


@pytest.mark.parametrize("line", ["protest 抗議", " = 抗議", "protest = ", "demand = 要求 要求", "resist = 反対"])
def test_a_wrong_line_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    (tmp_path / "xx.txt").write_text(f"oppose = 反対\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(module, "GLOSSARY", tmp_path)
    with pytest.raises(ModelError, match=r"xx.txt, line 2: "):
        glossary("xx")
