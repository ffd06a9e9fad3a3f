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
from straitwatch.tension import DAY_US, HOUR_US, Quote, contribution, counted, decay, tension

few = settings(max_examples=40, deadline=None)
times = st.integers(0, 30 * DAY_US)
half_lives = st.floats(0.25, 30)
intensities = st.one_of(st.just(0.0), st.floats(-5, 7).filter(lambda g: abs(g) > 1e-3))
events = st.lists(st.tuples(times, intensities), max_size=40)


@few
@given(events, half_lives, st.randoms(use_true_random=False))
def test_order_of_arrival_does_not_matter(
    said: list[tuple[int, float]], half_life: float, chance: random.Random
) -> None:
    mixed = list(said)
    chance.shuffle(mixed)
    assert tension(mixed, 31 * DAY_US, half_life) == tension(said, 31 * DAY_US, half_life)


@few
@given(events, st.lists(times), half_lives)
def test_neutral_statements_change_nothing(said: list[tuple[int, float]], calm: list[int], half_life: float) -> None:
    more = [*said, *((at, 0.0) for at in calm)]
    assert tension(more, 31 * DAY_US, half_life) == tension(said, 31 * DAY_US, half_life)


@few
@given(events, half_lives)
def test_contributions_sum_to_the_value(said: list[tuple[int, float]], half_life: float) -> None:
    at = 31 * DAY_US
    made = tension(said, at, half_life)
    total = math.fsum(contribution(published, g, at, half_life) for published, g in said)
    assert made.value == pytest.approx(total, rel=1e-12, abs=1e-9 * (made.confrontation + made.cooperation))
    assert made.low <= made.value <= made.high


@few
@given(events, half_lives)
def test_turning_every_sign_mirrors_the_index(said: list[tuple[int, float]], half_life: float) -> None:
    made = tension(said, 31 * DAY_US, half_life)
    mirrored = tension([(at, -g) for at, g in said], 31 * DAY_US, half_life)
    assert (mirrored.value, mirrored.low, mirrored.high) == (-made.value, -made.high, -made.low)
    assert mirrored.effective == made.effective


@few
@given(events, half_lives)
def test_the_hourly_recurrence_meets_the_sum(said: list[tuple[int, float]], half_life: float) -> None:
    end = 31 * 24
    by_hour = {hour: [e for e in said if e[0] // HOUR_US == hour] for hour in {at // HOUR_US for at, _ in said}}
    cells = np.array([cell(by_hour.get(hour, []), hour, half_life) for hour in range(end)])
    kept = decay(HOUR_US, half_life)
    made = tension(said, end * HOUR_US, half_life)
    assert _recur(cells[:, 0], kept)[-1] == pytest.approx(made.confrontation, rel=1e-11, abs=1e-12)
    assert _recur(cells[:, 1], kept)[-1] == pytest.approx(made.cooperation, rel=1e-11, abs=1e-12)
    assert _recur(cells[:, 2], kept * kept)[-1] == pytest.approx(made.squares, rel=1e-11, abs=1e-12)
    assert cells[:, 3].sum() == len(said)
    assert cells[:, 4].sum() == sum(1 for _, g in said if g)


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


def test_the_band_covers_the_level_behind_independent_statements() -> None:
    rng = np.random.default_rng(11)
    rate, half_life, days, repetitions = 10, 3.0, 30, 700
    points = np.array([INTENSITY[label] for label in LABELS])
    shares = (0.05, 0.2, 0.6, 0.15)
    reach = half_life / math.log(2) * (1 - 2 ** (-days / half_life))
    truth = rate * float(points @ shares) * reach
    hits = 0
    for _ in range(repetitions):
        at = (-rng.random(rng.poisson(rate * days)) * days * DAY_US).astype(np.int64)
        made = tension(zip(at.tolist(), rng.choice(points, at.size, p=shares).tolist(), strict=True), 1, half_life)
        hits += made.low <= truth <= made.high
    assert 0.87 <= hits / repetitions <= 0.93


def test_doubling_neutral_coverage_moves_nothing() -> None:
    said = [(n * HOUR_US, (4.0, 0.0, 0.0, -3.0)[n % 4]) for n in range(200)]
    doubled = [*said, *(e for e in said if not e[1])]
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
