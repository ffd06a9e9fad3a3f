"""Tagged articles made by hand for tests of the store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from straitwatch.article import Article
from straitwatch.stance import LABELS, Label, Stance
from straitwatch.statement import Span, Statement
from straitwatch.topics import Tagging

START = datetime(2024, 3, 1, tzinfo=UTC)


def sure(target: str, label: Label, confidence: float = 0.9) -> Stance:
    """A stance of a model that gives `confidence` to a label and the rest evenly to the others."""
    p = [confidence if one == label else (1 - confidence) / 3 for one in LABELS]
    return Stance(target, (p[0], p[1], p[2], p[3]), (0.2, 0.7, 0.1), model="made-1")


def said(words: str, speaker: str = "Beijing", **stances: Label) -> tuple[str, str, tuple[Stance, ...]]:
    """One statement: its words, who says them, and the label toward each target."""
    return words, speaker, tuple(sure(target, label) for target, label in stances.items())


def tagging(
    published: datetime,
    *statements: tuple[str, str, tuple[Stance, ...]],
    outlet: str = "Harbour Times",
    title: str = "A title",
    story: str = "",
    tagged: datetime | None = None,
    language: str = "en",
    sample: bool = False,
) -> Tagging:
    """An article that is nothing but its statements, one a line."""
    article = Article(
        title=title,
        text="\n".join(words for words, _, _ in statements) or title,
        outlet=outlet,
        published=published,
        received=published + timedelta(minutes=3),
        url="https://example.org/a",
        language=language,
        origin="test",
        story=story,
        sample=sample,
    )
    return Tagging(article, spoken(article, statements), True, "made-1", tagged or published + timedelta(minutes=4))


def spoken(article: Article, statements: Sequence[tuple[str, str, tuple[Stance, ...]]]) -> tuple[Statement, ...]:
    """The statements of such an article."""
    offset, answer = 0, []
    for words, speaker, stances in statements:
        span = Span(offset, offset + len(words))
        offset += len(words) + 1
        answer.append(
            Statement(
                article.id, "direct", span, words, speaker, f"{speaker} spokesperson", None, None, 0.9, 0.8, stances
            )
        )
    return tuple(answer)


def with_story(made: Tagging, story: str) -> Tagging:
    """The same tagging, its article put into a story."""
    return replace(made, article=replace(made.article, story=story))
