"""Words of articles on the page: highlighted, listed and exported without ever becoming markup or formulas."""

from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as texts
from sample_taggings import one

from dashboard import export, markup
from dashboard.blocks import statement_rows, table
from dashboard.highlight import passage
from dashboard.theme import LIGHT
from dashboard.when import zone
from straitwatch.article import Article
from straitwatch.statement import Span, Statement

AT = datetime(2024, 5, 1, tzinfo=UTC)
SCRIPT = "<script>alert(1)</script>"


def article(text: str) -> Article:
    return Article(title="t", text=text, outlet="o", published=AT, received=AT)


def test_spans_are_marked_by_role() -> None:
    text = 'The ministry said: "We object." It rained.'
    said = Statement("a", "direct", Span(20, 30), "We object.", "Beijing", source=Span(4, 12), cue=Span(13, 17))
    shown = passage(article(text), [said], said.id)
    assert '<mark class="source chosen">ministry</mark>' in shown
    assert '<mark class="cue chosen">said</mark>' in shown
    assert '<mark class="content chosen">We object.</mark>' in shown


def test_overlapping_spans_nest_cleanly() -> None:
    said = Statement("a", "mixed", Span(0, 10), "0123456789", "Tokyo", source=Span(5, 15))
    shown = passage(article("0123456789abcdefghij"), [said])
    assert shown.count("<mark") == shown.count("</mark>") == 4
    assert '<mark class="content"><mark class="source">56789</mark></mark>' in shown


@given(texts.text(alphabet="<>&\"'/ab \n\u202e", max_size=60), texts.integers(0, 60), texts.integers(0, 60))
def test_no_passage_holds_markup_of_the_article(words: str, one_end: int, other_end: int) -> None:
    start, end = sorted((min(one_end, len(words)), min(other_end, len(words))))
    said = Statement("a", "direct", Span(start, end), words[start:end], "Tokyo", source=Span(0, start))
    shown = passage(article(words), [said], said.id)
    bare = shown
    for ours in ('<div class="sw-article">', "</div>", "</mark>"):
        bare = bare.replace(ours, "")
    for role in ("source", "content"):
        for chosen in ("", " chosen"):
            bare = bare.replace(f'<mark class="{role}{chosen}">', "")
    assert not set(bare) & set("<>\"'\u202e")


def test_a_passage_is_cut_at_words() -> None:
    text = "word " * 100 + "HERE" + " more" * 100
    said = Statement("a", "direct", Span(500, 504), "HERE", "Tokyo")
    shown = passage(article(text), [said], said.id, around=12)
    assert shown.startswith('<div class="sw-article">… word word')
    assert shown.endswith("more more …</div>")


def row(**fields: object) -> dict[str, object]:
    base: dict[str, object] = {
        "published": AT, "speaker": SCRIPT, "target": SCRIPT, "label": SCRIPT, "confidence": 0.5, "text": SCRIPT,
        "gloss": SCRIPT, "source_name": SCRIPT, "outlet": SCRIPT, "url": "javascript:alert(1)", "copies": 3,
        "corrected": True, "statement_id": SCRIPT, "article_id": SCRIPT, "contribution": 1.0,
    }  # fmt: skip
    return base | fields


def test_a_list_of_hostile_rows_is_harmless() -> None:
    for weighted in (False, True):
        shown = statement_rows([row()], LIGHT, zone("UTC"), weighted=weighted)
        assert "<script" not in shown
        assert "javascript:" not in shown
    assert "<script" not in table([SCRIPT], [[SCRIPT]])


def test_a_statement_in_no_english_is_followed_by_its_words_in_english() -> None:
    shown = statement_rows([row(text="厳重に抗議する", gloss="solemnly to protest")], LIGHT, zone("UTC"))
    assert "厳重に抗議する</p>" in shown
    assert ">Gloss: solemnly to protest</p>" in shown
    assert "Gloss" not in statement_rows([row(gloss="")], LIGHT, zone("UTC"))


def test_targets_of_one_statement_stand_together() -> None:
    rows = [row(statement_id="1", target=t) for t in ("Tokyo", "Taipei")] + [row(statement_id="2", target="Tokyo")]
    assert statement_rows(rows, LIGHT, zone("UTC")).count('role="listitem"') == 2


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", " java\nscript:x", "ftp://a.example", "//a.example", "https://", "["],
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert "<a" not in markup.link(url, "words")


def test_exports_hold_no_formulas() -> None:
    frame = pd.DataFrame({"text": ["=1+1", "@SUM", "fine", "-2"], "confidence": [0.1, -0.2, 0.3, 0.4]})
    lines = export.as_csv(frame).decode("utf-8-sig").splitlines()
    assert lines == ["text,confidence", "'=1+1,0.1", "'@SUM,-0.2", "fine,0.3", "'-2,0.4"]


def test_the_hostile_article_is_really_hostile() -> None:
    assert one(SCRIPT, AT, title=SCRIPT).article.title == SCRIPT
