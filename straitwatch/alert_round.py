"""One round of the watch: every rule is evaluated up to the last tick, and what came of it is stored.

Evaluation starts anew from a checkpoint two to three days ago, so that an article that comes in late is judged as if it
had come in time; what is stored is therefore what a back-test over the same store gives. Transitions that are no longer
made are withdrawn, and an alert that was among them is ended.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from straitwatch import facts
from straitwatch.alert import ACTIVE, AlertState, evaluate, initial, transition_id
from straitwatch.alert_log import (
    Key,
    Standing,
    drop_standing,
    read_standings,
    stored_since,
    withdraw,
    write_standing,
    write_transitions,
)
from straitwatch.alert_schema import alert_rules
from straitwatch.alert_store import read_rules
from straitwatch.backtest import attach
from straitwatch.detectors.window import DAY, midnight, tick_floor
from straitwatch.engine import reading, writing
from straitwatch.lease import Lease
from straitwatch.ledger import Ledger, needs_neutral, read_ledger
from straitwatch.rules import Rule
from straitwatch.store import Store
from straitwatch.topics import Transition

LATE = 2 * DAY
"""An article that comes in later than this changes the baseline, not the alerts."""
BACK = timedelta(hours=24)
"""A new rule is evaluated over the last day at once."""

Signature = tuple[object, ...]


@dataclass(frozen=True)
class Job:
    """A rule to be evaluated for a subject from a checkpoint on; `before` is what is stored, None for a new rule."""

    rule: Rule
    start: AlertState
    before: Standing | None

    def since(self, half_life_days: float) -> datetime:
        """Return how far back the ledger must reach."""
        return midnight(self.start.tick) - self.rule.detector.lookback(half_life_days)


def signature(store: Store, now: datetime) -> Signature:
    """Return what a round depends on: where it has not changed since the last one there is nothing to do."""
    with reading(store.engine) as connection:
        version = facts.read(connection)["version"]
        rules = connection.execute(select(alert_rules.c.id, alert_rules.c.body).order_by(alert_rules.c.id)).all()
    return tick_floor(now), version, tuple(tuple(row) for row in rules)


def evaluate_all(store: Store, actors: Sequence[str], now: datetime, lease: Lease) -> int | None:
    """Run one round and return how many transitions are new; None where the lease was lost and nothing was stored.

    Raises:
        StoreError: nothing of this round was stored, or not for all rules; the next round makes up for it.
    """
    tick = tick_floor(now)
    with reading(store.engine) as connection:
        half_life = facts.read(connection)["half_life_days"]
        rules = [rule for rule in read_rules(connection) if not rule.paused]
        standings = read_standings(connection)
    jobs = [_job(rule, subject, standings, tick) for rule in rules for subject in rule.subjects(actors)]
    wanted = {(job.rule.id, job.start.subject) for job in jobs}
    new = 0
    for key, standing in standings.items():
        if key not in wanted:
            ended = _end(store, lease, standing.current, tick, "the rule was paused, changed or deleted", now)
            if ended is None:
                return None
            new += ended
    if not jobs:
        return new
    start = min(job.since(half_life) for job in jobs)
    ledger = read_ledger(store.engine, start, tick, neutral=any(needs_neutral(rule) for rule in rules))
    for job in jobs:
        if not lease.held():
            return None
        found = _run(store, ledger, job, half_life, tick, now, lease)
        if found is None:
            return None
        new += found
    return new


def _job(rule: Rule, subject: str, standings: dict[Key, Standing], tick: datetime) -> Job:
    before = standings.get((rule.id, subject))
    if before is None or before.checkpoint.revision != rule.revision:
        return Job(rule, initial(rule, subject, tick - BACK), before)
    return Job(rule, before.checkpoint, before)


def _run(
    store: Store, ledger: Ledger, job: Job, half_life: float, tick: datetime, now: datetime, lease: Lease
) -> int | None:
    rule, start, before = job.rule, job.start, job.before
    window = ledger.window(rule, start.subject, half_life).slice(job.since(half_life), tick)
    horizon = midnight(tick) - LATE
    checkpoint = start
    early: tuple[Transition, ...] = ()
    if start.tick < horizon:
        checkpoint, early = evaluate(rule, start, window.slice(window.start, horizon))
    current, late = evaluate(rule, checkpoint, window)
    made = (*early, *late)
    key = (rule.id, start.subject)
    changed = before is not None and before.current.revision != rule.revision
    with reading(store.engine) as connection:
        stored = stored_since(connection, key, start.tick)
    known = {one.id for one in stored}
    again = {one.id for one in made}
    lost = [one for one in stored if one.id not in again and _is_of(one, rule)]
    fresh = [one for one in made if one.id not in known]
    standing = before.current.episode if before is not None and before.current.state in ACTIVE else ""
    gone = [one for one in lost if one.id == standing]
    ends = _ends(gone, current, tick, "its statements came late, were corrected or tagged anew")
    if changed and before is not None and before.current.state in ACTIVE and current.state not in ACTIVE:
        ends = _ends([_opening(before.current, rule.name)], current, tick, "the rule was changed")
    told = [*attach(store.engine, ledger, rule, tuple(fresh), half_life), *ends]
    if not told and not lost and before is not None and before == Standing(current, checkpoint):
        return 0
    with writing(store.engine) as connection:
        if not lease.still_held(connection):
            return None
        withdraw(connection, [one.id for one in lost])
        write_standing(connection, Standing(current, checkpoint))
        return len(write_transitions(connection, told, rule.severity, now))


def _is_of(one: Transition, rule: Rule) -> bool:
    """Tell whether the rule as it is now made a transition; those of an earlier revision are history."""
    return one.id == transition_id(rule, one.subject, one.at, one.before, one.after)


def _opening(state: AlertState, name: str) -> Transition:
    return Transition(state.episode, state.rule_id, name, state.subject, "normal", "firing", state.since, "")


def _ends(lost: Sequence[Transition], current: AlertState, at: datetime, why: str) -> list[Transition]:
    """Return the end of the last alert that was withdrawn while the subject is no longer under alert."""
    fired = [one for one in lost if one.after == "firing"]
    if not fired or current.state in ACTIVE:
        return []
    name = hashlib.sha256(f"{fired[-1].id}\x1fwithdrawn".encode()).hexdigest()[:32]
    end = replace(fired[-1], id=name, before="firing", after="normal", at=at, reason=f"withdrawn: {why}", numbers=None)
    return [replace(end, evidence=())]


def _end(store: Store, lease: Lease, state: AlertState, tick: datetime, why: str, now: datetime) -> int | None:
    """Forget the state of a rule that runs no more; end its alert if there is one."""
    key = (state.rule_id, state.subject)
    with writing(store.engine) as connection:
        if not lease.still_held(connection):
            return None
        drop_standing(connection, key)
        if state.state not in ACTIVE:
            return 0
        fired = [one for one in stored_since(connection, key, tick - 400 * DAY) if one.id == state.episode]
        ends = _ends(fired, replace(state, state="normal"), tick, why)
        return len(write_transitions(connection, ends, "info", now))
