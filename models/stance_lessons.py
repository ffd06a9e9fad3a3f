"""Questions without an answer for a teacher to answer: more words about more people than anybody has labelled.

A small model learns a large one's judgement the better, the more of it it sees (Hinton, Vinyals & Dean, 2015). Who
speaks in them is no capital, so nobody labelled them: the other voices of our articles, and the sources of PolNeAR,
asked about those whom they name.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from models.gold import GoldArticle
from models.mirror import CAPITALS
from models.polnear import read_polnear
from models.sentences import sentences
from models.stance_data import Row, Target
from models.stance_roles import NAMED
from models.stance_text import MENTION_SIGN, Marked, in_context
from models.tagged_text import TaggedText
from straitwatch.statement import Span

NAME = re.compile(r"(?<=[a-z,] )(?:Mr\. |Mrs\. |Ms\. |Dr\. )?[A-Z][a-z’'-]+(?: [A-Z][a-z’'-]+)*")
"""A run of capitalised words that does not open a sentence."""

NO_NAME = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|I\b|The\b|Internet|God\b|Oval|White House$"
)
SHORTEST = 25
"""Characters of a statement at least."""


def bystander_rows(articles: Iterable[GoldArticle]) -> list[Row]:
    """The statements of those who speak for no capital, asked about every capital that they name."""
    rows = []
    for article in articles:
        for s in article.statements:
            named = [c for c in CAPITALS if NAMED[c].search(article.text[s.start : s.end])]
            if s.speaker not in CAPITALS and named:
                marked = in_context(article.text, Span(s.start, s.end), s.source, "", article.title)
                rows.append(Row(marked, tuple(Target(c) for c in named), article.id))
    return rows


def polnear_rows(folder: Path) -> list[Row]:
    """The attributions of PolNeAR's training articles, asked about up to two of those whom the content names."""
    return [row for tagged in read_polnear(folder / "train") for row in _directed(tagged)]


def polnear_tone_rows(folder: Path, dice: random.Random) -> list[Row]:
    """Sentences of PolNeAR's training articles, each asked for the tone toward one whom it names."""
    rows = []
    for tagged in read_polnear(folder / "train"):
        for sentence in sentences(tagged.text, "en"):
            text = " ".join(sentence.of(tagged.text).split())
            found = _names(text, 0, len(text))
            if found and len(text) < 400:
                name = dice.choice(found)
                content = f"{text[: name.start()]}{MENTION_SIGN}{text[name.start() :]}"
                rows.append(Row(Marked("", content, ""), (Target(name[0]),), f"{tagged.id}:{sentence.start}"))
    return rows


def _names(text: str, start: int, end: int) -> list[re.Match[str]]:
    return [m for m in NAME.finditer(text, start, end) if not NO_NAME.match(m[0])]


def _directed(tagged: TaggedText) -> Iterator[Row]:
    text = tagged.text
    sources = [Span(a, b) for role, a, b in tagged.spans if role == "source"]
    for role, start, end in tagged.spans:
        if role != "content" or end - start < SHORTEST or not sources:
            continue
        source = min(sources, key=lambda s: max(s.start - end, start - s.end)).of(text)
        names = dict.fromkeys(m[0] for m in _names(text, start, end))
        targets = tuple(Target(name) for name in names if name not in source)[:2]
        if targets:
            yield Row(in_context(text, Span(start, end), source, ""), targets, tagged.id)
