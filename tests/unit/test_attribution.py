from datetime import UTC, datetime

import pytest
from fake_token_tagger import FakeTokenTagger

from models.attribution import Attribution, Attributor
from straitwatch.article import Article

NOW = datetime(2024, 5, 6, tzinfo=UTC)


def article(text: str, title: str = "A title") -> Article:
    return Article(title, text, "Harbour Post", NOW, NOW)


def found(text: str, *spans: tuple[str, str], title: str = "A title") -> list[Attribution]:
    return Attributor(FakeTokenTagger(*spans)).attribute([article(text, title)])[0]


def test_content_source_and_cue_are_linked() -> None:
    text = "Japan's coast guard said its cutters had turned the ships back. Rain fell."
    (one,) = found(
        text, ("source", "Japan's coast guard"), ("cue", "said"), ("content", "its cutters had turned the ships back")
    )
    assert one.content.of(text) == "its cutters had turned the ships back"
    assert (one.source and one.source.of(text), one.cue and one.cue.of(text)) == ("Japan's coast guard", "said")
    assert one.kind == "indirect"
    assert one.confidence > 0.8


def test_the_words_of_a_quotation_stand_without_its_marks() -> None:
    text = '"We will not be moved," the envoy said.'
    (one,) = found(text, ("content", '"We will not be moved,'), ("source", "the envoy"), ("cue", "said"))
    assert one.content.of(text) == "We will not be moved"
    assert one.kind == "direct"


def test_a_report_keeps_the_marks_of_a_quotation_at_its_border() -> None:
    text = 'The envoy said talks were "long overdue".'
    (one,) = found(text, ("content", 'talks were "long overdue'), ("source", "The envoy"), ("cue", "said"))
    assert one.content.of(text) == 'talks were "long overdue"'
    assert one.kind == "mixed"


def test_sentences_of_one_quotation_are_one_statement() -> None:
    text = '"We waited. Nobody came. We left," Kudo said.'
    (one,) = found(text, ("content", "We waited."), ("content", "Nobody came"), ("source", "Kudo"), ("cue", "said"))
    assert one.content.of(text) == "We waited. Nobody came. We left"


def test_of_an_interrupted_quotation_the_longer_half_stays() -> None:
    text = '"We shall wait," Kudo said, "until the last boat is safely home".'
    (one,) = found(
        text,
        ("content", "We shall wait"),
        ("source", "Kudo"),
        ("cue", "said"),
        ("content", "until the last boat is safely home"),
    )
    assert one.content.of(text) == "until the last boat is safely home"


def test_a_report_ends_with_its_sentence() -> None:
    text = "Kudo said the boats were home. Nobody was hurt."
    contents = [a.content.of(text) for a in found(text, ("content", "the boats were home. Nobody was hurt"))]
    assert contents == ["the boats were home", "Nobody was hurt"]


def test_a_broken_off_content_is_drawn_out_to_its_clause() -> None:
    text = "Kudo said the boats were all safely home, and left."
    (one,) = found(text, ("content", "the boats were"))
    assert one.content.of(text) == "the boats were all safely home"


def test_a_quotation_that_stands_alone_has_no_source() -> None:
    text = 'Kudo was calm. "The sea decides."'
    (one,) = found(text, ("content", "The sea decides"))
    assert one.source is None


@pytest.mark.parametrize(
    "line",
    [
        "This is AI generated summarization, which may have errors.",
        "Add a comment and the boats were home",
        "A title",
    ],
)
def test_boilerplate_and_the_headline_hold_no_statement(line: str) -> None:
    assert found(f"{line}\n\nRain fell.", ("content", line)) == []


def test_japanese_and_chinese_are_read_by_rule() -> None:
    text = "中国外務省の温若報道官は会見で「断固反対する」と述べた。"
    (one,) = found(text)
    assert one.content.of(text) == "断固反対する"
    assert one.speakers == ()


def test_the_guess_of_who_speaks_comes_along() -> None:
    text = "Kudo said the boats were home."
    tagger = FakeTokenTagger(("content", "the boats were home"), speaker="Tokyo")
    ((one,),) = Attributor(tagger).attribute([article(text)])
    assert dict(one.speakers)["Tokyo"] == pytest.approx(1.0)


def test_articles_of_several_languages_keep_their_order() -> None:
    texts = ["陸委會表示，雙方應該對話。", "Kudo said the boats were home."]
    out = Attributor(FakeTokenTagger(("content", "the boats were home"))).attribute([article(t) for t in texts])
    assert [[a.content.of(t) for a in row] for t, row in zip(texts, out, strict=True)] == [
        ["雙方應該對話"],
        ["the boats were home"],
    ]


def test_an_empty_batch_gives_nothing() -> None:
    assert Attributor(FakeTokenTagger()).attribute([]) == []


def test_in_a_transcript_the_turn_tells_the_source() -> None:
    text = "Spokesperson Xue: Good morning.\n\nBay Wire: Any comment?\n\nXue: The visit was private. It is over."
    (one,) = found(text, ("content", "The visit was private."))
    assert one.source is not None
    assert one.source.of(text) == "Xue"
