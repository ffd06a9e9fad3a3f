"""Ledger: the statements that count and the articles of a stretch of time as columns, and windows made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Engine, select

from straitwatch.detectors.arrays import Bools, Floats, Ints
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.window import TICK, Window
from straitwatch.engine import reading
from straitwatch.moment import to_us
from straitwatch.rules import FEED, Rule
from straitwatch.schema import articles, outlets, stances
from straitwatch.subject import directions

TICK_US = 600_000_000
DAY_US = 86_400_000_000


@dataclass(frozen=True)
class Ledger:
    """Columns ordered by time; times in microseconds since 1970.

    Of each counted stance: `published`, `direction` and `outlet` (places in `direction_names`, `outlet_names`),
    `intensity`, `hostile` (P(hostile), 1 or 0 where an analyst corrected the label), `confidence`, `statement` and
    `article` (numbers of their rows), `sample`. Of each article: `article_published`, `article_outlet`.
    """

    since: datetime
    until: datetime
    direction_names: tuple[str, ...]
    outlet_names: tuple[str, ...]
    published: Ints
    direction: Ints
    outlet: Ints
    intensity: Floats
    hostile: Floats
    confidence: Floats
    statement: Ints
    article: Ints
    sample: Bools
    article_published: Ints
    article_outlet: Ints

    def matching(self, rule: Rule, subject: str) -> Bools:
        """Return which stances the rule counts for the subject."""
        names = () if subject == FEED else directions(subject)
        speakers = rule.match.speakers
        wanted = [
            name in names and (not speakers or name.partition(">")[0] in speakers) for name in self.direction_names
        ]
        mask: Bools = np.array([*wanted, False], dtype=bool)[self.direction]
        if rule.match.min_confidence > 0:
            mask &= self.confidence >= rule.match.min_confidence
        return mask & self._of_outlets(rule, self.outlet)

    def _of_outlets(self, rule: Rule, outlet: Ints) -> Bools:
        wanted = rule.match.outlets
        kept: Bools = np.array([*(not wanted or name in wanted for name in self.outlet_names), False], dtype=bool)
        return kept[outlet]

    def window(self, rule: Rule, subject: str, half_life_days: float) -> Window:
        """Return the ticks of a subject as a rule sees them, from `since` (a UTC midnight) to the last tick."""
        ticks = (self.until - self.since) // TICK
        start = to_us(self.since)
        mask = self.matching(rule, subject)
        published, article = self.published[mask], self.article[mask]
        intensity, hostile = self.intensity[mask], self.hostile[mask]
        place = (published - start) // TICK_US
        inside = (place >= 0) & (place < ticks)
        place, published, article = place[inside], published[inside], article[inside]
        intensity, hostile = intensity[inside], hostile[inside]
        age = (start + (place + 1) * TICK_US - published) / DAY_US
        highest = np.zeros(ticks)
        np.maximum.at(highest, place, hostile)
        of_articles = (self.article_published - start) // TICK_US
        kept = (of_articles >= 0) & (of_articles < ticks) & self._of_outlets(rule, self.article_outlet)

        def by_article(kept: Bools) -> tuple[Floats, Floats]:
            """Return by tick the articles, and their points with n statements of one counted as the root of n."""
            _, first, which = np.unique(article[kept], return_index=True, return_inverse=True)
            at = place[kept][first]
            rooted = np.bincount(which, np.abs(intensity[kept])) / np.sqrt(np.maximum(np.bincount(which), 1))
            number, points = np.bincount(at, minlength=ticks), np.bincount(at, rooted, minlength=ticks)
            return number.astype(np.float64), points.astype(np.float64)

        def summed(weights: Floats) -> Floats:
            return np.bincount(place, weights, minlength=ticks).astype(np.float64)

        rising_articles, rising_by_article = by_article(intensity > 0)
        easing_articles, easing_by_article = by_article(intensity < 0)
        return Window(
            start=self.since,
            rising=summed(np.maximum(intensity, 0.0)),
            easing=summed(np.maximum(-intensity, 0.0)),
            risers=summed((intensity > 0).astype(np.float64)),
            easers=summed((intensity < 0).astype(np.float64)),
            rising_articles=rising_articles,
            easing_articles=easing_articles,
            rising_by_article=rising_by_article,
            easing_by_article=easing_by_article,
            counts=summed(np.ones(len(place))),
            hostile=highest,
            decayed=summed(intensity * np.exp2(-age / half_life_days)),
            articles=np.bincount(of_articles[kept], minlength=ticks).astype(np.float64),
            half_life=half_life_days,
        )


def needs_neutral(rule: Rule) -> bool:
    """Tell whether a rule looks at statements that have no tension points, too."""
    detector = rule.detector
    return isinstance(detector, OneStatement) or (isinstance(detector, Spike) and detector.measure == "volume")


def read_ledger(engine: Engine, since: datetime, until: datetime, *, neutral: bool = True) -> Ledger:
    """Read the ledger of [since, until) from the store; without statements of no tension points where not `neutral`.

    Raises:
        StoreError: the store cannot be read.
    """
    low, high = to_us(since), to_us(until)
    wanted = (
        select(
            stances.c.published,
            stances.c.direction,
            stances.c.outlet,
            stances.c.intensity,
            stances.c.p_hostile,
            stances.c.confidence,
            stances.c.statement,
            stances.c.article,
            stances.c.corrected,
            stances.c.label,
            stances.c.sample,
        )
        .where(stances.c.published >= low, stances.c.published < high, stances.c.counted, stances.c.target != "")
        .order_by(stances.c.published, stances.c.statement, stances.c.direction)
    )
    if not neutral:
        wanted = wanted.where(stances.c.intensity != 0)
    of_articles = (
        select(articles.c.published, articles.c.outlet)
        .where(articles.c.published >= low, articles.c.published < high)
        .order_by(articles.c.published)
    )
    with reading(engine) as connection:
        names = {row.number: row.name for row in connection.execute(select(outlets.c.number, outlets.c.name))}
        rows = connection.execute(wanted).all()
        article_rows = connection.execute(of_articles).all()
    return build_ledger(since, until, names, rows, article_rows)


def build_ledger(
    since: datetime,
    until: datetime,
    outlet_names: Mapping[int, str],
    stance_rows: Sequence[Sequence[Any]],
    article_rows: Sequence[Sequence[Any]],
) -> Ledger:
    """Make a ledger of rows in order of time, each with the columns that `read_ledger` selects."""
    places = {number: place for place, number in enumerate(sorted(outlet_names))}
    columns: list[Sequence[Any]] = list(zip(*stance_rows, strict=True)) or [()] * 11
    published, direction, outlet, intensity, hostile, confidence, statement, article, corrected, label, sample = columns
    names = tuple(sorted(set(direction)))
    of_direction = {name: place for place, name in enumerate(names)}
    is_corrected = np.array(corrected, dtype=bool)
    is_hostile = np.array([one == "hostile" for one in label], dtype=np.float64)
    times, sources = list(zip(*article_rows, strict=True)) or [(), ()]
    return Ledger(
        since=since,
        until=until,
        direction_names=names,
        outlet_names=tuple(outlet_names[number] for number in sorted(outlet_names)),
        published=np.array(published, dtype=np.int64),
        direction=np.array([of_direction[name] for name in direction], dtype=np.int64),
        outlet=np.array([places.get(number, len(places)) for number in outlet], dtype=np.int64),
        intensity=np.array(intensity, dtype=np.float64),
        hostile=np.where(is_corrected, is_hostile, np.array(hostile, dtype=np.float64)),
        confidence=np.array(confidence, dtype=np.float64),
        statement=np.array(statement, dtype=np.int64),
        article=np.array(article, dtype=np.int64),
        sample=np.array(sample, dtype=bool),
        article_published=np.array(times, dtype=np.int64),
        article_outlet=np.array([places.get(number, len(places)) for number in sources], dtype=np.int64),
    )
