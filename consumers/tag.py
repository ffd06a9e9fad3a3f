"""[articles] -> tag -> [statements]: the models' worker."""

from collections.abc import Sequence
from typing import Protocol

from consumers.worker import Outcome
from straitwatch.article import Article
from straitwatch.topics import STATEMENTS, Tagging


class Tags(Protocol):
    """What the worker needs of `models.tagger.Tagger`."""

    def tag(self, articles: Sequence[Article]) -> list[Tagging]:
        """Return one tagging for each article."""
        ...


class Tag:
    """Tags a batch of articles; every article becomes one record, also where nothing was found in it."""

    def __init__(self, tagger: Tags) -> None:
        self._tagger = tagger

    def handle(self, batch: Sequence[Article]) -> list[Outcome]:
        """Return the record of each article."""
        return [[(STATEMENTS, tagging)] for tagging in self._tagger.tag(batch)]
