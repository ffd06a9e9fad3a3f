from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from straitwatch.article import Article
from straitwatch.errors import NewerVersion, RecordError
from straitwatch.statement import Span, Statement
from straitwatch.topics import (
    ALERTS,
    ALL_TOPICS,
    ARTICLES,
    DEAD_LETTERS,
    MAX_RECORD,
    STATEMENTS,
    DeadLetter,
    Tagging,
    Topic,
    Transition,
)
from straitwatch.wire import decode, encode

NOW = datetime(2024, 5, 1, 12, 0, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=9))])
TIMES = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=ZONES)  # noqa: DTZ001 - zones are drawn


def article(text: str = "Text.") -> Article:
    return Article("T", text, "The Invented Post", NOW, NOW)


@given(TEXT, TEXT, TEXT, TIMES, st.booleans())
def test_an_article_comes_back_as_it_was(title: str, text: str, outlet: str, published: datetime, sample: bool) -> None:
    sent = Article(title, text, outlet, published, NOW, sample=sample, language="ja")
    back = decode(ARTICLES, encode(ARTICLES, sent))
    assert back == sent
    assert back.id == sent.id
    assert back.published.tzinfo is not None


@given(TEXT, st.integers(0, 10_000), st.integers(0, 500), st.floats(0, 1))
def test_a_tagging_comes_back_with_its_statements(text: str, start: int, length: int, confidence: float) -> None:
    said = Statement("a", "mixed", Span(start, start + length), text, "Tokyo", confidence=confidence, cue=Span(1, 2))
    sent = Tagging(article(), (said,), True, "model 1", NOW, 0.25)
    back = decode(STATEMENTS, encode(STATEMENTS, sent))
    assert back == sent
    assert back.statements[0].id == said.id


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (ALERTS, Transition("1", "r", "Rule", "Tokyo-Beijing", "normal", "firing", NOW, "why", ("s",), {"z": 3.5})),
        (DEAD_LETTERS, DeadLetter("articles", 3, 41, "RecordError: no", "e30=", NOW, 2)),
    ],
)
def test_the_other_payloads_come_back_as_they_were(topic: Topic[object], payload: object) -> None:
    assert decode(topic, encode(topic, payload)) == payload


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_and_nothing_else(data: bytes) -> None:
    for topic in ALL_TOPICS:
        with pytest.raises(RecordError):
            decode(topic, data)


@given(st.data())
def test_a_damaged_record_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    whole = bytearray(encode(ARTICLES, article("Tokyo said no. " * 5)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = decode(ARTICLES, bytes(whole))
    except RecordError:
        return
    assert isinstance(read, Article)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "is empty"),
        (b"", "no record of articles"),
        (b"{}", "missing required field `topic`"),
        (b'{"topic":"articles","version":1,"payload":{"title":1}}', r"Expected `str`, got `int` - at `\$.title`"),
        (b'{"topic":"alerts","version":1,"payload":{}}', "a record of 'alerts' lies on articles"),
        (b'{"topic":"articles","version":1,"payload":{},"more":1}', "unknown field `more`"),
        (b"x" * (MAX_RECORD + 1), "the limit is 4,000,000"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_where(data: bytes | None, says: str) -> None:
    with pytest.raises(RecordError, match=says):
        decode(ARTICLES, data)


def test_a_record_of_a_newer_program_says_so() -> None:
    newer = encode(ARTICLES, article()).replace(b'"version":1', b'"version":2')
    with pytest.raises(NewerVersion, match="upgrade"):
        decode(ARTICLES, newer)


def test_what_cannot_be_written_is_refused() -> None:
    with pytest.raises(RecordError, match="cannot be written"):
        encode(ARTICLES, article("half a character: \ud83d"))
    with pytest.raises(RecordError, match="the limit is"):
        encode(ARTICLES, article("x" * MAX_RECORD))
