"""Drafts -> [articles]: makes the articles, gives near-copies their story, publishes in batches, keeps count."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from producers.draft import Draft, Refused, Stated, article
from straitwatch.article import Article
from straitwatch.clock import Clock
from straitwatch.errors import ArticleError
from straitwatch.topics import ARTICLES, Topic

P = TypeVar("P")
BATCH = 100
"""Articles published and acknowledged at a time."""

SHOWN = 1_000
"""Refusals kept for the summary; the rest is counted."""


class Publisher(Protocol):
    """What a producer needs of `straitwatch.bus.Bus`."""

    def publish(self, topic: Topic[P], payloads: Iterable[P]) -> int:
        """Write payloads, wait until they are acknowledged, return how many."""
        ...


Placing = Callable[[Article], Article]
"""Gives an article the story it is a copy of, if there is one."""


@dataclass
class Tally:
    """What became of the inputs of a run."""

    sent: int = 0
    copies: int = 0
    refused: int = 0
    reasons: list[Refused] = field(default_factory=list)

    def refuse(self, refused: Refused) -> None:
        """Count an input that became no article."""
        self.refused += 1
        if len(self.reasons) < SHOWN:
            self.reasons.append(refused)


@dataclass
class Sender:
    """Sends drafts under one origin; `done` is called with the number of inputs handled after each batch."""

    publisher: Publisher
    clock: Clock
    origin: str
    place: Placing
    stated: Stated = field(default_factory=Stated)
    sample: bool = False
    tally: Tally = field(default_factory=Tally)

    def send(self, drafts: Iterable[Draft | Refused], done: Callable[[int], None] = lambda _: None) -> Tally:
        """Send every draft that makes an article; the others are counted with their reasons.

        Raises:
            BrokerError: a batch was not acknowledged; those before it were.
        """
        batch: list[Article] = []
        handled = 0
        for draft in drafts:
            made = self._make(draft)
            handled += 1
            if made is not None:
                batch.append(made)
            if len(batch) >= BATCH:
                self.publish(batch)
                batch = []
                done(handled)
        self.publish(batch)
        done(handled)
        return self.tally

    def publish(self, articles: list[Article]) -> None:
        """Publish articles with their stories; returns when they are acknowledged."""
        placed = [self.place(one) for one in articles]
        if placed:
            self.publisher.publish(ARTICLES, placed)
        self.tally.sent += len(placed)
        self.tally.copies += sum(bool(one.story) for one in placed)

    def _make(self, draft: Draft | Refused) -> Article | None:
        if isinstance(draft, Refused):
            self.tally.refuse(draft)
            return None
        try:
            return article(self.stated.over(draft), self.clock(), self.origin, sample=self.sample)
        except ArticleError as error:
            self.tally.refuse(Refused(draft.where, str(error).removeprefix(f"{draft.where}: ")))
            return None
