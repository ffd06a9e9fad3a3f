"""Entry: what a feed tells of one article."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """One entry of a feed.

    `key` names it within its feed; `words` are the feed's own text or summary of it, without tags; `outlet` is its
    publisher where the feed lists pages of many.
    """

    key: str
    url: str
    title: str
    words: str
    published: datetime | None
    outlet: str = ""
