"""What the index of every store must do, run on SQLite and on PostgreSQL."""

import math
import random
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_records import records
from made_taggings import START, said, sure, tagging
from store_image import DAY, HOUR, empty, image, same

from straitwatch import rollup
from straitwatch.clock import ManualClock
from straitwatch.engine import writing
from straitwatch.store import Store
from straitwatch.store_values import StatementFilter
from straitwatch.topics import Tagging


def test_values_follow_the_formula(store: Store) -> None:
    critical = sure("Tokyo", "critical").intensity
    store.record([tagging(START, said("One.", Tokyo="critical"))])
    store.record([tagging(START + DAY, said("Two.", "Tokyo", Beijing="cooperative"), title="B")])
    warm = sure("Beijing", "cooperative").intensity
    frame = store.series("Tokyo-Beijing", START, START + 3 * DAY)
    last = frame.iloc[-1]
    expected = (critical / 2, warm * 2 ** (-2 / 3))
    assert last.confrontation == pytest.approx(expected[0], rel=1e-12)
    assert last.cooperation == pytest.approx(-expected[1], rel=1e-12)
    assert last.tension == pytest.approx(sum(expected), rel=1e-12)
    half = 1.645 * math.hypot(*expected)
    assert (last.high - last.tension, last.tension - last.low) == (pytest.approx(half), pytest.approx(half))
    assert frame.index[0] == START + HOUR
    assert (frame.statements.sum(), frame.positions.sum()) == (2, 2)
    assert last.few
    directed = store.series("Beijing>Tokyo", START, START + 3 * DAY)
    assert directed.cooperation.eq(0).all()
    assert store.series("Beijing-Tokyo", START, START + 3 * DAY).tension.equals(frame.tension)


def test_the_band_takes_the_statements_of_an_article_together(store: Store) -> None:
    spoken = [said(f"Words {n}.", Tokyo="critical") for n in range(3)]
    store.record([tagging(START, *spoken, said("We, too.", "Tokyo", Beijing="hostile"))])
    store.record([tagging(START, said("Alone.", Tokyo="critical"), title="B", outlet="Bay Post")])
    critical, hostile = sure("Tokyo", "critical").intensity, sure("Beijing", "hostile").intensity
    for until in (START + 3 * DAY, START + 3 * DAY + timedelta(minutes=30)):
        left = 2 ** -((until - START) / (3 * DAY))
        widths = {
            "Beijing>Tokyo": math.hypot(3 * critical, critical),
            "Tokyo>Beijing": hostile,
            "Tokyo-Beijing": math.hypot(3 * critical + hostile, critical),
        }
        for subject, width in widths.items():
            last = store.series(subject, START, until).iloc[-1]
            assert last.high - last.tension == pytest.approx(1.645 * width * left, rel=1e-12)
            assert store.contributions(subject, until).total == pytest.approx(last.tension, rel=1e-12)
    assert store.series("Beijing-Tokyo", START, until).equals(store.series("Tokyo-Beijing", START, until))


def test_few_is_about_articles(store: Store) -> None:
    many = [said(f"Words {n}.", Tokyo="critical") for n in range(20)]
    store.record([tagging(START + n * HOUR, *many[n * 5 : n * 5 + 5], title=f"{n}") for n in range(4)])
    assert store.series("Tokyo-Beijing", START, START + DAY).few.all()
    store.record([tagging(START + n * HOUR, said(f"More {n}.", Tokyo="critical"), title=f"M{n}") for n in range(5)])
    store.record([tagging(START + 9 * HOUR, *(said(f"Yet {n}.", Tokyo="critical") for n in range(5)), title="L")])
    assert not store.series("Tokyo-Beijing", START, START + DAY).few.iloc[-1]


def test_a_series_between_hours_meets_the_hours(store: Store) -> None:
    times = (5, 17, 61, 62, 190)
    store.record(
        [tagging(START + timedelta(minutes=m), said(f"Words {m}.", Tokyo="critical"), title=f"{m}") for m in times]
    )
    fine = store.series("Tokyo-Beijing", START, START + 4 * HOUR, timedelta(minutes=15))
    coarse = store.series("Tokyo-Beijing", START, START + 4 * HOUR)
    assert fine.tension[coarse.index].equals(coarse.tension)
    assert fine.statements.sum() == coarse.statements.sum() == 5
    at = START + timedelta(minutes=62)
    assert store.series("Tokyo-Beijing", START, at).positions.sum() == 3
    assert store.series("Tokyo-Beijing", START, at + timedelta(microseconds=1)).positions.sum() == 4
    with pytest.raises(ValueError, match="divide an hour"):
        store.series("Tokyo-Beijing", START, at, timedelta(minutes=7))


def test_contributions_sum_to_the_value(store: Store) -> None:
    labels = ("hostile", "critical", "neutral", "cooperative")
    store.record(
        [
            tagging(START + timedelta(hours=7 * n), said(f"Words {n}.", Tokyo=labels[n % 4]), title=f"{n}")
            for n in range(40)
        ]
    )
    at = START + 11 * DAY + timedelta(minutes=13)
    found = store.contributions("Tokyo-Beijing", at, limit=None)
    assert math.fsum(found.frame.contribution) == found.total
    assert (found.rest, found.count) == (0.0, 29)
    assert store.series("Tokyo-Beijing", START, at).tension.iloc[-1] == pytest.approx(found.total, rel=1e-12)
    assert found.frame.contribution.abs().is_monotonic_decreasing
    some = store.contributions("Tokyo-Beijing", at, limit=7)
    assert len(some.frame) == 7
    assert math.fsum(some.frame.contribution) + some.rest == pytest.approx(found.total, rel=1e-12)


def test_a_new_half_life_rebuilds_the_index(store_url: str) -> None:
    made = [
        tagging(START + n * DAY, said("We oppose this.", Tokyo="critical"), said(f"And {n}."), title=f"{n}")
        for n in range(5)
    ]
    with Store.open(store_url) as store:
        store.record(made)
        assert store.count(StatementFilter(counted=True, subject="Beijing>Tokyo")) == 2
        before = image(store)
    with Store.open(store_url, half_life_days=1.0) as store:
        assert store.status().half_life_days == 1.0
        assert store.count(StatementFilter(counted=True, subject="Beijing>Tokyo")) == 5
    with Store.open(store_url, half_life_days=3.0) as store:
        same(before, image(store))


def hourly(days: int, skip: range = range(0), step: int = 4) -> list[Tagging]:
    """An article every few hours, calm and cooperative in turns, with nothing on the days to skip."""
    times = [START + timedelta(hours=h) for h in range(0, days * 24, step) if h // 24 not in skip]
    labels = ("critical", "neutral", "cooperative", "hostile", "neutral")
    return [
        tagging(at, said(f"Words {n}.", Tokyo=labels[n % 5]), title=f"{n}", outlet="Bay Post" if n > 350 else "Times")
        for n, at in enumerate(times)
    ]


def test_a_gap_is_no_calm(store: Store, clock: ManualClock) -> None:
    store.record(hourly(20, skip=range(12, 15)))
    clock.now = START + 20 * DAY
    (gap,) = store.coverage()
    assert (gap.since, gap.until) == (START + 12 * DAY - 3 * HOUR, START + 15 * DAY)
    frame = store.series("Tokyo-Beijing", START + 10 * DAY, START + 17 * DAY)
    assert frame[frame.gap].tension.isna().all()
    assert set(frame[frame.gap].note) == {"gap"}
    assert frame.gap.sum() == (gap.until - gap.since) // HOUR
    assert frame[~frame.gap].tension.notna().all()
    assert store.coverage(START, START + 5 * DAY) == []
    clock.now = START + 30 * DAY
    assert store.coverage()[-1].until == clock.now
    before = store.series("Tokyo-Beijing", START - 2 * DAY, START)
    assert before.gap.all()


def test_z_is_taken_against_the_trailing_90_days(store: Store) -> None:
    store.record(hourly(100, step=6))
    until = START + 99 * DAY + 5 * HOUR
    frame = store.series("Beijing>Tokyo", START, until)
    everything = frame.tension
    window = everything[(frame.index > START + 7 * DAY) & (frame.index <= START + 97 * DAY)]
    last = frame.iloc[-1]
    assert last.baseline == window.median()
    spread = 1.4826 * (window - window.median()).abs().median()
    assert last.z == pytest.approx((last.tension - window.median()) / max(spread, 1.0), rel=1e-12)
    assert (last.note == "flat") == (spread < 1.0)
    assert frame.loc[START + 20 * DAY, "note"] == "short history"
    assert frame[frame.note == "short history"].z.isna().all()
    parts = [store.series("Beijing>Tokyo", at, at + 3 * DAY) for at in (START + 40 * DAY, START + 90 * DAY)]
    for part in parts:
        pd.testing.assert_frame_equal(part, frame.loc[part.index], check_exact=True, check_freq=False)
    (change,) = store.outlet_changes()
    assert (change.outlet, change.began) == ("Bay Post", True)


def test_mirrored_actors_mirror_the_series(store: Store) -> None:
    swap = {"Tokyo": "Beijing", "Beijing": "Tokyo", "Taipei": "Taipei"}
    made = hourly(5) + [
        tagging(START + n * HOUR, said(f"More {n}.", "Tokyo", Taipei="hostile"), title=f"M{n}") for n in range(9)
    ]
    store.record(made)
    pairs = (("Tokyo-Taipei", "Beijing-Taipei"), ("Beijing>Tokyo", "Tokyo>Beijing"), ("Tokyo>Taipei", "Beijing>Taipei"))
    plain = [store.series(one, START, START + 6 * DAY) for one, _ in pairs]
    empty(store)
    for one in made:
        turned = tuple(
            replace(s, speaker=swap[s.speaker], stances=tuple(replace(t, target=swap[t.target]) for t in s.stances))
            for s in one.statements
        )
        store.record([replace(one, statements=turned)])
    for before, (_, other) in zip(plain, pairs, strict=True):
        pd.testing.assert_frame_equal(before, store.series(other, START, START + 6 * DAY), check_exact=True)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records(), st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_of_arrival_does_not_matter(store: Store, made: list[Tagging], chance: random.Random, size: int) -> None:
    empty(store)
    store.record(made)
    whole = image(store)
    empty(store)
    mixed = [*made, *chance.sample(made, min(2, len(made)))]
    chance.shuffle(mixed)
    for place in range(0, len(mixed), size):
        store.record(mixed[place : place + size])
    same(whole, image(store))
    with writing(store.engine) as connection:
        rollup.rebuild(connection, 3.0)
    same(whole, image(store))
