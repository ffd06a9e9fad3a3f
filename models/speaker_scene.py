"""The scene of an article: its sentences, where countries are named in it, and whose country a passage is about."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import exp

from models.gazetteer import Gazetteer, Named
from models.quotes import quotations
from models.sentences import sentences
from straitwatch.actor import OTHER
from straitwatch.statement import Span

NEAR = 500
"""Characters around a place in which a country named counts for more, the nearer the more."""

FADING = 150.0
"""Characters after which what a country named counts has fallen to a third."""

TITLE_SHARE = 1.0
NEAR_SHARE = 1.5
"""What the title's and the nearby countries count beside those of the whole text."""

LEAD = re.compile(r"\s*(?:And |But |Meanwhile,? )?(?:Back )?[Ii]n ([A-Z]\w+),? ")
SET = re.compile(r"\bin ([A-Z]\w+)(?: on [A-Z]?\w+)?, $")
STANDS = re.compile(r"(?: (?:said|told [a-z ]{3,24}))? in ([A-Z]\w+)\b")
"""Where a sentence sets the scene: at its beginning, right before its subject, and right after it."""


@dataclass
class Scene:
    """One English article as the reader of its sources sees it."""

    text: str
    gazetteer: Gazetteer
    title: str = ""
    outlet: str = ""
    said: Sequence[Span] = ()

    @cached_property
    def home(self) -> str | None:
        """The actor in whose country the article is written, if it tells."""
        return self.gazetteer.home(self.outlet, self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        """The sentences of the text."""
        return sentences(self.text, "en")

    @cached_property
    def unquoted(self) -> str:
        """The text with the words of quotations and statements blanked, which are no part of the story."""
        masked = list(self.text)
        for words in (*(q.inner for q in quotations(self.text)), *self.said):
            masked[words.start : words.end] = " " * (words.end - words.start)
        return "".join(masked)

    @cached_property
    def named(self) -> list[Named]:
        """Where countries, capitals, institutions and places are named, in the order of the text."""
        return self.gazetteer.named(self.text)

    def before(self, at: int, count: int) -> list[Span]:
        """Return the last `count` sentences that start before a place, the nearest first."""
        until = bisect_left(self._starts, at)
        return self.sentences[max(0, until - count) : until][::-1]

    def within(self, start: int, end: int) -> list[Named]:
        """Return what is named in a stretch of the text."""
        places = self._places
        return self.named[bisect_left(places, start) : bisect_left(places, end)]

    def nearest(self, at: int, owners: Sequence[str]) -> str | None:
        """Return which of some actors is named last before a place, or else first after it."""
        named = [n for n in self.named if n.owner in owners]
        return next(
            (n.owner for n in [*reversed(named[: bisect_left(named, at, key=lambda n: n.start)]), *named]), None
        )

    def opened(self, at: int) -> str | None:
        """Return the actor that this sentence or the one before opens with."""
        for sentence in self.before(at, 2):
            for name in self.within(sentence.start, min(sentence.start + 28, at)):
                if name.owner != OTHER and self.unquoted[name.start] == self.text[name.start]:
                    return name.owner
        return None

    def seat(self, at: int, words: str = "") -> str | None:
        """Return the actor in whose capital or country the sentence sets the scene: "In Taipei, the ministry said"."""
        start = max(self.text.rfind(mark, 0, at) for mark in (". ", "\n", "; ")) + 1
        after = self.text[at + len(words) : at + len(words) + 90]
        for found in (LEAD.match(self.text[start : at + 2]), SET.search(self.text[start:at]), STANDS.match(after)):
            owner = self.gazetteer.seat_of(found[1]) if found else None
            if owner:
                return owner
        return None

    def topic(self, at: int, without: str | None = None) -> tuple[str, float]:
        """Return whose country the passage at a place is about, an actor or other, and the share of what is named.

        One owner may be left out.
        """
        near: dict[str, float] = defaultdict(float)
        for name in self.within(at - NEAR, at + NEAR):
            away = abs(name.start - at) / FADING
            near[name.owner] += exp(-away if name.start < at else -2 * away)
        shares: dict[str, float] = defaultdict(float)
        parts: list[tuple[Mapping[str, float], float]] = [
            (self._whole, 1.0),
            (self._titled, TITLE_SHARE),
            (near, NEAR_SHARE),
        ]
        for part, weight in parts:
            total = sum(part.values())
            for owner, count in part.items():
                shares[owner] += weight * count / total
        shares.pop(without or "", None)
        if not shares:
            return OTHER, 0.0
        best = max(shares, key=lambda owner: shares[owner])
        return best, shares[best] / sum(shares.values())

    @cached_property
    def _starts(self) -> list[int]:
        return [s.start for s in self.sentences]

    @cached_property
    def _places(self) -> list[int]:
        return [n.start for n in self.named]

    @cached_property
    def _whole(self) -> Counter[str]:
        return Counter(n.owner for n in self.named)

    @cached_property
    def _titled(self) -> Counter[str]:
        return Counter(n.owner for n in self.gazetteer.named(self.title))
