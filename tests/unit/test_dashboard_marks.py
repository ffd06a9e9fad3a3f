"""Marks of changed outlets: those near each other share one, which names a few of them."""

from datetime import UTC, datetime, timedelta

from dashboard.marks import NAMED, together
from straitwatch.store_values import OutletChange

START = datetime(2024, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def change(day: float, outlet: str, *, began: bool = True) -> OutletChange:
    return OutletChange(outlet, START + DAY * day, began)


def test_changes_near_each_other_share_a_mark_at_the_first() -> None:
    found = together([change(0, "A"), change(0.5, "B", began=False), change(3, "C")], DAY)
    assert [(m.at, m.label) for m in found] == [(START, "A begins\nB ends"), (START + 3 * DAY, "C begins")]
    assert {m.kind for m in found} == {"outlets"}


def test_a_chain_of_changes_does_not_grow_into_one_mark() -> None:
    assert len(together([change(i * 0.6, f"outlet {i}") for i in range(10)], DAY)) == 5


def test_a_mark_of_many_outlets_names_a_few_and_counts_the_rest() -> None:
    (mark,) = together([change(0, f"outlet {i}") for i in range(NAMED + 4)], DAY)
    assert mark.label.splitlines()[-1] == "and 4 more"
    assert len(mark.label.splitlines()) == NAMED + 1


def test_nothing_changed() -> None:
    assert together([], DAY) == []
