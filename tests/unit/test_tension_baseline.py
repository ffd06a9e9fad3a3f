"""The normal level, z against it, gaps, and outlets that come and go."""

import numpy as np
import pytest

from straitwatch.baseline import FLOOR, LAG, NORMAL, SHORTEST, WINDOW, baseline
from straitwatch.coverage import Hours, changes, gaps
from straitwatch.tension import DAY_US

REACH = 24 * (WINDOW + LAG)


def seen(hours: list[int], count: int = 1) -> Hours:
    return Hours(np.array(hours, np.int64), np.full(len(hours), count, np.int64))


def test_the_baseline_ends_two_days_before_the_day_it_serves() -> None:
    calm = np.random.default_rng(1).normal(50, 10, REACH + 48)
    jump = calm.copy()
    jump[REACH - 24 * LAG :] += 1000
    one, two = baseline(calm, 2), baseline(jump, 2)
    assert one.median[0] == two.median[0]
    assert one.spread[0] == two.spread[0]
    assert two.median[1] > one.median[1]
    window = calm[: 24 * WINDOW]
    assert one.median[0] == np.median(window)
    assert one.spread[0] == NORMAL * np.median(np.abs(window - np.median(window)))
    assert one.spread[0] == pytest.approx(10, rel=0.1)


def test_hours_in_a_gap_are_left_out() -> None:
    values = np.random.default_rng(2).normal(5, 3, REACH + 24)
    holed = values.copy()
    holed[:480] = np.nan
    assert baseline(holed, 1).median[0] == np.median(values[480 : 24 * WINDOW])


@pytest.mark.parametrize(("present", "known"), [(SHORTEST * 24 - 1, False), (SHORTEST * 24, True)])
def test_a_short_history_has_no_baseline(present: int, known: bool) -> None:
    values = np.full(REACH + 24, np.nan)
    values[24 * WINDOW - present : 24 * WINDOW] = 4.0
    assert np.isnan(baseline(values, 1).median[0]) != known


def test_a_flat_baseline_has_the_least_spread() -> None:
    made = baseline(np.zeros(REACH + 24), 1)
    assert (made.median[0], made.spread[0], made.flat[0]) == (0.0, FLOOR, True)


def test_a_baseline_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="hours"):
        baseline(np.zeros(REACH), 1)


def test_dense_news_has_a_gap_after_twelve_hours() -> None:
    busy = list(range(100))
    assert gaps(seen([*busy, 112]), 113) == []
    assert gaps(seen([*busy, 113]), 114) == [(100, 113)]
    assert gaps(seen(busy), 112) == []
    assert gaps(seen(busy), 113) == [(100, 113)]


def test_rare_news_has_a_gap_after_ten_usual_spacings() -> None:
    weekly = [168 * n for n in range(13)]
    assert gaps(seen([*weekly, weekly[-1] + 1681]), weekly[-1] + 1682) == []
    assert gaps(seen([*weekly, weekly[-1] + 1682]), weekly[-1] + 1683) == [(weekly[-1] + 1, weekly[-1] + 1682)]


def test_several_articles_an_hour_make_the_spacing_short() -> None:
    assert gaps(seen([0, 100, 200, 220], 50), 221) == [(1, 100), (101, 200), (201, 220)]


def test_a_record_too_short_to_tell_has_a_gap_after_a_week() -> None:
    assert gaps(seen([0, 169]), 170) == []
    assert gaps(seen([0, 170]), 171) == [(1, 170)]
    assert gaps(seen([]), 5) == []


def test_where_the_last_90_days_are_too_few_the_whole_record_tells() -> None:
    hourly = list(range(24))
    late = 24 * 200
    assert gaps(seen([*hourly, late, late + 13]), late + 14) == [(24, late)]
    assert gaps(seen([*hourly, late, late + 14]), late + 15) == [(24, late), (late + 1, late + 14)]


def test_outlets_that_come_and_go() -> None:
    spans = [("Old", 0, 100 * DAY_US, 9), ("Whole", DAY_US, 300 * DAY_US, 9), ("Young", 200 * DAY_US, 299 * DAY_US, 9)]
    found = [(change.outlet, change.began) for change in changes(spans)]
    assert found == [("Old", False), ("Young", True)]
    assert changes([]) == []
