"""What holds for the index whatever the statements are."""

import math
import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from straitwatch.rollup import cell
from straitwatch.series import _recur, grid
from straitwatch.stance import INTENSITY, LABELS
from straitwatch.subject import all_directions, directions, dyads
from straitwatch.tension import BAND, DAY_US, HOUR_US, Quote, Said, contribution, counted, decay, tension

few = settings(max_examples=40)
times = st.integers(0, 30 * DAY_US)
half_lives = st.floats(0.25, 30)
intensities = st.one_of(st.just(0.0), st.floats(-5, 7).filter(lambda g: abs(g) > 1e-3))
articles = st.lists(st.tuples(times, st.lists(intensities, min_size=1, max_size=5)), max_size=15)
events = articles.map(lambda some: [(n, at, g) for n, (at, said) in enumerate(some) for g in said])


@few
@given(events, half_lives, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(said: list[Said], half_life: float, chance: random.Random) -> None:
    mixed = list(said)
    chance.shuffle(mixed)
    assert tension(mixed, 31 * DAY_US, half_life) == tension(said, 31 * DAY_US, half_life)


@few
@given(events, st.lists(times), half_lives)
def test_neutral_statements_change_nothing(said: list[Said], calm: list[int], half_life: float) -> None:
    more = [*said, *((f"calm {n}", at, 0.0) for n, at in enumerate(calm)), *((one[0], one[1], 0.0) for one in said)]
    assert tension(more, 31 * DAY_US, half_life) == tension(said, 31 * DAY_US, half_life)


@few
@given(events, half_lives)
def test_contributions_sum_to_the_value(said: list[Said], half_life: float) -> None:
    at = 31 * DAY_US
    made = tension(said, at, half_life)
    total = math.fsum(contribution(published, g, at, half_life) for _, published, g in said)
    assert made.value == pytest.approx(total, rel=1e-12, abs=1e-9 * (made.confrontation + made.cooperation))
    assert made.low <= made.value <= made.high


@few
@given(articles, half_lives)
def test_the_band_takes_an_article_as_one_draw(some: list[tuple[int, list[float]]], half_life: float) -> None:
    at = 31 * DAY_US
    made = tension([(n, published, g) for n, (published, said) in enumerate(some) for g in said], at, half_life)
    whole = tension([(n, published, math.fsum(said)) for n, (published, said) in enumerate(some)], at, half_life)
    size = 1e-9 * (made.confrontation + made.cooperation)
    assert (made.low, made.high) == (pytest.approx(whole.low, abs=size), pytest.approx(whole.high, abs=size))
    sums = [math.fsum(contribution(published, g, at, half_life) for g in said) for published, said in some]
    assert made.high - made.low == pytest.approx(2 * BAND * math.hypot(*sums), rel=1e-9)
    assert made.effective <= (1 + 1e-9) * sum(1 for x in sums if x)
    assert made.sizes <= (made.confrontation + made.cooperation) * (1 + 1e-12)


@few
@given(events, half_lives)
def test_turning_every_sign_mirrors_the_index(said: list[Said], half_life: float) -> None:
    made = tension(said, 31 * DAY_US, half_life)
    mirrored = tension([(a, at, -g) for a, at, g in said], 31 * DAY_US, half_life)
    assert (mirrored.value, mirrored.low, mirrored.high) == (-made.value, -made.high, -made.low)
    assert mirrored.effective == made.effective


@few
@given(events, half_lives)
def test_the_hourly_recurrence_meets_the_sum(said: list[Said], half_life: float) -> None:
    end = 31 * 24
    by_hour = {hour: [e for e in said if e[1] // HOUR_US == hour] for hour in {at // HOUR_US for _, at, _ in said}}
    cells = np.array([cell(by_hour.get(hour, []), hour, half_life) for hour in range(end)])
    kept = decay(HOUR_US, half_life)
    made = tension(said, end * HOUR_US, half_life)
    assert _recur(cells[:, 0], kept)[-1] == pytest.approx(made.confrontation, rel=1e-11, abs=1e-12)
    assert _recur(cells[:, 1], kept)[-1] == pytest.approx(made.cooperation, rel=1e-11, abs=1e-12)
    assert _recur(cells[:, 2], kept * kept)[-1] == pytest.approx(made.squares, rel=1e-11, abs=1e-12)
    assert _recur(cells[:, 3], kept)[-1] == pytest.approx(made.sizes, rel=1e-11, abs=1e-12)
    assert cells[:, 4].sum() == len(said)
    assert cells[:, 5].sum() == sum(1 for _, _, g in said if g)


quotes = st.lists(
    st.builds(Quote, st.text("abcdef0123", min_size=4, max_size=4), st.sampled_from("xyz"), times, st.booleans()),
    unique_by=lambda quote: quote.statement,
    max_size=30,
)


@few
@given(quotes, half_lives, st.randoms(use_true_random=False))
def test_what_counts_is_a_function_of_the_set(found: list[Quote], half_life: float, chance: random.Random) -> None:
    answer = dict(counted(found, half_life))
    mixed = list(found)
    chance.shuffle(mixed)
    assert dict(counted(mixed, half_life)) == answer
    for key in "xyz":
        group = sorted(q.published for q in found if q.key == key and answer[q.statement])
        assert all(b - a >= half_life * DAY_US for a, b in pairwise(group))
        led = [q for q in found if q.key == key and q.lead]
        assert not led or answer[min(led, key=lambda q: (q.published, q.statement)).statement]
    assert not any(answer[q.statement] for q in found if not q.lead)


def test_a_statement_counts_from_after_its_time_on() -> None:
    assert contribution(5, 4.0, 5, 3.0) == 0.0
    assert contribution(5, 4.0, 6, 3.0) == pytest.approx(4.0)


@pytest.mark.parametrize(("rate", "size"), [(10, 1), (10, 3), (20, 5)])
def test_the_band_covers_the_level_behind_the_articles(rate: int, size: int) -> None:
    rng = np.random.default_rng(11)
    half_life, days, repetitions = 3.0, 30, 700
    points = np.array([INTENSITY[label] for label in LABELS])
    shares = (0.05, 0.2, 0.6, 0.15)
    reach = half_life / math.log(2) * (1 - 2 ** (-days / half_life))
    truth = rate * float(points @ shares) * reach
    hits = 0
    for _ in range(repetitions):
        at = (-rng.random(rng.poisson(rate / size * days)) * days * DAY_US).astype(np.int64)
        labels = rng.choice(points, at.size, p=shares)
        said = [(n, int(at[n]), float(labels[n])) for n in range(at.size) for _ in range(size)]
        made = tension(said, 1, half_life)
        hits += made.low <= truth <= made.high
    assert 0.87 <= hits / repetitions <= 0.93


def test_doubling_neutral_coverage_moves_nothing() -> None:
    said = [(n, n * HOUR_US, (4.0, 0.0, 0.0, -3.0)[n % 4]) for n in range(200)]
    doubled = [*said, *((f"copy of {n}", at, g) for n, at, g in said if not g)]
    assert tension(doubled, 300 * HOUR_US, 3.0) == tension(said, 300 * HOUR_US, 3.0)


@pytest.mark.parametrize(
    ("since", "until", "step", "message"),
    [
        (0, HOUR_US, 7 * 60_000_000, "divide an hour"),
        (0, HOUR_US, 0, "divide an hour"),
        (0, 3 * HOUR_US, HOUR_US * 3 // 2, "divide an hour"),
        (HOUR_US, HOUR_US, HOUR_US, "end after"),
        (0, 10**18, HOUR_US, "points"),
    ],
)
def test_a_wrong_grid_is_refused(since: int, until: int, step: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        grid(since, until, step)


def test_subjects() -> None:
    names = ("Tokyo", "Beijing", "Taipei")
    assert {one for dyad in dyads(names) for one in directions(dyad)} == set(all_directions(names))
    for wrong in ("Tokyo", "", ">", "Tokyo>", "Tokyo-Tokyo"):
        with pytest.raises(ValueError, match="neither"):
            directions(wrong)
