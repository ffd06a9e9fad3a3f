"""Article: one published text of an outlet."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from straitwatch.clock import as_utc

Dated = Literal["stated", "received"]
"""Where `Article.published` comes from: the page or feed states it, or it is the time of receipt."""

FUTURE_ALLOWANCE = timedelta(hours=26)
"""A stated date may lie this far ahead of the receipt (time zones, embargoes); beyond it is not believed."""

MAX_TEXT = 200_000
"""Longest article text, in characters; longer inputs are not news articles."""


@dataclass(frozen=True)
class Outlet:
    """A publisher: its name, and where its feeds are."""

    name: str
    feeds: tuple[str, ...] = ()
    language: str = "und"


@dataclass(frozen=True)
class Article:
    """One published text.

    Times are timezone-aware UTC. `language` is a BCP 47 tag (`en`, `ja`, `zh-Hans`, `zh-Hant`) or `und`.
    `story` is the id of the first article of the cluster of near-copies, or empty when the article opens one.
    `origin` names the producer. `sample` marks invented articles that come with the program.
    """

    title: str
    text: str
    outlet: str
    published: datetime
    received: datetime
    url: str = ""
    language: str = "und"
    dated: Dated = "stated"
    origin: str = ""
    story: str = ""
    sample: bool = False

    @cached_property
    def id(self) -> str:
        """Content hash: 32 hexadecimal digits of SHA-256 over outlet, title and text.

        The same text from the same outlet is the same article, however often it is fetched.
        """
        parts = "\x1f".join((self.outlet, self.title, self.text))
        return hashlib.sha256(parts.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def story_id(self) -> str:
        """Id of the cluster of near-copies this article belongs to; its own id when it opens one."""
        return self.story or self.id


def dating(stated: datetime | None, received: datetime) -> tuple[datetime, Dated]:
    """Choose the date of an article: the stated one unless it is missing or lies in the future.

    >>> from datetime import UTC
    >>> now = datetime(2024, 1, 1, tzinfo=UTC)
    >>> dating(datetime(2031, 1, 1, tzinfo=UTC), now)
    (datetime.datetime(2024, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), 'received')
    """
    received = as_utc(received)
    if stated is None:
        return received, "received"
    moment = as_utc(stated)
    return (received, "received") if moment > received + FUTURE_ALLOWANCE else (moment, "stated")
