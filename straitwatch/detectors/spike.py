"""Spike: a burst of tension points against the trailing baseline."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Annotated, Literal

import numpy as np
from msgspec import Meta, Struct

from straitwatch.detectors import gaps
from straitwatch.detectors.arrays import Bools, Floats
from straitwatch.detectors.finding import BETWEEN, CALM, NO_DATA, OVER, Finding, Findings, no_data
from straitwatch.detectors.quiet import Quiet, fit
from straitwatch.detectors.quiet_months import BASELINE_DAYS, LAG_DAYS, WARM_DAYS
from straitwatch.detectors.statistic import STATISTICS, Reference, score
from straitwatch.detectors.threshold import shape, simulated_threshold
from straitwatch.detectors.window import DAY, HOUR_TICKS, TICK, Window, weekdays, within_hours
from straitwatch.stance import INTENSITY, Label

Measure = Literal["confrontation", "cooperation", "volume"]
Weight = Literal["article", "statement"]
RECOVERY = 0.5
"""The score must fall to half of the threshold before an alert recovers."""
SUM_HOURS = 24
ARTICLE_HOURS = 72
FEWEST_ARTICLES = 10
USUAL_LABEL: Mapping[str, Label] = {"confrontation": "critical", "cooperation": "cooperative"}
"""Label whose points a statement of a measure is taken to have before there is one."""


class Spike(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind", tag="spike"):
    """Bursts of `measure` that quiet months would show at most `false_alarms` times a dyad-month.

    There is no judgement (no data) until the baseline, the 90 days that end 2 days ago, has `min_days` observed days,
    10 articles of any subject, and `min_statements` statements that count in the measure. Few statements in a baseline
    that was observed are a low rate, whose uncertainty the threshold covers. A burst must come from `min_articles`
    articles within 3 days, since one long article is no escalation, and must have grown in the last 24 hours.

    By `weight` article n statements of one article count as the root of n: they are no separate evidence, and articles
    vary in length more than in what is going on. By statement all their points count.
    """

    false_alarms: Annotated[float, Meta(ge=0.02, le=10)] = 1.0
    statistic: Literal["nb-cusum", "robust-z"] = "nb-cusum"
    measure: Measure = "confrontation"
    min_days: Annotated[float, Meta(ge=14, le=90)] = 28.0
    min_statements: Annotated[int, Meta(ge=0)] = 0
    min_articles: Annotated[int, Meta(ge=1, le=100)] = 2
    weight: Weight = "article"

    def lookback(self, half_life_days: float) -> timedelta:
        """Return how much history before a day is read."""
        del half_life_days
        return (BASELINE_DAYS + LAG_DAYS) * DAY

    def assess(self, window: Window, day: datetime) -> Findings:
        """Return the findings of the ticks from the midnight `day` to the end of the window, at most one day."""
        ticks = (window.end - day) // TICK
        last = window.slice(day - (BASELINE_DAYS + LAG_DAYS) * DAY, day - LAG_DAYS * DAY)
        learned = _learn(self, _Key(last))
        if isinstance(learned, str):
            return no_data(ticks, learned)
        quiet, reference = learned.quiet, learned.reference
        threshold = simulated_threshold(self.statistic, shape(quiet), self.false_alarms)
        now = window.slice(day - WARM_DAYS * DAY, window.end)
        points, _ = measured(now, self.measure, self.weight)
        within = within_hours(points) / quiet.unit
        feed = gaps.down(now.hourly(now.articles), learned.rate)
        days = -(-len(within) // 24)
        expected = quiet.expected(weekdays(now.start, days)).reshape(-1)[: len(within)]
        expected = np.where(feed, 0.0, expected)
        offset, slope = STATISTICS[self.statistic](within[:, -1], expected, reference)
        scores = score(offset[:, None], slope[:, None], within).reshape(-1)
        first = (day - now.start) // TICK
        scores, lost = scores[first : first + ticks], np.repeat(feed, HOUR_TICKS)[first : first + ticks]
        fresh = _recent(points, SUM_HOURS)[first : first + ticks] > 0
        told = _recent(_articles(now, self.measure), ARTICLE_HOURS)[first : first + ticks]
        over = (scores >= threshold) & fresh & (told >= self.min_articles)
        codes = np.where(over, OVER, np.where(scores > RECOVERY * threshold, BETWEEN, CALM))
        codes = np.where(lost, NO_DATA, codes).astype(np.int8)
        running = np.cumsum(within[:, -1])
        sums = np.concatenate([np.zeros(1), running])

        def explain(place: int) -> Finding:
            hour = (first + place) // HOUR_TICKS
            if codes[place] == NO_DATA:
                hours = float(gaps.empty_run(now.hourly(now.articles))[hour])
                return Finding(NO_DATA, f"no article has come in for {hours:.0f} hours", {"hours_without": hours})
            held = float(within[hour, (first + place) % HOUR_TICKS])
            start = max(0, hour - SUM_HOURS + 1)
            day_sum = (float(sums[hour] - sums[start]) + held) * quiet.unit
            usual = float(expected[start : hour + 1].sum()) * quiet.unit
            numbers = {
                "score": float(scores[place]),
                "threshold": threshold,
                "last_24_hours": day_sum,
                "usual_24_hours": usual,
                "articles_3_days": float(told[place]),
                "baseline_days": quiet.days,
                "baseline_statements": learned.statements,
                "false_alarms_a_month": self.false_alarms,
            }
            return Finding(int(codes[place]), _sentence(self, numbers), numbers)

        return Findings(codes, explain)


def _sentence(spike: Spike, numbers: dict[str, float]) -> str:
    now, usual = numbers["last_24_hours"], numbers["usual_24_hours"]
    times = f"{now / usual:.1f} times the usual {usual:.1f}" if usual > 0 else "usually none"
    by = " by article" if spike.weight == "article" else ""
    unit = "statements" if spike.measure == "volume" else f"points of {spike.measure}{by}"
    return (
        f"{now:.1f} {unit} in 24 hours, {times}, in {numbers['articles_3_days']:.0f} articles of 3 days; "
        f"burst score {numbers['score']:.1f}, threshold {numbers['threshold']:.1f}"
    )


def _recent(values: Floats, hours: int) -> Floats:
    """Return for each tick the sum of the `hours` hours that end with it."""
    total = np.concatenate([np.zeros(1), np.cumsum(values)])
    ends = np.arange(1, len(values) + 1)
    sums: Floats = total[ends] - total[np.maximum(ends - hours * HOUR_TICKS, 0)]
    return sums


def _articles(window: Window, measure: Measure) -> Floats:
    if measure == "volume":
        return window.rising_articles + window.easing_articles + window.counts
    return window.rising_articles if measure == "confrontation" else window.easing_articles


def measured(window: Window, measure: Measure, weight: Weight) -> tuple[Floats, Floats]:
    """Return the points of a measure and what they were counted over, statements or articles, by tick."""
    if measure == "volume":
        return window.counts, window.counts
    if weight == "statement":
        return (window.rising, window.risers) if measure == "confrontation" else (window.easing, window.easers)
    if measure == "confrontation":
        return window.rising_by_article, window.rising_articles
    return window.easing_by_article, window.easing_articles


class _Key:
    """A baseline window that is equal to another one with the same content, so that fits can be remembered."""

    def __init__(self, window: Window) -> None:
        self.window = window
        arrays = (
            *(window.rising, window.easing, window.risers, window.easers, window.counts, window.articles),
            *(window.rising_by_article, window.easing_by_article, window.rising_articles, window.easing_articles),
        )
        self._content = (window.start, b"".join(a.tobytes() for a in arrays))
        self._hash = hash(self._content)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._content == other._content


def _by_day(values: Floats) -> Floats:
    days: Floats = values.reshape(-1, 24)
    return days


@dataclass(frozen=True)
class _Learned:
    """What a baseline teaches: its quiet time, what statistics compare with, articles an hour, and its statements."""

    quiet: Quiet
    reference: Reference
    rate: float
    statements: float


@lru_cache(maxsize=64)
def _learn(spike: Spike, key: _Key) -> _Learned | str:
    """Learn a baseline; return why nothing can be said where it is too short."""
    window = key.window
    if not window.ticks:
        return "there is no history yet"
    articles = window.hourly(window.articles)
    rate = gaps.rate(articles)
    seen = gaps.observed(articles, rate)
    _, said = measured(window, spike.measure, "statement")
    days, number = float(seen.sum() / 24), float(window.hourly(said)[seen].sum())
    if days < spike.min_days:
        return f"the baseline has {days:.0f} observed days, {spike.min_days:.0f} are needed"
    if articles.sum() < FEWEST_ARTICLES:
        return f"the baseline has {articles.sum():.0f} articles of any subject, {FEWEST_ARTICLES} are needed"
    if number < spike.min_statements:
        return f"the baseline has {number:.0f} statements of {spike.measure}, {spike.min_statements} are needed"
    seen_days: Bools = seen.reshape(-1, 24)
    days_of_week = weekdays(window.start, len(seen_days))
    usual = 1.0 if spike.measure == "volume" else abs(INTENSITY[USUAL_LABEL[spike.measure]])
    points, pieces = (window.hourly(values) for values in measured(window, spike.measure, spike.weight))
    quiet = fit(_by_day(points), _by_day(pieces), seen_days, days_of_week, usual)
    expected = np.where(seen_days, quiet.expected(days_of_week), 0.0).sum(axis=1)
    sums = np.where(seen_days, _by_day(points) / quiet.unit, 0.0).sum(axis=1)
    whole = expected > 0.5 * quiet.daily * quiet.week.min()
    daily, over = np.array([quiet.daily]), np.array([quiet.overdispersion])
    reference = Reference(daily, over, sums[whole] / expected[whole], quiet.cluster)
    return _Learned(quiet, reference, rate, number)
