"""Pages give title, text, date, outlet, language; pages without an article are refused by name."""

from datetime import UTC, datetime

import pytest

from producers.extract import MAX_PAGE, declared_charset, page, plain_text
from straitwatch.errors import Unreadable

BODY = "".join(
    f"<p>The harbour board said on Monday that the {name} berth would be dredged before the typhoon season began.</p>"
    for name in ("first", "second", "third", "fourth", "fifth", "sixth")
)
HEAD = """<title>Dredging | Lantern</title><meta property="og:title" content="Dredging begins in Tamsui">
<meta property="og:site_name" content="Tamsui Lantern">"""
DATED = '<meta property="article:published_time" content="2024-05-17T08:30:00+09:00">'


def html(head: str = HEAD, body: str = BODY, lang: str = "en") -> str:
    menu = "<nav><a href='/'>Home</a> <a href='/world'>World</a></nav>"
    comments = "<section id='comments'><p>Add a comment</p><p>Great harbour, said someone I know.</p></section>"
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}</head><body>{menu}<article><h1>Dredging begins in Tamsui</h1>'
        f"{body}</article>{comments}<footer>All rights reserved</footer></body></html>"
    )


def test_a_page_gives_what_its_metadata_tell() -> None:
    draft = page(html(HEAD + DATED).encode(), "a.html", url="https://example.org/dredging")
    assert draft.title == "Dredging begins in Tamsui"
    assert draft.outlet == "Tamsui Lantern"
    assert draft.published == datetime(2024, 5, 16, 23, 30, tzinfo=UTC)
    assert (draft.url, draft.language) == ("https://example.org/dredging", "en")
    assert draft.text.count("berth would be dredged") == 6
    assert "World" not in draft.text
    assert "comment" not in draft.text
    assert "All rights" not in draft.text


def test_the_date_is_read_from_linked_data_and_from_a_day_alone() -> None:
    linked = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2024-05-17T08:30:00Z"}</script>'
    )
    assert page(html(HEAD + linked).encode(), "a.html").published == datetime(2024, 5, 17, 8, 30, tzinfo=UTC)
    day = '<meta name="date" content="2024-05-17">'
    assert page(html(HEAD + day).encode(), "a.html").published == datetime(2024, 5, 17, tzinfo=UTC)
    assert page(html().encode(), "a.html").published is None


def test_a_date_that_is_none_counts_as_missing() -> None:
    odd = '<meta property="article:published_time" content="last Tuesday">'
    assert page(html(HEAD + odd).encode(), "a.html").published is None


@pytest.mark.parametrize(("charset", "name"), [("Shift_JIS", "cp932"), ("EUC-JP", "euc_jp"), ("UTF-8", "utf-8")])
def test_a_japanese_page_is_read_by_its_declared_charset(charset: str, name: str) -> None:
    body = "".join(
        f"<p>港湾局は{n}月曜日、第{n}岸壁の浚渫工事を台風の季節の前に始めると明らかにした。</p>" for n in "一二三四五六"
    )
    text = html(f'<meta charset="{charset}"><title>浚渫</title>', body, "ja")
    draft = page(text.encode(name), "a.html")
    assert draft.text.count("浚渫工事を台風の季節の前に始める") == 6
    assert draft.language == "ja"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "without an article"),
        (b"<html><body><script>var a = 'text'</script><img src=x></body></html>", "without an article"),
        (b"<div>" * 200_000, "without an article"),
        (b"x" * (MAX_PAGE + 1), "larger than 5 MB"),
        (bytes(range(256)) * 99, "charset"),
    ],
)
def test_what_holds_no_article_is_refused_by_name(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=rf"^a\.html: .*{reason}"):
        page(data, "a.html")


def test_scripts_of_a_page_never_come_into_the_text() -> None:
    body = (
        BODY + "<script>alert('x')</script><p onclick='steal()'>"
        "The board will &lt;b&gt;meet&lt;/b&gt; again on Friday, it said.</p>"
    )
    text = page(html(body=body).encode(), "a.html").text
    assert "alert" not in text
    assert "steal" not in text


def test_words_of_a_fragment_come_out_paragraph_by_paragraph() -> None:
    fragment = "<p>One &amp; two<br>three</p><script>x()</script><ul><li>four</li></ul>tail"
    assert plain_text(fragment) == "One & two\n\nthree\n\nfour\n\ntail"
    assert plain_text("plain words") == "plain words"
    assert plain_text("  ") == ""


def test_the_declared_charset_is_found_in_meta_and_xml() -> None:
    assert declared_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=Big5">') == "Big5"
    assert declared_charset(b'<?xml version="1.0" encoding="GB2312"?>') == "GB2312"
    assert declared_charset(b"<html>") == ""
