"""What live views draw: series in two parts equal to the whole, one drawing for all sessions, new ones with news."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from sample_taggings import one, taggings

from dashboard import frames, moments, pictures, queries
from dashboard.when import RANGES, window, zone
from straitwatch.settings import settings
from straitwatch.store import Store

NOW = datetime(2024, 5, 20, 14, 31, 5, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store of some weeks that the page reads."""
    monkeypatch.setenv("STRAITWATCH_STATE", str(tmp_path))
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
    opened = Store.open(settings().store_url)
    opened.record(taggings(NOW, days=40, count=6))
    yield opened
    queries.store().close()
    opened.close()
    st.cache_data.clear()
    st.cache_resource.clear()
    settings.cache_clear()


@pytest.mark.parametrize("name", list(RANGES))
@pytest.mark.parametrize("subject", ["Tokyo-Beijing", "Taipei>Beijing"])
def test_a_series_in_two_parts_is_the_whole(store: Store, name: str, subject: str) -> None:
    view = window(name, NOW, None, zone("UTC"))
    made = frames.series(subject, view)
    whole = store.series(subject, view.since, view.until, view.step)
    pd.testing.assert_frame_equal(made.iloc[1:], whole.iloc[1:])
    counts = ["statements", "positions"]
    pd.testing.assert_frame_equal(made.iloc[:1].drop(columns=counts), whole.iloc[:1].drop(columns=counts))


def test_the_card_of_the_last_days_is_that_of_the_store(store: Store) -> None:
    assert frames.reading("Tokyo-Beijing", NOW) == queries.reading("Tokyo-Beijing", NOW)


def test_one_drawing_serves_every_session_until_there_is_news(store: Store) -> None:
    def drawn() -> pictures.Chart:
        at = held.shown(store.version(), NOW)
        view = window("7d", at, None, zone("UTC"))
        return pictures.chart("Tokyo-Beijing", at, view, False, "UTC", "light", [], None)

    held = moments.Moments()
    first = drawn()
    assert drawn() is first
    store.record([one("We shall answer every move.", NOW - timedelta(seconds=1))])
    assert drawn().drawing.json != first.drawing.json


def test_the_matrix_reads_a_third_of_its_directions_in_a_tick(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, datetime]] = []
    read = queries.reading
    monkeypatch.setattr(queries, "reading", lambda subject, at: asked.append((subject, at)) or read(subject, at))
    seen: dict[str, set[datetime]] = {}
    for turn in range(pictures.TURNS + 1):
        pictures.matrix(NOW + turn * queries.TICK, "light")
    for subject, at in asked:
        seen.setdefault(subject, set()).add(at)
    assert {len(times) for times in seen.values()} == {2}
    assert all(at > NOW - pictures.TURNS * queries.TICK for _, at in asked)
