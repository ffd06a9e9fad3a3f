"""Whatever bytes come in, the readers answer with articles or with an error made on purpose."""

import io
from contextlib import suppress
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from producers.clean import clean
from producers.decode import decode
from producers.draft import Draft, article
from producers.entries import entries
from producers.extract import page, plain_text
from producers.files import read_stream
from straitwatch.errors import ArticleError
from straitwatch.topics import ARTICLES
from straitwatch.wire import decode as decode_record
from straitwatch.wire import encode

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
MARKUP = (
    b'<html> <p> </p> <![CDATA[ ]]> <rss> <channel> <item> <title> <!-- --> {"text": "text" } [ &amp; &#0; &#xD800;'
)
BYTES = b"\\ud800 \x00 \xff\xfe \xef\xbb\xbf \xe6\x97\xa5 \x93\xfa \x1b$B"
LINES = (b"===\n", b"title: x\n", b"\n\n", b"\r\n", b"Share this article\n", b"word ")
PIECES = st.sampled_from([*MARKUP.split(), *BYTES.split(), *LINES])
SOUP = st.one_of(st.binary(max_size=200), st.lists(PIECES, max_size=25).map(b"".join))


@settings(max_examples=60)
@given(SOUP, st.sampled_from(["", "text", "html", "json", "rows"]))
def test_any_bytes_give_articles_that_can_be_sent_or_a_reason(data: bytes, form: str) -> None:
    for found in read_stream(io.BytesIO(data), "input", form):
        if isinstance(found, Draft):
            with suppress(ArticleError):
                made = article(found, NOW, "files")
                assert decode_record(ARTICLES, encode(ARTICLES, made)) == made
                assert "\x00" not in made.text


@settings(max_examples=60)
@given(SOUP)
def test_any_bytes_are_a_feed_or_none(data: bytes) -> None:
    with suppress(ArticleError):
        for entry in entries(data, "http://x/", {}):
            assert entry.key


@settings(max_examples=30)
@given(SOUP, st.sampled_from(["", "utf-8", "shift_jis", "utf-7", "idna", "hex", "rot13", "no-such"]))
def test_any_bytes_and_any_declared_charset_are_a_page_or_none(data: bytes, charset: str) -> None:
    with suppress(ArticleError):
        decode(data, "a", charset)
    with suppress(ArticleError):
        page(data, "a", charset=charset)


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_cleaning_only_ever_takes_away(text: str) -> None:
    rest = iter(text)
    assert all(c == "\n" or c in rest for c in clean(text))
    plain_text(text)
