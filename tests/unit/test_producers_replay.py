"""Replay keeps order and distances, or spreads and moves dates; history first, then live articles."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from producers.draft import Draft, Refused
from producers.files import files, read
from producers.replay import SAMPLE_PACE, Pace, dated, replay, sample
from producers.schedule import shifted, spread, waits
from producers.send import Sender
from straitwatch.article import Article
from straitwatch.clock import ManualClock
from tests.unit.producing import Kept, same

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def drafts(*days: int) -> list[Draft | Refused]:
    return [Draft(f"d{n}", f"Text of day {n}.", published=datetime(2012, 9, n, tzinfo=UTC)) for n in days]


def run(found: list[Draft | Refused], pace: Pace) -> tuple[list[Article], list[float], Sender]:
    kept, slept, clock = Kept(), [], ManualClock(NOW)
    sender = Sender(kept, clock, "replay", same, sample=True)

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.now += timedelta(seconds=seconds)

    replay(dated(found, sender), sender, pace, clock=clock, sleep=sleep)
    return kept.articles, slept, sender


def test_articles_are_sent_in_order_of_date_with_the_time_between_them_divided() -> None:
    articles, slept, _ = run(drafts(5, 1, 2), Pace(speed=86_400))
    assert [a.published.day for a in articles] == [1, 2, 5]
    assert slept == [0.0, 1.0, 3.0]


def test_speed_zero_waits_for_nothing_and_keeps_the_dates() -> None:
    articles, slept, _ = run(drafts(1, 9), Pace())
    assert slept == []
    assert [a.published for a in articles] == [datetime(2012, 9, n, tzinfo=UTC) for n in (1, 9)]
    assert all(a.sample and a.origin == "replay" for a in articles)


def test_shifted_to_now_the_newest_falls_now_and_distances_stay() -> None:
    articles, _, _ = run(drafts(1, 2, 5), Pace(to_now=True))
    assert [NOW - a.published for a in articles] == [4 * DAY, 3 * DAY, 0 * DAY]


def test_without_a_date_an_article_is_refused() -> None:
    _, _, sender = run([*drafts(1), Draft("d", "Text."), Refused("x", "broken")], Pace())
    assert (sender.tally.sent, sender.tally.refused) == (1, 2)
    assert sender.tally.reasons[0].reason.startswith("has no date")


def test_the_bundled_articles_are_five_months_of_history_with_busy_times_and_then_live_news() -> None:
    found = [d for p in files(sample()) if not isinstance(p, Refused) for d in read(p)]
    articles, slept, sender = run(found, SAMPLE_PACE)
    assert sender.tally.refused == 0
    assert slept == [SAMPLE_PACE.every] * SAMPLE_PACE.live
    history, live = articles[: -SAMPLE_PACE.live], articles[-SAMPLE_PACE.live :]
    days = Counter((NOW - a.published).days for a in history)
    assert max(days) > 120
    assert sum(1 for d in days if 2 < d < 92) > 28, "days that the baseline of a rule may learn from"
    assert days[0] + days[1] > 5 * len(history) / SAMPLE_PACE.days * 2
    assert all(a.published > NOW and a.dated == "stated" and a.published < a.received for a in live)


@given(st.integers(0, 300), st.floats(0.5, 400))
def test_spread_dates_are_in_order_within_the_days_and_the_same_every_time(count: int, days: float) -> None:
    dates = spread(count, days, NOW)
    assert dates == sorted(dates) == spread(count, days, NOW)
    assert all(NOW - timedelta(days=days) <= d <= NOW for d in dates)
    assert len(dates) == count


@given(st.lists(st.integers(0, 10**9).map(lambda s: NOW - timedelta(seconds=s)), min_size=1))
def test_shifting_keeps_every_distance(dates: list[datetime]) -> None:
    moved = shifted(dates, NOW)
    assert max(moved) == NOW
    assert {new - old for new, old in zip(moved, dates, strict=True)} == {NOW - max(dates)}


def test_waits_are_never_negative() -> None:
    assert waits([NOW, NOW - DAY, NOW], 2.0) == [0.0, 0.0, 43_200.0]
    assert waits([], 2.0) == []
