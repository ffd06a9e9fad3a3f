"""The tension index: decay, contributions, band, weights of copies, and the hourly recurrence.

For a direction or dyad at time t, over the statements i published before t and the articles a that hold them::

    x_i = w_i * g_i * 2^-((t - t_i) / H)      T(t) = sum x_i
    X_a = sum of x_i in a                     band: T +- 1.645 * sqrt(sum X_a^2)

g_i is the expected intensity of the stance (`stance.Stance.intensity`, conflict positive), w_i is 1 for the statement
that counts and 0 for its copies, H the half-life. Sums are made with `math.fsum`, which rounds once, so their result
does not depend on the order of the statements. Times are whole microseconds since 1970 in UTC.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
BAND = 1.645
"""Standard deviations of the 90 % band of a normal distribution."""
FEW = 5.0
"""A point is marked where fewer effective articles than this carry it."""

Said = tuple[Hashable, int, float]
"""A counted statement: its article, when that was published, and its intensity."""


@dataclass(frozen=True)
class Quote:
    """What decides whether a statement counts.

    `statement` is its id, `key` its `quote_key`, `published` its time in microseconds; `lead` says whether its article
    is the first of its story.
    """

    statement: str
    key: str
    published: int
    lead: bool


@dataclass(frozen=True)
class Tension:
    """The index at one time: `value` = `confrontation` - `cooperation`, both >= 0; `low` and `high` are the band.

    `squares` is the sum of X_a^2 and `sizes` the sum of |X_a| over the articles. `effective` is Kish's number of
    articles that carry the value, sizes^2 / squares; 0 where none does.
    """

    confrontation: float
    cooperation: float
    squares: float
    sizes: float

    @property
    def value(self) -> float:
        """Tension points."""
        return self.confrontation - self.cooperation

    @property
    def low(self) -> float:
        """Lower border of the 90 % band."""
        return self.value - BAND * math.sqrt(self.squares)

    @property
    def high(self) -> float:
        """Upper border of the 90 % band."""
        return self.value + BAND * math.sqrt(self.squares)

    @property
    def effective(self) -> float:
        """Kish's effective number of articles."""
        return self.sizes**2 / self.squares if self.squares else 0.0


def decay(age_us: int, half_life_days: float) -> float:
    """Return 2^-(age / H), the share of a statement that is left after `age_us` microseconds.

    >>> decay(3 * DAY_US, 3.0)
    0.5
    """
    return math.exp2(-age_us / DAY_US / half_life_days)


def contribution(published: int, intensity: float, at: int, half_life_days: float) -> float:
    """Return x_i, in tension points; 0 for a statement that is not yet published at `at`.

    >>> contribution(0, 4.0, 6 * DAY_US, 3.0)
    1.0
    """
    return intensity * decay(at - published, half_life_days) if published < at else 0.0


def tension(said: Iterable[Said], at: int, half_life_days: float) -> Tension:
    """Return the index at `at` over counted statements.

    >>> made = tension([("a", 0, 4.0), ("a", 0, 2.0), ("b", 0, -2.0)], 3 * DAY_US, 3.0)
    >>> made.value, made.squares, made.sizes
    (2.0, 10.0, 4.0)
    """
    by_article: dict[Hashable, list[float]] = {}
    for article, published, intensity in said:
        by_article.setdefault(article, []).append(contribution(published, intensity, at, half_life_days))
    shares = [x for some in by_article.values() for x in some]
    sums = [math.fsum(some) for some in by_article.values()]
    return Tension(
        math.fsum(x for x in shares if x > 0),
        math.fsum(-x for x in shares if x < 0),
        math.fsum(x * x for x in sums),
        math.fsum(abs(x) for x in sums),
    )


def counted(quotes: Sequence[Quote], half_life_days: float) -> Mapping[str, bool]:
    """Return for each statement whether it counts (w = 1) or is a copy (w = 0).

    Only statements of a story's first article count. Of those, the same words by the same speaker count once within
    a half-life of the last one that counted. A pure function of the set of quotes, whatever their order.

    >>> quotes = [Quote("b", "k", DAY_US, True), Quote("a", "k", 0, True), Quote("c", "k", 3 * DAY_US, True)]
    >>> dict(sorted(counted(quotes, 3.0).items()))
    {'a': True, 'b': False, 'c': True}
    """
    answer: dict[str, bool] = {}
    last: dict[str, int] = {}
    window = half_life_days * DAY_US
    for quote in sorted(quotes, key=lambda q: (q.published, q.statement)):
        before = last.get(quote.key)
        counts = quote.lead and (before is None or quote.published - before >= window)
        if counts:
            last[quote.key] = quote.published
        answer[quote.statement] = counts
    return answer
