"""Bytes of any charset become text, or are refused by name."""

import pytest

from models.gold import load_gold
from producers.decode import decode
from producers.replay import bundled
from straitwatch.errors import Unreadable

JAPANESE = "日本の外務省は、中国側に強く抗議したと述べた。双方は今後も意思疎通を続けることで一致したという。"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp932", "euc_jp", "iso2022_jp"])
def test_japanese_is_read_without_being_told_the_charset(charset: str) -> None:
    assert decode(JAPANESE.encode(charset), "a.txt") == JAPANESE


@pytest.mark.parametrize(("language", "charset"), [("zh-Hans", "gb18030"), ("zh-Hant", "big5hkscs")])
def test_the_chinese_articles_of_the_corpus_are_read_in_their_old_charsets(language: str, charset: str) -> None:
    texts = [a.text for a in load_gold([bundled() / "zhja"]) if a.language == language]
    assert texts
    assert [t for t in texts if decode(t.encode(charset), "a.txt") != t] == []


@pytest.mark.parametrize(
    ("declared", "written"), [("Shift_JIS", "cp932"), ("GB2312", "gb18030"), ("big5", "big5hkscs")]
)
def test_a_declared_charset_is_widened_to_the_one_that_pages_write(declared: str, written: str) -> None:
    text = "～鑛" if written == "cp932" else "台灣"
    assert decode(text.encode(written), "a.html", declared) == text


def test_a_few_broken_characters_cost_only_themselves() -> None:
    data = JAPANESE.encode() * 4
    assert decode(data[:9] + b"\xff" + data[9:], "a.txt").replace("\ufffd", "") == JAPANESE * 4


def test_nul_bytes_controls_and_windows_line_ends_are_taken_out() -> None:
    assert decode(b"one\x00 line\r\nnext\x07\rlast", "a.txt") == "one line\nnext\nlast"


@pytest.mark.parametrize(
    "data", [bytes(range(256)) * 8, b"\x00\x01\x02\x03" * 500, b"\x89PNG\r\n\x1a\n" + b"\x00\xfe" * 99]
)
def test_binary_data_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^picture\.txt: "):
        decode(data, "picture.txt")


def test_an_unknown_declared_charset_is_no_obstacle() -> None:
    assert decode(JAPANESE.encode("euc_jp"), "a.html", "x-klingon") == JAPANESE
