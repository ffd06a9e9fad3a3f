"""Near-copies take the first article's story; other stories on the event do not; the memory outlives a restart."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.copies.make import make
from benchmarks.copies.measure import clusters, pairs
from producers.copies import KEPT, WINDOW, Copies
from producers.shingles import bands, likeness, shingles
from straitwatch.article import Article
from straitwatch.clock import ManualClock
from straitwatch.errors import StoreError

NOW = datetime(2024, 5, 20, 3, 0, tzinfo=UTC)
FIRST = Article(
    title="Dredging begins",
    text="\n\n".join(
        f"The harbour board of {town} said on {day} that its {n} berth would be dredged before the storms, "
        f"and that {n} of the crews had agreed to work through the night for {town}."
        for n, (town, day) in enumerate(
            [("Tamsui", "Monday"), ("Wajima", "Tuesday"), ("Suao", "Friday"), ("Hirado", "Sunday")], 2
        )
    ),
    outlet="Lantern",
    published=NOW,
    received=NOW,
)
COPY = replace(
    FIRST, title="Storm berths to be dredged", outlet="Courier", text=FIRST.text + "\n\nReaders may recall it."
)
OTHER = replace(
    FIRST, title="Crews refuse", text="No crew will sail at night, their union told a meeting in Suao that ran to four."
)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def copies(tmp_path: Path, clock: ManualClock) -> Iterator[Copies]:
    with Copies(tmp_path / "copies.db", clock) as opened:
        yield opened


def test_the_first_opens_a_story_and_its_copies_take_it(copies: Copies) -> None:
    assert copies.place(FIRST).story == ""
    assert copies.place(COPY).story == FIRST.id
    assert copies.place(replace(COPY, text=COPY.text + "\n\nIt rained.")).story == FIRST.id
    assert copies.place(OTHER).story == ""


def test_fifty_copies_are_one_story(copies: Copies) -> None:
    found = [copies.place(replace(FIRST, outlet=f"Outlet {n}", text=f"{FIRST.text} Edition {n}.")) for n in range(50)]
    assert len({a.story_id for a in found}) == 1
    assert len({a.id for a in found}) == 50


def test_the_same_article_again_gets_the_same_answer(copies: Copies) -> None:
    placed = [copies.place(a) for a in (FIRST, COPY)]
    assert [copies.place(a) for a in (COPY, FIRST)] == placed[::-1]


def test_the_memory_outlives_a_restart_and_serves_two_producers(tmp_path: Path, clock: ManualClock) -> None:
    with Copies(tmp_path / "c.db", clock) as one, Copies(tmp_path / "c.db", clock) as other:
        one.place(FIRST)
        assert other.place(COPY).story == FIRST.id
    with Copies(tmp_path / "c.db", clock) as again:
        assert again.place(replace(COPY, outlet="Third")).story == FIRST.id


def test_a_text_again_after_the_window_is_a_new_story(copies: Copies) -> None:
    copies.place(FIRST)
    assert copies.place(replace(COPY, published=NOW + WINDOW - timedelta(hours=1))).story == FIRST.id
    assert copies.place(replace(COPY, outlet="Late", published=NOW + 2.1 * WINDOW)).story == ""


def test_old_articles_are_forgotten(copies: Copies, clock: ManualClock) -> None:
    copies.place(FIRST)
    assert copies.forget_old() == 0
    clock.now = NOW + KEPT + timedelta(minutes=1)
    assert copies.forget_old() == 1
    assert copies.place(COPY).story == ""


def test_a_producer_that_runs_on_forgets_by_itself(copies: Copies, clock: ManualClock) -> None:
    copies.place(FIRST)
    clock.now = NOW + KEPT + timedelta(days=2)
    assert copies.place(COPY).story == ""
    assert copies.forget_old() == 0


@pytest.mark.parametrize("text", ["?", "短", "One two.", "..."])
def test_very_short_texts_are_copies_only_when_alike(copies: Copies, text: str) -> None:
    copies.place(replace(FIRST, text=text))
    assert copies.place(replace(COPY, text="The board met in the evening.")).story == ""


def test_short_briefs_that_share_a_phrase_stay_apart(copies: Copies) -> None:
    copies.place(
        replace(FIRST, text="The defense ministry said it had detected 21 aircraft around the island on Monday.")
    )
    brief = "The defense ministry said it had detected 9 aircraft around the island on Friday, and two balloons."
    assert copies.place(replace(COPY, text=brief)).story == ""


def test_chinese_copies_are_found_by_characters(copies: Copies) -> None:
    text = (
        "港务局周一表示，第三泊位将在台风季节之前完成疏浚，码头工人同意夜间施工。"
        "渔会则认为，疏浚应当推迟到休渔期结束以后再开始。"
    )
    first = copies.place(replace(FIRST, text=text))
    assert copies.place(replace(COPY, text=text[:-12] + "本地读者对此并不意外。")).story == first.id
    assert copies.place(replace(COPY, text="渔会周二召开会议，讨论休渔期的安排，港务局没有派人参加。")).story == ""


def test_a_file_that_is_no_memory_is_named(tmp_path: Path, clock: ManualClock) -> None:
    (tmp_path / "copies.db").write_bytes(b"this is no database at all" * 99)
    with pytest.raises(StoreError, match=r"copies\.db.*cannot be opened"):
        Copies(tmp_path / "copies.db", clock)


def test_made_copies_are_put_together_and_siblings_kept_apart(tmp_path: Path, clock: ManualClock) -> None:
    stories = make(seed=21, bases=6)
    with Copies(tmp_path / "copies.db", clock) as copies:
        found = pairs(stories, clusters(stories, copies.place))
    assert found.right > 150
    assert found.f1 >= 0.95


@settings(max_examples=40)
@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_symmetric_and_a_text_is_like_itself(a: str, b: str) -> None:
    one, two = shingles(a), shingles(b)
    assert likeness(one, two) == likeness(two, one)
    assert likeness(one, one).jaccard == (1.0 if len(one) else 0.0)
    assert 0 <= likeness(one, two).jaccard <= likeness(one, two).containment <= 1


@pytest.mark.parametrize("size", [1, 40, 4000])
def test_equal_texts_share_every_band(size: int) -> None:
    text = " ".join(f"w{n}" for n in range(size))
    assert bands(shingles(text)) == bands(shingles(text.upper()))
    assert len(bands(shingles(text))) == 64
