"""How a question about stance becomes tokens: who speaks, toward whom, and the statement marked in its context.

    [CLS] speaker: source ▸¹target ▸²target [SEP] headline [SEP] context ¹mention «statement ²mention» context [SEP]

The answer for a target is read at the marker ▸ before its name, so one pass judges a statement toward all targets.
Each target has a slot, a token that also stands before every mention of it, so that who is spoken of need not be
guessed. Markers and slots are tokens that the vocabulary keeps unused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from straitwatch.statement import Span

TARGET, OPEN, CLOSE, MENTION = "[unused1]", "[unused2]", "[unused3]", "[unused4]"
"""Before a target's name; around the statement; before a mention of the target, where it is known."""

SLOTS = tuple(f"[unused{n}]" for n in range(5, 11))
"""One a target, in the order they are asked; more targets than slots share the last."""

MARKERS = (TARGET, OPEN, CLOSE, MENTION, *SLOTS)
LOOKS: Mapping[str, str] = dict(zip(MARKERS, ("toward", "«", "»", "*", "†", "‡", "§", "¶", "°", "‖"), strict=True))
"""The token each marker resembles, from which its embedding starts."""

MENTION_SIGN = "\ue000"
"""Stands for MENTION in the text of a question; the signs after it stand for the slots."""

MENTIONS: Mapping[str, str] = {
    "Tokyo": r"Tokyo|Japan(?:ese)?\b",
    "Beijing": r"Beijing|China\b|Chinese\b",
    "Taipei": r"Taipei|Taiwan(?:ese)?\b",
}
"""Words that name a capital; other actors are found by their name."""

_SIGNS = re.compile("([\ue000-\ue006])")
NAMES: Mapping[str, str] = {"Tokyo": "Tokyo, Japan", "Beijing": "Beijing, China", "Taipei": "Taipei, Taiwan"}
"""How the capitals are written for the model; other actors are written by their name."""

TEXT_BUDGET = 88
"""Tokens of statement and context together."""

TITLE_BUDGET = 14
"""Tokens of the headline, which tells whom a statement is about when the sentence does not."""

SOURCE_BUDGET = 16
"""Tokens of the source's name."""

CONTEXT_CHARACTERS = 520
"""Characters of the article to either side among which the context is found; the tokens hold fewer."""

LEAST_BEFORE = 240
"""Characters of context before a statement below which the paragraph before its own is taken along."""


@dataclass(frozen=True)
class Marked:
    """A statement in its context and the people of the question; `speaker`, `source` and `title` may be empty."""

    before: str
    content: str
    after: str
    source: str = ""
    speaker: str = ""
    title: str = ""


@dataclass(frozen=True)
class Encoded:
    """Token ids of one input, the second segment's first place, and the place of the marker of each target."""

    ids: tuple[int, ...]
    second: int
    places: tuple[int, ...]


def in_context(text: str, content: Span, source: str, speaker: str, title: str = "") -> Marked:
    """Cut the statement's surroundings out of an article: its paragraph, at most 520 characters to either side.

    Where little of the paragraph stands before the statement, as in news of one sentence a paragraph, the paragraphs
    before are taken along, up to 240 characters of them. An article without a headline is headed by its first line.
    """
    title = title or text.strip().split("\n", 1)[0][:CONTEXT_CHARACTERS]
    text, title = _SIGNS.sub(" ", text), _SIGNS.sub(" ", title)
    head = re.split(r"\n\s*\n", text[max(0, content.start - CONTEXT_CHARACTERS) : content.start])
    before = head.pop()
    while head and len(before) < LEAST_BEFORE:
        before = f"{head.pop()}\n{before}"[-max(LEAST_BEFORE, len(before)) :]
    tail = text[content.end : content.end + CONTEXT_CHARACTERS]
    return Marked(before, content.of(text), re.split(r"\n\s*\n", tail)[0], source, speaker, title)


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
        self._signs = {chr(ord(MENTION_SIGN) + k): self._markers[m] for k, m in enumerate((MENTION, *SLOTS))}
        self._cls, self._sep = int(tokenizer.cls_token_id), int(tokenizer.sep_token_id)

    def words(self, texts: Sequence[str]) -> list[list[int]]:
        """Token ids of bare texts; the private signs stand for MENTION and slots. No text can spell out a marker."""
        pieces = [_SIGNS.split(text) for text in texts]
        flat = [piece for parts in pieces for piece in parts[::2]]
        rows = iter(self._tokenizer(flat, add_special_tokens=False, verbose=False)["input_ids"] if flat else [])
        out = []
        for parts in pieces:
            ids: list[int] = []
            for at, part in enumerate(parts):
                ids += [self._signs[part]] if at % 2 else next(rows)
            out.append(ids)
        return out

    def encode(self, asked: Sequence[tuple[Marked, Sequence[str]]]) -> list[Encoded]:
        """Encode statements, each with the targets it is judged toward."""
        texts = [
            t for m, targets in asked for t in (_who(m), *_slotted((m.title, m.before, m.content, m.after), targets))
        ]
        names = sorted({target for _, targets in asked for target in targets})
        written = dict(zip(names, self.words([NAMES.get(n, n) for n in names]), strict=True))
        rows = iter(self.words(texts))
        out = []
        for _, targets in asked:
            who, title, before, content, after = (next(rows) for _ in range(5))
            left, middle, right = share(len(before), len(content), len(after), self._budget)
            ids, places = [self._cls, *who[:SOURCE_BUDGET]], []
            for k, target in enumerate(targets):
                places.append(len(ids))
                ids += [self._markers[TARGET], self._markers[_slot(k)], *written[target][:SOURCE_BUDGET]]
            ids.append(self._sep)
            second = len(ids)
            ids += [*title[:TITLE_BUDGET], self._sep] if title else []
            ids += before[len(before) - left :]
            ids += [self._markers[OPEN], *content[:middle], self._markers[CLOSE], *after[:right], self._sep]
            out.append(Encoded(tuple(ids), second, tuple(places)))
        return out


def _who(marked: Marked) -> str:
    return f"{NAMES.get(marked.speaker, marked.speaker)}: {marked.source}" if marked.speaker else marked.source


def _slot(k: int) -> str:
    return SLOTS[min(k, len(SLOTS) - 1)]


def _slotted(texts: Sequence[str], targets: Sequence[str]) -> list[str]:
    out = list(texts)
    for k, target in enumerate(targets):
        sign = chr(ord(MENTION_SIGN) + 1 + min(k, len(SLOTS) - 1))
        named = MENTIONS.get(target) or re.escape(target)
        out = [re.sub(rf"\b(?={named})", sign, text) for text in out]
    return out
