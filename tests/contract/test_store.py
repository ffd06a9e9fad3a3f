"""What every store must do, run on SQLite and on PostgreSQL."""

import random
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest
from made_taggings import START, said, tagging, with_story
from store_image import DAY, HOUR, image, same

from straitwatch import listing
from straitwatch.clock import ManualClock
from straitwatch.errors import StoreError
from straitwatch.stance import INTENSITY
from straitwatch.store import Store
from straitwatch.store_values import StatementFilter
from straitwatch.topics import Tagging


def glossed(made: Tagging, gloss: str) -> Tagging:
    return replace(made, statements=tuple(replace(s, gloss=gloss) for s in made.statements))


def test_an_article_comes_back_as_it_was_tagged(store: Store) -> None:
    made = tagging(
        START + timedelta(microseconds=7),
        said("We oppose this.", Taipei="neutral", Tokyo="critical"),
        said("Rain is due.", "other"),
        title="抗議 & \U0001f5fe",
    )
    made = glossed(made, "not in English")
    assert store.record([made]) == 1
    assert store.article(made.article.id) == made
    assert set(store.statements().gloss) == {"not in English"}
    assert store.article("nowhere") is None


def test_odd_characters_and_lengths_are_kept_or_mended(store: Store) -> None:
    made = tagging(START, said("We\x00 oppose \ud7ff\u202e🗾.", Tokyo="critical"), outlet="O" * 9000, language="x" * 99)
    store.record([made, tagging(START, title="", outlet="\x00")])
    shown = store.statements()
    assert (shown.text[0], shown.outlet[0]) == ("We\ufffd oppose \ud7ff\u202e🗾.", "O" * 500)
    assert shown.language[0] == "x" * 99


def test_recording_twice_changes_nothing(store: Store) -> None:
    made = tagging(START, said("We oppose this.", Tokyo="hostile"))
    store.record([made])
    before, version = image(store), store.version()
    assert store.record([made, made]) == 0
    assert store.version() == version
    same(before, image(store))


def test_an_article_tagged_anew_replaces_its_statements_whatever_comes_first(store: Store) -> None:
    old = tagging(START, said("We oppose this.", Tokyo="hostile"), said("Rain is due.", "other"))
    new = replace(old, statements=old.statements[:1], tagged=old.tagged + HOUR, revision="made-2")
    store.record([old])
    assert store.record([new]) == 0
    assert store.article(old.article.id) == new
    assert store.record([old]) == 0
    assert store.article(old.article.id) == new
    assert store.status().statements == 1


def test_copies_count_once_and_are_all_listed(store: Store) -> None:
    first = tagging(START, said("We oppose this.", Tokyo="hostile"))
    copies = [
        with_story(
            tagging(START + timedelta(minutes=n), said(f"We oppose this {n}.", Tokyo="hostile"), outlet=f"Outlet {n}"),
            first.article.id,
        )
        for n in range(1, 50)
    ]
    mixed = [first, *copies]
    random.Random(3).shuffle(mixed)
    for place in range(0, 50, 7):
        store.record(mixed[place : place + 7])
    assert store.count() == 50
    assert store.count(StatementFilter(counted=True)) == 1
    story = store.copies(first.article.id)
    assert len(story) == 50
    assert (story.article_id[0], story.counted.sum()) == (first.article.id, 1)
    assert store.statements(limit=1).copies[0] == 50
    assert store.series("Tokyo-Beijing", START, START + DAY).positions.sum() == 1


def test_a_quote_repeated_within_the_half_life_counts_once(store: Store) -> None:
    days = {0.0: True, 2.0: False, 3.5: True, 5.0: False, 6.5: True}
    made = {day: tagging(START + day * DAY, said("We oppose this!", Tokyo="critical"), title=f"{day}") for day in days}
    for day in (5.0, 2.0, 6.5, 3.5, 0.0):
        store.record([made[day]])
    shown = store.statements(order="published")
    assert list(shown.counted) == list(days.values())


def test_a_correction_holds_at_once_and_can_be_taken_back(store: Store, clock: ManualClock) -> None:
    made = tagging(START, said("We oppose this.", Tokyo="critical"))
    store.record([made])
    before, statement = image(store), made.statements[0].id
    first = store.correct(statement, "Tokyo", "cooperative", "Ann", "irony")
    clock.now += HOUR
    second = store.correct(statement, "Tokyo", "neutral", "Ben")
    assert (first.before, second.before, second.at) == ("critical", "cooperative", clock.now)
    row = store.statements().iloc[0]
    assert (row.label, row.model_label, row.corrected, row.intensity) == ("neutral", "critical", True, 0.0)
    assert store.series("Tokyo-Beijing", START, START + DAY).tension.iloc[-1] == 0
    assert store.status().positions == 0
    store.undo(second.id, "Ann")
    value = store.series("Tokyo-Beijing", START, START + HOUR).tension.iloc[-1]
    assert value == pytest.approx(INTENSITY["cooperative"] * 2 ** (-1 / 72))
    with pytest.raises(StoreError, match="taken back"):
        store.undo(second.id, "Ann")
    store.undo(first.id, "Ann")
    same(before, image(store))
    assert [c.id for c in store.corrections()] == [second.id, first.id]
    assert store.corrections(undone=False) == []
    assert [entry.action for entry in store.audit_log()] == ["undo correction"] * 2 + ["correct"] * 2


def test_corrections_outlive_a_new_tagging(store: Store) -> None:
    made = tagging(START, said("We oppose this.", Tokyo="critical"))
    store.record([made])
    store.correct(made.statements[0].id, "Tokyo", "hostile", "Ann")
    store.record([replace(made, statements=(), tagged=made.tagged + HOUR)])
    assert store.count() == 0
    store.record([replace(made, tagged=made.tagged + 2 * HOUR, revision="made-3")])
    assert list(store.statements().label) == ["hostile"]


@pytest.mark.parametrize(
    ("statement", "target", "label", "author", "message"),
    [
        ("here", "Tokyo", "angry", "Ann", "no label"),
        ("here", "Tokyo", "hostile", " ", "author"),
        ("here", "Taipei", "hostile", "Ann", "no stance"),
        ("nowhere", "Tokyo", "hostile", "Ann", "no stance"),
    ],
)
def test_a_wrong_correction_is_refused(
    store: Store, statement: str, target: str, label: str, author: str, message: str
) -> None:
    made = tagging(START, said("We oppose this.", Tokyo="critical"))
    store.record([made])
    id_ = made.statements[0].id if statement == "here" else statement
    with pytest.raises(StoreError, match=message):
        store.correct(id_, target, label, author)  # type: ignore[arg-type]
    assert store.corrections() == []


@pytest.fixture
def varied(store: Store) -> Store:
    store.record(
        [
            tagging(START, said("We gravely oppose the radar incident.", Tokyo="hostile", Taipei="neutral")),
            tagging(
                START + HOUR, said("Talks went well.", "Tokyo", Beijing="cooperative"), outlet="Bay Post", title="2"
            ),
            tagging(START + 2 * HOUR, said("Rain is due at the café.", "other"), title="3", sample=True),
            glossed(
                tagging(START + 3 * HOUR, said("中方對此強烈抗議。", Tokyo="critical"), title="4", language="zh-Hant"),
                "China strongly protest",
            ),
        ]
    )
    return store


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (StatementFilter(), 5),
        (StatementFilter(subject="Tokyo-Beijing"), 3),
        (StatementFilter(subject="Beijing>Tokyo"), 2),
        (StatementFilter(speakers=("Beijing",)), 3),
        (StatementFilter(speakers=("Tokyo", "other")), 2),
        (StatementFilter(targets=("Taipei",)), 1),
        (StatementFilter(labels=("hostile", "critical")), 2),
        (StatementFilter(outlets=("Bay Post",)), 1),
        (StatementFilter(kinds=("indirect",)), 0),
        (StatementFilter(since=START + HOUR, until=START + 3 * HOUR), 2),
        (StatementFilter(min_confidence=0.95), 0),
        (StatementFilter(text="RADAR, incident"), 2),
        (StatementFilter(text="radar rain"), 0),
        (StatementFilter(text="radar\" OR 1=1; --%'"), 0),
        (StatementFilter(text="spokesperson talks"), 1),
        (StatementFilter(text="強烈抗議"), 1),
        (StatementFilter(text="強烈 talks"), 0),
        (StatementFilter(text="Protest strong"), 1),
        (StatementFilter(text="抗議 protest"), 1),
        (StatementFilter(text="protest radar"), 0),
        (StatementFilter(text="rotest"), 0),
        (StatementFilter(text="spokesperson"), 5),
        (StatementFilter(text="!?"), 5),
        (StatementFilter(sample=True), 1),
        (StatementFilter(sample=False), 4),
        (StatementFilter(corrected=True), 0),
    ],
)
def test_filters(varied: Store, where: StatementFilter, found: int) -> None:
    assert varied.count(where) == found
    assert varied.count(where, 2) == min(found, 2)
    assert len(varied.statements(where)) == found


@pytest.mark.parametrize(
    ("words", "found"), [("RADAR, incident", 2), ("radar rain", 0), ("protest", 1), ("spokesperson", 5)]
)
def test_common_words_are_found_as_rare_ones_are(
    varied: Store, monkeypatch: pytest.MonkeyPatch, words: str, found: int
) -> None:
    monkeypatch.setattr(listing, "COMMON", 0)
    where = StatementFilter(text=words)
    assert varied.count(where) == len(varied.statements(where)) == found


def test_order_and_pages(varied: Store) -> None:
    shown = varied.statements()
    assert shown.published.is_monotonic_decreasing
    pages = pd.concat([varied.statements(limit=2, offset=at) for at in (0, 2, 4)], ignore_index=True)
    pd.testing.assert_frame_equal(pages, shown)
    assert varied.statements(order="-intensity").label[0] == "hostile"
    with pytest.raises(StoreError, match="no order"):
        varied.statements(order="colour")


def test_status_counts_what_is_there(varied: Store, clock: ManualClock) -> None:
    status = varied.status()
    assert (status.articles, status.statements, status.positions, status.outlets) == (4, 4, 3, 2)
    assert (status.sample, status.real, status.per_minute) == (True, True, 0.4)
    assert (status.newest_published, status.newest_recorded) == (START + 3 * HOUR, clock.now)
    assert list(varied.outlets().articles) == [1, 3]


def test_an_empty_store_can_be_read(store: Store) -> None:
    frame = store.series("Tokyo-Beijing", START, START + DAY)
    assert frame.gap.all()
    assert frame.tension.isna().all()
    assert store.statements().empty
    assert store.contributions("Tokyo-Beijing", START).total == 0.0
    assert store.status().newest_published is None
    assert (store.coverage(), store.outlet_changes(), store.outlets().empty) == ([], [], True)


def test_pages_hold_everything_once(varied: Store) -> None:
    whole = pd.concat(varied.pages(size=2), ignore_index=True)
    pd.testing.assert_frame_equal(whole, varied.statements(order="published"))
    assert [len(page) for page in varied.pages(StatementFilter(labels=("none",)))] == [0]
