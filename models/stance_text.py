"""How a question about stance becomes tokens: who speaks, toward whom, and the statement marked in its context.

    [CLS] source, speaker ▸target ▸target [SEP] context «statement» context [SEP]

The answer for a target is read at the marker ▸ before its name, so one pass judges a statement toward all targets.
The four markers are tokens that the vocabulary keeps unused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from straitwatch.statement import Span

TARGET, OPEN, CLOSE, MENTION = "[unused1]", "[unused2]", "[unused3]", "[unused4]"
"""Before a target's name; around the statement; before a mention of the target, where it is known."""

MARKERS = (TARGET, OPEN, CLOSE, MENTION)
NAMES: Mapping[str, str] = {"Tokyo": "Tokyo, Japan", "Beijing": "Beijing, China", "Taipei": "Taipei, Taiwan"}
"""How the capitals are written for the model; other actors are written by their name."""

TEXT_BUDGET = 72
"""Tokens of statement and context together."""

SOURCE_BUDGET = 16
"""Tokens of the source's name."""

CONTEXT_CHARACTERS = 700
"""Characters of the article to either side among which the context is found."""


@dataclass(frozen=True)
class Marked:
    """A statement in its context and the people of the question; `speaker` and `source` may be empty."""

    before: str
    content: str
    after: str
    source: str = ""
    speaker: str = ""


@dataclass(frozen=True)
class Encoded:
    """Token ids of one input, the second segment's first place, and the place of the marker of each target."""

    ids: tuple[int, ...]
    second: int
    places: tuple[int, ...]


def in_context(text: str, content: Span, source: str, speaker: str) -> Marked:
    """Cut the statement's surroundings out of an article: its paragraph, at most 700 characters to either side."""
    head = text[max(0, content.start - CONTEXT_CHARACTERS) : content.start]
    tail = text[content.end : content.end + CONTEXT_CHARACTERS]
    return Marked(re.split(r"\n\s*\n", head)[-1], content.of(text), re.split(r"\n\s*\n", tail)[0], source, speaker)


def share(before: int, content: int, after: int, budget: int) -> tuple[int, int, int]:
    """Divide a budget of tokens: the statement first, then context, what comes before it up to 60 %.

    >>> share(100, 20, 100, 70)
    (30, 20, 20)
    >>> share(5, 20, 100, 70), share(100, 90, 3, 70)
    ((5, 20, 45), (0, 70, 0))
    """
    content = min(content, budget)
    room = budget - content
    left = min(before, max(room * 6 // 10, room - after))
    return left, content, min(after, room - left)


class Encoder:
    """Turns questions into token ids with a fast tokenizer of transformers."""

    def __init__(self, tokenizer: Any, budget: int = TEXT_BUDGET) -> None:
        self._tokenizer = tokenizer
        self._budget = budget
        self._markers = {m: int(tokenizer.convert_tokens_to_ids(m)) for m in MARKERS}
        self._cls, self._sep = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)

    def words(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of bare texts; `▸▸` in a text stands for MENTION. No text can spell out a marker token."""
        pieces = [text.split("▸▸") for text in texts]
        flat = [piece for parts in pieces for piece in parts]
        rows = iter(self._tokenizer(flat, add_special_tokens=False, verbose=False)["input_ids"] if flat else [])
        out = []
        for parts in pieces:
            ids: list[int] = []
            for at in range(len(parts)):
                ids += [self._markers[MENTION]] if at else []
                ids += next(rows)
            out.append(ids)
        return out

    def encode(self, asked: Sequence[tuple[Marked, Sequence[str]]]) -> list[Encoded]:
        """Encode statements, each with the targets it is judged toward."""
        texts = [t for m, _ in asked for t in (_who(m), m.before, m.content, m.after)]
        names = sorted({target for _, targets in asked for target in targets})
        written = dict(zip(names, self.words([NAMES.get(n, n) for n in names]), strict=True))
        rows = iter(self.words(texts))
        out = []
        for _, targets in asked:
            who, before, content, after = next(rows), next(rows), next(rows), next(rows)
            left, middle, right = share(len(before), len(content), len(after), self._budget)
            ids, places = [self._cls, *who[:SOURCE_BUDGET]], []
            for target in targets:
                places.append(len(ids))
                ids += [self._markers[TARGET], *written[target][:SOURCE_BUDGET]]
            ids.append(self._sep)
            second = len(ids)
            ids += before[len(before) - left :]
            ids += [self._markers[OPEN], *content[:middle], self._markers[CLOSE], *after[:right], self._sep]
            out.append(Encoded(tuple(ids), second, tuple(places)))
        return out


def _who(marked: Marked) -> str:
    return f"{NAMES.get(marked.speaker, marked.speaker)}: {marked.source}" if marked.speaker else marked.source
