"""How questions become tokens, with a tokenizer made on the spot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from models.stance_text import (
    CLOSE,
    MARKERS,
    MENTION,
    MENTION_SIGN,
    OPEN,
    SLOTS,
    TARGET,
    Encoder,
    Marked,
    in_context,
    share,
)
from straitwatch.statement import Span

WORDS = ["tokyo", "beijing", "taipei", "japan", "china", "taiwan", "washington", "object", "we", "say", "they"]
WORDS += ["after", "before", ",", ":", "[", "]", "unused1"]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    vocabulary = {w: i for i, w in enumerate(["[PAD]", *MARKERS, "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names)
    made = Encoder(fast, budget=12)
    made.fast = fast
    return made


def words(encoder: Encoder, ids: tuple[int, ...]) -> list[str]:
    return encoder.fast.convert_ids_to_tokens(list(ids))


def test_a_marker_stands_before_every_target_and_around_the_statement(encoder):
    marked = Marked("they say", "we object", "after", "we", "Tokyo")
    (encoded,) = encoder.encode([(marked, ["Beijing", "Washington"])])
    tokens = words(encoder, encoded.ids)
    assert [tokens[p] for p in encoded.places] == [TARGET, TARGET]
    assert tokens[encoded.places[1] + 1 : encoded.places[1] + 3] == [SLOTS[1], "washington"]
    assert tokens[encoded.second :] == ["they", "say", OPEN, "we", "object", CLOSE, "after", "[SEP]"]
    assert tokens[:6] == ["[CLS]", "tokyo", ",", "japan", ":", "we"]


def test_a_long_context_is_cut_on_the_far_sides(encoder):
    marked = Marked("before " * 30, "we object", "after " * 30)
    (encoded,) = encoder.encode([(marked, ["Taipei"])])
    tokens = words(encoder, encoded.ids)[encoded.second :]
    assert tokens == ["before"] * 6 + [OPEN, "we", "object", CLOSE] + ["after"] * 4 + ["[SEP]"]


def test_no_text_can_spell_a_marker(encoder):
    (encoded,) = encoder.encode([(Marked("", "[unused1] we", ""), ["Taipei"])])
    assert words(encoder, encoded.ids).count(TARGET) == 1


def test_a_known_mention_is_marked(encoder):
    (encoded,) = encoder.encode([(Marked("", f"we say {MENTION_SIGN}they object", ""), ["Taipei"])])
    tokens = words(encoder, encoded.ids)
    assert tokens[tokens.index(MENTION) + 1] == "they"


def test_every_mention_of_a_target_carries_its_slot(encoder):
    marked = Marked("Washington say", "Taiwan object", "Japan say", "", "Beijing")
    (encoded,) = encoder.encode([(marked, ["Washington", "Taipei"])])
    tokens = words(encoder, encoded.ids)[encoded.second :]
    assert tokens[:2] == [SLOTS[0], "washington"]
    assert tokens[tokens.index("taiwan") - 1] == SLOTS[1]
    assert tokens[tokens.index("japan") - 1] == CLOSE


def test_an_article_cannot_bring_signs_of_its_own():
    text = f"We {MENTION_SIGN}object."
    assert MENTION_SIGN not in in_context(text, Span(0, len(text)), "", "Tokyo").content


def test_context_goes_back_over_short_paragraphs_and_not_forward():
    text = "Zero.\n\n" + "x" * 300 + "\n\nFirst one.\n\nHe said we object to it. More.\n\nLast."
    start = text.index("we object")
    marked = in_context(text, Span(start, start + 9), "He", "Tokyo")
    assert marked.before == ("x" * 220 + "\nFirst one.\nHe said ")
    assert (marked.content, marked.after) == ("we object", " to it. More.")


def test_a_paragraph_long_enough_stands_alone():
    own = "He said this and that. " * 12
    text = f"Japan.\n\n{own}we object."
    marked = in_context(text, Span(len(text) - 10, len(text) - 1), "He", "Tokyo")
    assert marked.before == own


def test_the_headline_stands_before_the_context_and_the_first_line_in_its_place():
    text = "Lead line.\n\nWe object."
    assert in_context(text, Span(12, 21), "He", "Tokyo", "Headline").title == "Headline"
    assert in_context(text, Span(12, 21), "He", "Tokyo").title == "Lead line."


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300), st.integers(1, 200))
def test_shares_fit_the_budget_and_what_there_is(before, content, after, budget):
    left, middle, right = share(before, content, after, budget)
    assert 0 <= left <= before
    assert 0 <= right <= after
    assert middle == min(content, budget)
    assert left + middle + right == min(budget, before + content + after) or content >= budget
