"""The alert log: states and transitions, written by the one watch worker that holds the lease, read by everyone."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, delete, select, update

from straitwatch.alert import ACTIVE, AlertState
from straitwatch.alert_schema import alert_acknowledgements, alert_states, alert_transitions
from straitwatch.alert_store import put, put_new, read_rules, read_silences
from straitwatch.alert_values import Acknowledgement, HistoryEntry, StandingAlert
from straitwatch.engine import reading
from straitwatch.moment import from_us, to_us
from straitwatch.store import Store
from straitwatch.topics import Transition

Key = tuple[str, str]
"""Rule id and subject."""


@dataclass(frozen=True)
class Standing:
    """A rule's stored states for a subject: `current` at the last tick, `checkpoint` where evaluation starts anew."""

    current: AlertState
    checkpoint: AlertState


def read_standings(connection: Connection) -> dict[Key, Standing]:
    """Return all stored states."""
    return {
        (row.rule, row.subject): Standing(
            msgspec.json.decode(row.current, type=AlertState), msgspec.json.decode(row.checkpoint, type=AlertState)
        )
        for row in connection.execute(select(alert_states))
    }


def write_standing(connection: Connection, standing: Standing) -> None:
    """Store the states of a rule for a subject."""
    state = standing.current
    values: dict[str, object] = {
        "rule": state.rule_id,
        "subject": state.subject,
        "current": msgspec.json.encode(state).decode(),
        "checkpoint": msgspec.json.encode(standing.checkpoint).decode(),
    }
    put(connection, alert_states, values)


def drop_standing(connection: Connection, key: Key) -> None:
    """Forget the states of a rule for a subject; the transitions stay."""
    connection.execute(delete(alert_states).where(alert_states.c.rule == key[0], alert_states.c.subject == key[1]))


def write_transitions(
    connection: Connection, made: Sequence[Transition], severity: str, now: datetime
) -> list[Transition]:
    """Store transitions; return those that were not stored before. A withdrawn one that is made again holds again."""
    new = []
    for one in made:
        values: dict[str, object] = {
            "id": one.id,
            "rule": one.rule_id,
            "rule_name": one.rule_name,
            "subject": one.subject,
            "before": one.before,
            "after": one.after,
            "at": to_us(one.at),
            "recorded": to_us(now),
            "reason": one.reason,
            "numbers": json.dumps(one.numbers or {}),
            "evidence": json.dumps(one.evidence),
            "severity": severity,
            "sample": one.sample,
            "withdrawn": False,
            "published": False,
        }
        if put_new(connection, alert_transitions, values):
            new.append(one)
        else:
            same = alert_transitions.c.id == one.id
            connection.execute(
                update(alert_transitions).where(same, alert_transitions.c.withdrawn).values(withdrawn=False)
            )
    return new


def stored_since(connection: Connection, key: Key, after: datetime) -> list[Transition]:
    """Return the transitions of a rule and subject after a time that hold, in order."""
    mine = (alert_transitions.c.rule == key[0]) & (alert_transitions.c.subject == key[1])
    wanted = select(alert_transitions).where(
        mine, alert_transitions.c.at > to_us(after), alert_transitions.c.withdrawn.is_(False)
    )
    return [transition_of(row) for row in connection.execute(wanted.order_by(alert_transitions.c.at))]


def withdraw(connection: Connection, ids: Sequence[str]) -> None:
    """Mark transitions that a new evaluation does not make any more."""
    if ids:
        mine = alert_transitions.c.id.in_(ids)
        connection.execute(update(alert_transitions).where(mine).values(withdrawn=True))


def unpublished(connection: Connection, limit: int = 500) -> list[Transition]:
    """Return stored transitions that do not lie on [alerts] yet, in order."""
    wanted = select(alert_transitions).where(alert_transitions.c.published.is_(False))
    order = (alert_transitions.c.recorded, alert_transitions.c.at, alert_transitions.c.id)
    return [transition_of(row) for row in connection.execute(wanted.order_by(*order).limit(limit))]


def mark_published(connection: Connection, ids: Sequence[str]) -> None:
    """Mark transitions that lie on [alerts] now."""
    connection.execute(update(alert_transitions).where(alert_transitions.c.id.in_(ids)).values(published=True))


def transition_of(row: Row[Any]) -> Transition:
    """Return the transition of a row."""
    return Transition(
        id=row.id,
        rule_id=row.rule,
        rule_name=row.rule_name,
        subject=row.subject,
        before=row.before,
        after=row.after,
        at=from_us(row.at),
        reason=row.reason,
        evidence=tuple(json.loads(row.evidence)),
        numbers=json.loads(row.numbers),
        sample=row.sample,
    )


class AlertLog:
    """What pages and commands read of the alerts."""

    def __init__(self, store: Store) -> None:
        self.engine = store.engine
        self.clock = store.clock

    def standing(self, *, active: bool = False) -> list[StandingAlert]:
        """List where every rule stands for every subject, or only the active alerts; active ones first."""
        with reading(self.engine) as connection:
            rules = {rule.id: rule for rule in read_rules(connection)}
            found = [s.current for s in read_standings(connection).values() if s.current.rule_id in rules]
            if active:
                found = [state for state in found if state.state in ACTIVE]
            silences = read_silences(connection, self.clock())
            acknowledged = _acknowledgements(connection)
            listed = []
            for state in found:
                rule = rules[state.rule_id]
                entered, opened = _entries(connection, state)
                told = entered or opened
                silenced = [s.end for s in silences if told is not None and s.mutes(told, rule.severity, self.clock())]
                listed.append(
                    StandingAlert(
                        rule_id=rule.id,
                        rule_name=rule.name,
                        severity=rule.severity,
                        subject=state.subject,
                        state=state.state,
                        since=state.since,
                        tick=state.tick,
                        reason=told.reason if told and state.state != "no data" else state.latest,
                        numbers=(told.numbers or {}) if told else {},
                        evidence=opened.evidence if opened else (told.evidence if told else ()),
                        episode=state.episode,
                        opened=opened.at if opened else None,
                        acknowledged=acknowledged.get(state.episode),
                        silenced=max(silenced, default=None),
                        sample=bool(told and told.sample),
                        latest=state.latest,
                    )
                )
        return sorted(listed, key=lambda a: (a.state not in ACTIVE, -to_us(a.since), a.rule_name, a.subject))

    def history(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        rule_id: str = "",
        subject: str = "",
        limit: int = 500,
        *,
        withdrawn: bool = False,
    ) -> list[HistoryEntry]:
        """List transitions, newest first; withdrawn ones only where asked."""
        table = alert_transitions
        wanted = select(table).order_by(table.c.at.desc(), table.c.recorded.desc(), table.c.id).limit(limit)
        if since is not None:
            wanted = wanted.where(table.c.at >= to_us(since))
        if until is not None:
            wanted = wanted.where(table.c.at < to_us(until))
        if rule_id:
            wanted = wanted.where(table.c.rule == rule_id)
        if subject:
            wanted = wanted.where(table.c.subject == subject)
        if not withdrawn:
            wanted = wanted.where(table.c.withdrawn.is_(False))
        with reading(self.engine) as connection:
            acknowledged = _acknowledgements(connection)
            return [
                HistoryEntry(
                    transition_of(row), row.severity, from_us(row.recorded), row.withdrawn, acknowledged.get(row.id)
                )
                for row in connection.execute(wanted)
            ]


def _entries(connection: Connection, state: AlertState) -> tuple[Transition | None, Transition | None]:
    """Return the transition that brought a state about, and the one that opened its alert."""
    table = alert_transitions
    mine = (table.c.rule == state.rule_id) & (table.c.subject == state.subject)
    last = select(table).where(mine, table.c.at == to_us(state.since), table.c.after == state.state).limit(1)
    row = connection.execute(last).first()
    opened = connection.execute(select(table).where(table.c.id == state.episode)).first() if state.episode else None
    return (transition_of(row) if row else None, transition_of(opened) if opened else None)


def _acknowledgements(connection: Connection) -> Mapping[str, Acknowledgement]:
    rows = connection.execute(select(alert_acknowledgements))
    return {row.episode: Acknowledgement(row.author, row.note, from_us(row.at)) for row in rows}
