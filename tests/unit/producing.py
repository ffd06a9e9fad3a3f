"""What the producers' tests share: a publisher that keeps what it gets."""

from collections.abc import Iterable
from typing import TypeVar

from straitwatch.article import Article
from straitwatch.topics import ARTICLES, Topic
from straitwatch.wire import decode, encode

P = TypeVar("P")


class Kept:
    """A publisher that keeps the articles it is given, after they went through bytes and back."""

    def __init__(self) -> None:
        self.batches: list[list[Article]] = []

    def publish(self, topic: Topic[P], payloads: Iterable[P]) -> int:
        batch = [decode(ARTICLES, encode(topic, payload)) for payload in payloads]
        self.batches.append(batch)
        return len(batch)

    @property
    def articles(self) -> list[Article]:
        return [article for batch in self.batches for article in batch]


def same(article: Article) -> Article:
    """Place every article in a story of its own."""
    return article
