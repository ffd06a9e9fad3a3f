"""The state machine, and that evaluating live and in one go makes the same transitions."""

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from alert_windows import HALF_LIFE, START, burst, ledger, steady
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from straitwatch.actor import CAPITALS
from straitwatch.alert import AlertState, evaluate, initial
from straitwatch.alert import walk as walk_ticks
from straitwatch.backtest import firings, replay
from straitwatch.detectors.detector import AnyDetector
from straitwatch.detectors.feed_silence import FeedSilence
from straitwatch.detectors.finding import Finding, Findings
from straitwatch.detectors.level import Level
from straitwatch.detectors.one_statement import OneStatement
from straitwatch.detectors.shift import Shift
from straitwatch.detectors.spike import Spike
from straitwatch.detectors.window import DAY, TICK, Window
from straitwatch.ledger import Ledger
from straitwatch.rules import Rule
from straitwatch.topics import Transition

DYAD = "Tokyo-Beijing"
DAYS = 112
SINCE = START + 105 * DAY
DETECTORS: tuple[AnyDetector, ...] = (
    Spike(1.0, "nb-cusum"),
    Spike(1.0, "robust-z"),
    Level(above=30.0),
    Level(above=3.0, of="z"),
    Shift(percent=50.0, hours=24, floor=10.0),
    OneStatement(0.9),
    FeedSilence(hours=3.0),
)


def made(seed: int) -> Ledger:
    return ledger([*steady(DAYS, 40, seed), *burst(START + 108.3 * DAY, 60)], DAYS)


def stepwise(book: Ledger, rule: Rule, subject: str, cuts: list[datetime]) -> tuple[Transition, ...]:
    """Evaluate as the live worker does: at each cut, over a window read anew that knows nothing later."""
    state, found = initial(rule, subject, SINCE), []
    for cut in [*cuts, book.until]:
        day = state.tick.replace(hour=0, minute=0)
        start = max(START, day - rule.detector.lookback(HALF_LIFE))
        seen = book.window(rule, subject, HALF_LIFE).slice(start, cut)
        state, new = evaluate(rule, state, seen)
        found += new
    return tuple(found)


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda d: f"{type(d).__name__}-{getattr(d, 'of', '')}")
@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 3), cuts=st.lists(st.integers(1, 7 * 144 - 1), max_size=6))
def test_live_and_back_test_make_the_same_transitions(detector: AnyDetector, seed: int, cuts: list[int]) -> None:
    book, rule = made(seed), Rule("Rule", detector, id="rule", for_hours=0.5, recover_hours=6)
    at_once = tuple(t for t in replay(book, rule, SINCE, HALF_LIFE, CAPITALS) if t.subject in (DYAD, "feed"))
    subject = rule.subjects(CAPITALS)[0]
    assert stepwise(book, rule, subject, [SINCE + n * TICK for n in sorted(cuts)]) == at_once


def test_a_burst_fires_and_recovers() -> None:
    rule = Rule("Burst", Spike(0.5), id="burst", recover_hours=12)
    found = replay(made(1), rule, SINCE, HALF_LIFE, CAPITALS)
    states = [(t.before, t.after) for t in found if t.subject == DYAD]
    assert states[0] == ("normal", "firing")
    first = next(t for t in found if t.subject == DYAD)
    begun = START + 108.3 * DAY
    assert begun < first.at <= begun + timedelta(hours=12)
    assert "times the usual" in first.reason
    assert first.numbers is not None
    assert first.numbers["score"] >= first.numbers["threshold"]


def walk(codes: list[int], rule: Rule) -> list[tuple[str, str, int]]:
    """Return the transitions that codes, one a tick from START on, make: before, after, place."""
    findings = Findings(np.array(codes, dtype=np.int8), lambda place: Finding(codes[place], "told", {}))
    found: list[Transition] = []
    walk_ticks(rule, initial(rule, DYAD, START), findings, START, found)
    return [(t.before, t.after, (t.at - START) // TICK) for t in found]


def rule_of(**options: float) -> Rule:
    return Rule("Rule", Level(above=1.0), id="rule", **options)  # type: ignore[arg-type]


def test_pending_lasts_for_the_given_time() -> None:
    assert walk([2, 2, 2, 2, 2, 2, 2, 2], rule_of(for_hours=1)) == [
        ("normal", "pending", 1),
        ("pending", "firing", 7),
    ]
    assert walk([2, 2, 1, 0], rule_of(for_hours=1)) == [("normal", "pending", 1), ("pending", "normal", 3)]


def test_between_keeps_an_alert_firing_and_calm_lets_it_recover() -> None:
    assert walk([2, 1, 1, 0, 0, 0, 0, 0, 0, 0], rule_of(recover_hours=1)) == [
        ("normal", "firing", 1),
        ("firing", "recovering", 4),
        ("recovering", "normal", 10),
    ]


def test_each_relapse_doubles_the_time_of_recovery() -> None:
    codes = [2, 0, 2] + [0] * 20
    assert walk(codes, rule_of(recover_hours=1))[-1] == ("recovering", "normal", 4 + 12)


def test_an_alert_survives_a_day_without_data() -> None:
    codes = [2] + [3] * 143
    assert walk(codes, rule_of()) == [("normal", "firing", 1)]
    assert walk([3, 3, 0], rule_of()) == [("normal", "no data", 1), ("no data", "normal", 3)]


def test_a_failing_detector_is_an_error_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rule, book = rule_of(), made(0)
    window = book.window(rule, DYAD, HALF_LIFE)

    def fail(self: Level, window: Window, day: datetime) -> None:
        raise FloatingPointError("overflow")

    with monkeypatch.context() as patch:
        patch.setattr(Level, "assess", fail)
        state, found = evaluate(rule, initial(rule, DYAD, SINCE), window)
        assert [(t.before, t.after) for t in found] == [("normal", "error")]
        assert "overflow" in found[0].reason
        assert evaluate(rule, state, window) == (state, ())
    after, found = evaluate(rule, state, window)
    assert (found[0].before, found[0].after) == ("error", "normal")
    assert after.tick == window.end


def test_an_edited_rule_has_another_revision_and_other_transitions() -> None:
    one = rule_of()
    other = rule_of(recover_hours=1)
    assert one.revision != other.revision
    state: AlertState = replace(initial(one, DYAD, START), state="firing")
    assert state.revision == one.revision


def test_firings_pair_beginnings_and_ends() -> None:
    rule = Rule("Level", Level(above=30.0), id="level", recover_hours=6)
    found = firings(replay(made(2), rule, SINCE, HALF_LIFE, CAPITALS))
    assert found
    assert all(alert.end is None or alert.end > alert.start for alert in found)
