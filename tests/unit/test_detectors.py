"""Detectors: calibration, gaps, low counts, and that no answer looks ahead."""

from dataclasses import replace

import numpy as np
import pytest
from alert_windows import HALF_LIFE, START, burst, ledger, steady

from straitwatch.detectors import gaps
from straitwatch.detectors.detector import AnyDetector
from straitwatch.detectors.feed_silence import FeedSilence
from straitwatch.detectors.finding import CALM, NO_DATA, OVER
from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.quiet import fit
from straitwatch.detectors.quiet_months import Shape, simulate
from straitwatch.detectors.shift import Shift
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.statistic import STATISTICS, Reference, score
from straitwatch.detectors.threshold import alarms, seed_of, simulated_threshold, solve
from straitwatch.detectors.window import DAY, TICK, Window, weekdays
from straitwatch.ledger import Ledger
from straitwatch.moment import EPOCH
from straitwatch.rules import Rule
from straitwatch.tension import tension

DYAD = "Tokyo-Beijing"
DAYS = 110
RULE = Rule("A", Spike())


def window(book: Ledger) -> Window:
    return book.window(RULE, DYAD, HALF_LIFE)


def test_the_path_is_the_tension_index() -> None:
    from straitwatch.detectors.path import tension_path

    rows = [(at, way, points) for at, way, points in steady(40, 20, 3)]
    path = tension_path(window(ledger(rows, 40)))
    at = START + 37 * DAY
    events = [
        (number, int((t - START).total_seconds() * 1_000_000), points)
        for number, (t, way, points) in enumerate(rows)
        if way in ("Tokyo>Beijing", "Beijing>Tokyo")
    ]
    expected = tension(events, int((at - START).total_seconds() * 1_000_000), HALF_LIFE).value
    assert path[(at - START) // TICK - 1] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    "detector",
    [
        Spike(),
        Spike(1.0, "robust-z"),
        Level(10.0),
        Level(2.0, "z"),
        Shift(50.0),
        OneStatement(),
        FeedSilence(2.0),
        FeedSilence(2.0, 10.0),
    ],
    ids=lambda d: type(d).__name__,
)
def test_no_answer_looks_ahead(detector: AnyDetector) -> None:
    book = ledger([*steady(DAYS, 40, 5), *burst(START + 108.2 * DAY, 40)], DAYS)
    whole, day = window(book), START + 108 * DAY
    all_day = detector.assess(whole.slice(START, day + DAY), day)
    for ticks in (1, 7, 50, 143):
        part = detector.assess(whole.slice(START, day + ticks * TICK), day)
        assert part.codes.tolist() == all_day.codes[:ticks].tolist()
        assert part.explain(ticks - 1) == all_day.explain(ticks - 1)


def test_a_young_feed_and_few_statements_are_no_data_with_the_reason() -> None:
    day = START + 20 * DAY
    young = Spike().assess(window(ledger(steady(21, 40, 1), 21)), day)
    assert set(young.codes.tolist()) == {NO_DATA}
    assert young.explain(0).why == "the baseline has 18 observed days, 28 are needed"
    thin = Spike().assess(window(ledger([], 101, articles_a_day=1)).slice(START, START + 101 * DAY), START + 100 * DAY)
    assert CALM in thin.codes
    few = Spike(min_statements=5).assess(
        window(ledger([(START + 30 * DAY, "Tokyo>Beijing", 3.3)], 101)), START + 100 * DAY
    )
    assert few.explain(0).why == "the baseline has 1 statements of confrontation, 5 are needed"


def test_the_first_crisis_after_a_silent_baseline_is_found() -> None:
    rows = burst(START + 100.2 * DAY, 10, hours=6)
    found = Spike(0.1).assess(window(ledger(rows, 101)), START + 100 * DAY)
    assert OVER in found.codes
    assert found.codes[20] == CALM
    assert found.explain(143).numbers["baseline_statements"] == 0


def test_one_article_is_no_burst_and_two_are() -> None:
    long = [(START + 100.2 * DAY, "Beijing>Tokyo", 5.9)] * 20
    book = ledger([*steady(96, 2, 1), *long], 101)
    assert OVER not in Spike(0.5).assess(window(book), START + 100 * DAY).codes
    assert OVER in Spike(0.5, min_articles=1).assess(window(book), START + 100 * DAY).codes
    other = (START + 100.3 * DAY, "Beijing>Tokyo", 5.9)
    assert OVER in Spike(0.5).assess(window(ledger([*steady(96, 2, 1), *long, other], 101)), START + 100 * DAY).codes


def test_statements_of_one_article_count_as_their_root_unless_each_is_to_count() -> None:
    said = [(START + 100.2 * DAY, "Beijing>Tokyo", 5.9)] * 16 + [(START + 100.3 * DAY, "Tokyo>Beijing", 3.3)] * 4
    book = window(ledger([*steady(100, 2, 1), *said], 101))

    def points(rule: Spike) -> float:
        return rule.assess(book, START + 100 * DAY).explain(60).numbers["last_24_hours"]

    before = points(Spike(weight="statement")) - 16 * 5.9 - 4 * 3.3
    assert 0 <= before < 20
    assert points(Spike()) == pytest.approx(4 * 5.9 + 2 * 3.3 + before, abs=1e-6)
    assert "points of confrontation by article in 24 hours" in Spike().assess(book, START + 100 * DAY).explain(60).why


def test_a_feed_that_is_down_is_no_data() -> None:
    book = ledger(steady(DAYS, 40, 2), DAYS)
    cut = book.article_published < np.int64((START + 108.5 * DAY).timestamp() * 1_000_000)
    down = Ledger(**(vars(book) | {"article_published": book.article_published[cut]}))
    down = Ledger(**(vars(down) | {"article_outlet": book.article_outlet[cut]}))
    found = Spike().assess(window(down).slice(START, START + 109 * DAY), START + 108 * DAY)
    assert found.codes[60] != NO_DATA
    assert found.codes[143] == NO_DATA
    assert "no article has come in for" in found.explain(143).why


def test_a_gap_is_no_calm() -> None:
    articles = np.array([5.0] * 48 + [0.0] * 20 + [5.0] * 28)
    seen = gaps.observed(articles, gaps.rate(articles))
    assert seen.tolist() == [True] * 48 + [False] * 20 + [True] * 28


@pytest.mark.parametrize("statistic", sorted(STATISTICS))
def test_calibrated_thresholds_hold_on_other_quiet_months(statistic: str) -> None:
    shape = Shape(20.0, 0.1, 2.0, 0.4, 90)
    threshold = simulated_threshold(statistic, shape, 1.0)
    other = simulate(shape, 300, seed=99)
    mean = other.baseline.mean(axis=-1, keepdims=True)
    reference = Reference(mean, np.full_like(mean, 0.1), other.baseline / mean, 2.0)
    expected = np.broadcast_to(mean / 24, other.hours.shape)
    offset, slope = STATISTICS[statistic](other.hours, expected, reference)
    assert 0.5 < alarms(score(offset, slope, other.hours), threshold).mean() < 1.0


def test_thresholds_fall_with_the_false_alarms_allowed() -> None:
    shape = Shape(10.0, 0.1, 2.0, 0.4, 90)
    low, middle, high = (simulated_threshold("nb-cusum", shape, knob) for knob in (3.0, 1.0, 0.2))
    assert low < middle < high


def test_solve_keeps_to_the_rate() -> None:
    scores = np.random.default_rng(1).exponential(1.0, (200, 37 * 24))
    assert alarms(scores, solve(scores, 0.5)).mean() <= 0.5


def test_seeds_are_the_same_everywhere() -> None:
    assert seed_of("nb-cusum", 1.5) == 4007312168062969492


def test_a_fit_finds_level_rhythm_and_spread() -> None:
    random = np.random.default_rng(4)
    rhythm = np.where(np.arange(24) < 8, 0.4, 1.3)
    news = random.gamma(5.0, 1 / 5.0, 90)[:, None]
    counts = random.poisson(30 / 24 * rhythm / rhythm.mean() * news).astype(np.float64)
    quiet = fit(counts * 4.0, counts, np.ones((90, 24), dtype=bool), weekdays(START, 90))
    assert quiet.unit == pytest.approx(4.0, rel=0.01)
    assert quiet.daily == pytest.approx(30, rel=0.2)
    assert quiet.overdispersion == pytest.approx(0.2, abs=0.08)
    assert quiet.cluster == pytest.approx(1.0, abs=0.15)
    assert quiet.day[:8].mean() < 0.6 < 1.1 < quiet.day[8:].mean()


def test_each_simple_detector_fires_where_it_should() -> None:
    at = START + 108.5 * DAY
    whole = window(ledger([*steady(DAYS, 20, 7), *burst(at, 30, hours=2)], DAYS))
    day = START + 108 * DAY
    for detector in (Level(60.0), Shift(100.0), OneStatement(0.9), Spike()):
        codes = detector.assess(whole.slice(START, day + DAY), day).codes
        assert OVER in codes[72:90].tolist(), detector
    assert CALM in Level(60.0).assess(whole.slice(START, day + DAY), day).codes[:60].tolist()


def test_a_silent_feed_is_found_and_its_end_too() -> None:
    book = ledger([], DAYS, articles_a_day=24)
    kept = (book.article_published < book.article_published[20]) | (book.article_published > book.article_published[30])
    gap = Ledger(**(vars(book) | {"article_published": book.article_published[kept], "article_outlet": kept[kept] * 0}))
    codes = FeedSilence(4.0).assess(window(gap).slice(START, START + 2 * DAY), START + DAY).codes
    assert codes[0] == OVER
    assert codes[-1] == CALM


def test_a_silence_is_measured_by_the_spacing_of_the_articles_where_asked() -> None:
    plain, scaled = FeedSilence(24.0), FeedSilence(24.0, times=10.0)

    def over(articles: list[float], rule: FeedSilence, days: int) -> int:
        """Ticks over in the last day of a feed with articles at these days."""
        book = ledger([], days)
        times = np.array([int((START + at * DAY - EPOCH).total_seconds() * 1e6) for at in articles])
        book = replace(book, article_published=times, article_outlet=np.zeros(len(times), dtype=np.int64))
        end = START + days * DAY
        return int((rule.assess(book.window(RULE, DYAD, HALF_LIFE), end - DAY).codes == OVER).sum())

    archive = [float(day) for day in range(0, 100, 3)]
    assert (over(archive, plain, 102), over(archive, scaled, 102)) == (144, 0)
    assert over(archive, scaled, 128) == 0
    assert over(archive, scaled, 131) == 144
    busy = [n / 48 for n in range(48 * 99)]
    assert over(busy, scaled, 100) == over(busy, plain, 100) == 3
    assert over(busy, scaled, 101) == over(busy, plain, 101) > 100
    new = [0.5, 1.0, 1.5]
    assert (over(new, plain, 7), over(new, scaled, 7), over(new, scaled, 10)) == (144, 0, 144)
