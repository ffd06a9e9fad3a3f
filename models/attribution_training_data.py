"""From gold articles to training examples of the token tagger."""

import random
import zlib
from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np
import torch

from models.gold import GoldArticle, is_kept_out
from models.sentences import facing, sentences
from models.tag_layout import ROLES, SPEAKERS
from models.tagged_text import IGNORED, TaggedText, token_labels
from models.windows import sentence_tokens, windows

INNER_SHARE = 6


class Example(TypedDict):
    """One window: token ids with the special ones, and a row of labels a token."""

    input_ids: list[int]
    labels: list[list[int]]


def inner_split(gold: Sequence[GoldArticle], hold_out: bool) -> tuple[list[GoldArticle], list[GoldArticle]]:
    """Drop what is never trained on; with `hold_out` keep a sixth of the rest for choosing epochs, reading errors."""
    known = [a for a in gold if not is_kept_out(a.id)]
    held = [a for a in known if hold_out and zlib.crc32(b"inner " + a.id.encode()) % INNER_SHARE == 0]
    return [a for a in known if a not in held], held


def examples(
    texts: Sequence[TaggedText], tokenizer: Any, rng: random.Random, phases: int, *, size: int, context: int
) -> list[Example]:
    """Cut texts into labelled windows: as they stand, then `phases` - 1 times with other borders and layouts."""
    found: list[Example] = []
    edge = [[IGNORED] * (len(ROLES) + 1)]
    for tagged in texts:
        for phase in range(phases):
            text = relaid(tagged.text, rng) if phase else tagged.text
            encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
            ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
            labels = token_labels(tagged, offsets)
            first = rng.randint(size // 4, size) if phase else size
            for w in windows(sentence_tokens(sentences(text), offsets), size, context, first):
                row = [tokenizer.cls_token_id, *ids[w.start : w.end], tokenizer.sep_token_id]
                found.append(Example(input_ids=row, labels=[*edge, *labels[w.start : w.end], *edge]))
    return found


def relaid(text: str, rng: random.Random) -> str:
    """The text as another outlet or extractor would lay it out, every character in its place.

    Two in three lose their line breaks, and one in three has typographic quotation marks.
    """
    if rng.random() < 2 / 3:
        text = text.replace("\n", " ")
    if rng.random() < 1 / 3:
        text = facing(text, apostrophe="’")
    return text


def annotated(gold: Sequence[GoldArticle], model: Any, tokenizer: Any, *, size: int, context: int) -> list[TaggedText]:
    """Add sources and cues, which gold does not mark, as the pre-trained tagger reads them near gold statements.

    A source or cue counts when it stands in a sentence that holds a statement or next to one; a mention of the
    gold speaker's name in such a sentence is a source too when the tagger saw none there.
    """
    model.eval()
    return [_annotate(article, model, tokenizer, size, context) for article in gold]


def _annotate(article: GoldArticle, model: Any, tokenizer: Any, size: int, context: int) -> TaggedText:
    text = article.text
    spans = [("content", s.start, s.end) for s in article.statements]
    speakers = tuple((s.speaker, s.start, s.end) for s in article.statements if s.speaker in SPEAKERS)
    borders = sentences(text)
    near = _near(borders, article)
    for role, start, end in _read(text, borders, model, tokenizer, size, context):
        if any(b.start <= start < b.end for b in near):
            spans.append((role, start, end))
    for b in borders:
        inside = [s for s in article.statements if s.start < b.end and s.end > b.start]
        if inside and not any(role == "source" and b.start <= a < b.end for role, a, _ in spans):
            spans.extend(_named(text, b.start, b.end, inside))
    return TaggedText(article.id, text, tuple(spans), speakers)


def _near(borders: Sequence[Any], article: GoldArticle) -> list[Any]:
    holds = [any(s.start < b.end and s.end > b.start for s in article.statements) for b in borders]
    return [b for i, b in enumerate(borders) if any(holds[max(0, i - 1) : i + 2])]


def _named(text: str, start: int, end: int, inside: Sequence[Any]) -> list[tuple[str, int, int]]:
    found = []
    for s in inside:
        for name in (s.source, s.source.split()[-1]):
            at = text.find(name, start, end)
            if at >= 0 and not (s.start <= at < s.end):
                found.append(("source", at, at + len(name)))
                break
    return found


def _read(
    text: str, borders: Sequence[Any], model: Any, tokenizer: Any, size: int, context: int
) -> list[tuple[str, int, int]]:
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
    tags = np.zeros((len(ids), 2), dtype=np.int64)
    for w in windows(sentence_tokens(borders, offsets), size, context):
        batch = torch.tensor([[tokenizer.cls_token_id, *ids[w.start : w.end], tokenizer.sep_token_id]])
        with torch.inference_mode():
            logits = model(input_ids=batch, attention_mask=torch.ones_like(batch)).logits[0, 1:-1]
        for role in range(2):
            best = logits[:, 3 * role : 3 * role + 3].argmax(-1).numpy()
            tags[w.keep : w.end, role] = best[w.keep - w.start :]
    found = []
    for role in range(2):
        begin = -1
        for i in range(len(ids) + 1):
            tag = tags[i, role] if i < len(ids) else 0
            if begin >= 0 and tag != 2:
                found.append((ROLES[role], offsets[begin][0], offsets[i - 1][1]))
                begin = -1
            if tag == 1:
                begin = i
    return found
