"""Alerts: the states of a rule for a subject, and the one function that moves them, live and in a back-test.

normal -> pending -> firing -> recovering -> normal, and from each of them no data and error.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from straitwatch.detectors.finding import CALM, NO_DATA, OVER, Finding, Findings
from straitwatch.detectors.window import DAY, TICK, Window, midnight
from straitwatch.rules import Rule
from straitwatch.topics import Transition

State = Literal["normal", "pending", "firing", "recovering", "no data", "error"]
ACTIVE: frozenset[State] = frozenset({"firing", "recovering"})
"""States of an alert that is not over yet."""
BLIND = timedelta(hours=24)
"""An alert stays firing for so long without data before its state becomes no data."""
MOST_FLAPS = 3
"""The time of recovery doubles with every relapse, up to 2^3."""


@dataclass(frozen=True)
class AlertState:
    """Where a rule stands for one subject.

    `tick` is the time up to which it was evaluated, `since` when the state began. `episode` is the id of the
    transition that began the alert, while it is not over; `flaps` counts its relapses; `blind` is when data ceased
    during an alert; `held` is the state that an error interrupted; `latest` is what the detector said of the last tick.
    """

    rule_id: str
    revision: str
    subject: str
    tick: datetime
    since: datetime
    state: State = "normal"
    episode: str = ""
    flaps: int = 0
    blind: datetime | None = None
    held: State = "normal"
    latest: str = ""


def initial(rule: Rule, subject: str, at: datetime) -> AlertState:
    """Return the state a rule begins in, to be evaluated from the tick `at` on."""
    return AlertState(rule.id, rule.revision, subject, at, at)


def evaluate(rule: Rule, state: AlertState, window: Window) -> tuple[AlertState, tuple[Transition, ...]]:
    """Move a state over the ticks from `state.tick` to the end of the window; pure.

    The window must begin `rule.detector.lookback` before the day of `state.tick`. Evaluating tick by tick or all at
    once makes the same transitions. A detector that fails on the numbers puts the rule into the state error, and the
    tick is tried again by the next evaluation.
    """
    made: list[Transition] = []
    lookback = rule.detector.lookback(window.half_life)
    while state.tick < window.end:
        day = midnight(state.tick)
        view = window.slice(day - lookback, min(day + DAY, window.end))
        try:
            findings = rule.detector.assess(view, day)
        except (ArithmeticError, ValueError) as error:
            if state.state == "error":
                return state, tuple(made)
            why = f"the detector failed: {type(error).__name__}: {error}"
            failed = replace(state, state="error", since=state.tick, held=state.state)
            return failed, (*made, _transition(rule, state, failed, Finding(NO_DATA, why, {})))
        if state.state == "error":
            back = replace(state, state=state.held, since=state.tick)
            made.append(_transition(rule, state, back, Finding(CALM, "the detector works again", {})))
            state = back
        state = walk(rule, state, findings, day, made)
    return state, tuple(made)


def walk(rule: Rule, state: AlertState, findings: Findings, day: datetime, made: list[Transition]) -> AlertState:
    """Move a state over the findings of the ticks from the midnight `day` on; add the transitions to `made`."""
    codes = findings.codes.tolist()
    quiet = {"normal": CALM, "no data": NO_DATA}
    for place in range((state.tick - day) // TICK, len(codes)):
        code = codes[place]
        if quiet.get(state.state) == code:
            continue
        at = day + (place + 1) * TICK
        after = _next(rule, state, code, at)
        if after.state != state.state:
            transition = _transition(rule, state, after, findings.explain(place))
            if after.state == "firing" and not after.episode:
                after = replace(after, episode=transition.id)
            made.append(transition)
        state = after
    return replace(state, tick=day + len(codes) * TICK, latest=findings.explain(len(codes) - 1).why)


def _next(rule: Rule, state: AlertState, code: int, at: datetime) -> AlertState:
    """Return the state after a tick that ends at `at`."""
    if state.state in ACTIVE:
        return _next_active(rule, state, code, at)
    if code == NO_DATA:
        return state if state.state == "no data" else _enter(state, "no data", at)
    if code != OVER:
        return state if state.state == "normal" else _enter(state, "normal", at)
    waited = at - state.since if state.state == "pending" else timedelta(0)
    if waited >= timedelta(hours=rule.for_hours):
        return _enter(state, "firing", at)
    return state if state.state == "pending" else _enter(state, "pending", at)


def _next_active(rule: Rule, state: AlertState, code: int, at: datetime) -> AlertState:
    if code == NO_DATA:
        blind = state.blind or at
        if at - blind >= BLIND:
            return replace(_enter(state, "no data", at), episode="", flaps=0)
        return state if state.blind else replace(state, blind=at)
    if state.blind:
        state = replace(state, blind=None)
    if state.state == "firing":
        return _enter(state, "recovering", at) if code == CALM else state
    if code == OVER:
        return replace(_enter(state, "firing", at), flaps=min(state.flaps + 1, MOST_FLAPS))
    if code == CALM and at - state.since >= timedelta(hours=rule.recover_hours * 2**state.flaps):
        return replace(_enter(state, "normal", at), episode="", flaps=0)
    return state


def _enter(state: AlertState, name: State, at: datetime) -> AlertState:
    return replace(state, state=name, since=at, blind=None)


def _transition(rule: Rule, before: AlertState, after: AlertState, finding: Finding) -> Transition:
    return Transition(
        id=transition_id(rule, before.subject, after.since, before.state, after.state),
        rule_id=rule.id,
        rule_name=rule.name,
        subject=before.subject,
        before=before.state,
        after=after.state,
        at=after.since,
        reason=finding.why,
        numbers=finding.numbers,
    )


def transition_id(rule: Rule, subject: str, at: datetime, before: str, after: str) -> str:
    """Return the id of a transition: a hash, so that an evaluation that is run again makes the same transition."""
    parts = (rule.id, rule.revision, subject, at.isoformat(), before, after)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
