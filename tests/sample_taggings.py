"""Taggings made from the annotated invented corpus, spread over days: what a store holds in the tests."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from models.gold import GoldArticle, GoldStatement, read_marked
from straitwatch.article import Article
from straitwatch.stance import LABELS, Label, Stance
from straitwatch.statement import Span, Statement
from straitwatch.topics import Tagging

CORPUS = Path(__file__).resolve().parent.parent / "models" / "data" / "corpus"
REVISION = "gold"


@cache
def gold() -> tuple[GoldArticle, ...]:
    """The English articles of the corpus, in order of path."""
    paths = [p for folder in ("press", "wire") for p in sorted((CORPUS / folder).glob("*.txt"))]
    return tuple(read_marked(p) for p in paths)


def taggings(until: datetime, days: float = 120.0, count: int = 10_000, *, sample: bool = True) -> list[Tagging]:
    """The first `count` articles of the corpus, with even distances over the `days` before `until`."""
    chosen = gold()[:count]
    step = timedelta(days=days) / max(len(chosen), 1)
    order = list(chosen)
    random.Random(5).shuffle(order)
    return [tagging(g, until - step * i - timedelta(minutes=7), sample=sample) for i, g in enumerate(order)]


def tagging(gold_article: GoldArticle, published: datetime, *, sample: bool = True) -> Tagging:
    """One article with its statements as its annotators marked them."""
    article = Article(
        title=gold_article.title,
        text=gold_article.text,
        outlet=gold_article.outlet,
        published=published,
        received=published + timedelta(minutes=5),
        url=f"https://news.example/{gold_article.id}",
        language="en",
        origin="test",
        sample=sample,
    )
    return _tagged(article, gold_article.statements)


def one(text: str, published: datetime, label: Label = "hostile", **fields: str) -> Tagging:
    """A made-up article that is one quotation of Beijing about Tokyo from end to end."""
    article = Article(
        title=fields.get("title", "A title"),
        text=text,
        outlet=fields.get("outlet", "Harbour Times"),
        published=published,
        received=published,
        url=fields.get("url", ""),
        sample=True,
    )
    said = GoldStatement(0, len(text), "direct", fields.get("source", "a spokesperson"), "Beijing", {"Tokyo": label})
    return _tagged(article, (said,))


def _tagged(article: Article, marked: Sequence[GoldStatement]) -> Tagging:
    statements = tuple(_statement(article, m) for m in marked)
    return Tagging(article, statements, relevant=True, revision=REVISION, tagged=article.received, seconds=0.05)


def _statement(article: Article, marked: GoldStatement) -> Statement:
    at = article.text.find(marked.source)
    stances = tuple(_stance(target, label) for target, label in marked.stance.items())
    return Statement(
        article_id=article.id,
        kind=marked.kind,  # type: ignore[arg-type]
        content=Span(marked.start, marked.end),
        text=article.text[marked.start : marked.end],
        speaker=marked.speaker,
        source_name=marked.source,
        source=Span(at, at + len(marked.source)) if at >= 0 and marked.source else None,
        confidence=0.97,
        speaker_confidence=0.95,
        stances=stances if marked.speaker not in {"other", "unknown"} else (),
    )


def _stance(target: str, label: str) -> Stance:
    sure = {name: (0.82 if name == label else 0.06) for name in LABELS}
    tone = {"cooperative": (0.1, 0.2, 0.7), "neutral": (0.1, 0.8, 0.1)}.get(label, (0.75, 0.2, 0.05))
    return Stance(target, tuple(sure[n] for n in LABELS), tone, model=REVISION)  # type: ignore[arg-type]
