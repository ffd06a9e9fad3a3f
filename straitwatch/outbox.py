"""The outbox: which contact point is told of which transition, in rows that a crash neither loses nor repeats.

A transition becomes one delivery for each contact point its routes name. Deliveries that are due together become one
message; the message is stored before it is sent, its id is the idempotency key, and a try that failed is repeated.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, func, or_, select, update

from straitwatch.alert import ACTIVE
from straitwatch.alert_log import read_standings, transition_of
from straitwatch.alert_schema import (
    alert_acknowledgements,
    alert_deliveries,
    alert_messages,
    alert_rules,
    alert_transitions,
)
from straitwatch.alert_store import put, put_new, read_contacts, read_routes, read_silences
from straitwatch.contact import Contact, Route
from straitwatch.moment import from_us, to_us
from straitwatch.rules import Rule
from straitwatch.topics import Transition

TRIES = 10
FIRST_PAUSE = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=2)
HELD = ("waiting", "messaged")
"""States of a delivery that was or will be told."""


@dataclass(frozen=True)
class Message:
    """A message that is to be sent now: its id, its contact point, how often it was tried, and what it tells."""

    id: str
    contact: Contact | None
    attempts: int
    created: datetime
    items: tuple[tuple[str, Transition, str], ...]
    """Kind, transition and severity of each delivery, in order of time."""


def kind_of(transition: Transition, *, tell_no_data: bool) -> str:
    """Return what a transition is told as: firing, resolved, no data, error, or "" where it is not told.

    A relapse (recovering to firing) is part of the alert that was told already, and so told only if late statements
    reopen an alert whose end was told.
    """
    before, after = transition.before, transition.after
    if after == "firing":
        return "firing"
    if after == "normal" and before in ACTIVE:
        return "resolved"
    if after == "no data" and (tell_no_data or before in ACTIVE):
        return "no data"
    return "error" if after == "error" else ""


def _rule(connection: Connection, rule_id: str) -> Rule | None:
    body = connection.scalar(select(alert_rules.c.body).where(alert_rules.c.id == rule_id))
    return None if body is None else msgspec.json.decode(body, type=Rule)


def store_received(connection: Connection, transition: Transition, severity: str, now: datetime) -> None:
    """Keep a transition that came over [alerts] from a watch with another store; known ones stay as they are."""
    values: dict[str, object] = {
        "id": transition.id,
        "rule": transition.rule_id,
        "rule_name": transition.rule_name,
        "subject": transition.subject,
        "before": transition.before,
        "after": transition.after,
        "at": to_us(transition.at),
        "recorded": to_us(now),
        "reason": transition.reason,
        "numbers": msgspec.json.encode(transition.numbers or {}).decode(),
        "evidence": msgspec.json.encode(transition.evidence).decode(),
        "severity": severity,
        "sample": transition.sample,
        "withdrawn": False,
        "published": True,
    }
    put_new(connection, alert_transitions, values)


def enqueue(connection: Connection, transition: Transition, now: datetime) -> int:
    """Make the deliveries of a transition; doing it again changes nothing. Return how many are new."""
    rule = _rule(connection, transition.rule_id)
    severity = rule.severity if rule else "warning"
    kind = kind_of(transition, tell_no_data=bool(rule and rule.notify_no_data))
    store_received(connection, transition, severity, now)
    if not kind:
        return 0
    contacts = [contact.name for contact in read_contacts(connection)]
    routes = read_routes(connection) or ([Route(tuple(contacts))] if contacts else [])
    new, told = 0, set[str]()
    for route in routes:
        if not route.matches(transition, severity):
            continue
        for name in route.contacts:
            if name not in told:
                told.add(name)
                new += _deliver(connection, name, transition, kind, route, now)
    return new


def _deliver(
    connection: Connection, contact: str, transition: Transition, kind: str, route: Route, now: datetime
) -> int:
    due, state, note, episode = now + timedelta(minutes=route.group_minutes), "waiting", "", transition.id
    last = _last_firing(connection, contact, transition)
    ended = last is not None and _ended(connection, contact, last)
    if transition.before == "recovering" and kind == "firing":
        if last is None or not ended:
            return 0
        episode = last.episode
    elif kind == "firing":
        quiet = last and from_us(last.created) + timedelta(hours=route.cooldown_hours)
        if last and last.withdrawn and not ended:
            state, note = "cooled", "told already, with another beginning"
        elif quiet and quiet > due:
            due, note = quiet, "cooldown"
    else:
        if kind == "resolved" and (last is None or ended):
            return 0
        episode = last.episode if last else ""
    key = hashlib.sha256(f"{contact}\x1f{transition.id}".encode()).hexdigest()[:32]
    values: dict[str, object] = {
        "id": key,
        "contact": contact,
        "transition": transition.id,
        "episode": episode,
        "rule": transition.rule_id,
        "subject": transition.subject,
        "kind": kind,
        "state": state,
        "created": to_us(now),
        "due": to_us(due),
        "message": "",
        "note": note,
    }
    return int(put_new(connection, alert_deliveries, values))


def _last_firing(connection: Connection, contact: str, transition: Transition) -> Row[Any] | None:
    """Return the last delivery of an alert's beginning; one that was withdrawn before it was told does not count."""
    table, made = alert_deliveries, alert_transitions
    same = and_(table.c.contact == contact, table.c.rule == transition.rule_id, table.c.subject == transition.subject)
    wanted = (
        select(table, made.c.withdrawn)
        .join(made, made.c.id == table.c.transition)
        .where(same, table.c.kind == "firing", table.c.state.in_(HELD), table.c.transition != transition.id)
        .where(or_(table.c.state == "messaged", made.c.withdrawn.is_(False)))
    )
    return connection.execute(wanted.order_by(table.c.created.desc(), table.c.id).limit(1)).first()


def _ended(connection: Connection, contact: str, last: Row[Any]) -> bool:
    """Tell whether the end of an alert was told after its last beginning."""
    table = alert_deliveries
    end = and_(table.c.contact == contact, table.c.episode == last.episode, table.c.kind.in_(("resolved", "no data")))
    later = and_(end, table.c.created >= last.created, table.c.state.in_(HELD))
    return connection.scalar(select(table.c.id).where(later).limit(1)) is not None


def compose(connection: Connection, now: datetime) -> int:
    """Put the deliveries that are due into messages, one a contact point; return how many messages were made.

    What a silence mutes or a cooldown holds back waits for its end and is told then if the alert still lasts.
    """
    table = alert_deliveries
    waiting = connection.execute(
        select(table).where(table.c.state == "waiting").order_by(table.c.created, table.c.id)
    ).all()
    due = {row.contact for row in waiting if row.due <= to_us(now)}
    ready: dict[str, list[str]] = {}
    for row in waiting:
        if row.contact in due and (row.due <= to_us(now) or not row.note) and _tell(connection, row, now):
            ready.setdefault(row.contact, []).append(row.id)
    for contact, ids in ready.items():
        name = hashlib.sha256("\x1f".join([contact, *sorted(ids)]).encode()).hexdigest()[:32]
        values: dict[str, object] = {
            "id": name,
            "contact": contact,
            "state": "sending",
            "created": to_us(now),
            "next_try": to_us(now),
            "attempts": 0,
            "error": "",
            "sent": None,
        }
        put(connection, alert_messages, values)
        connection.execute(update(table).where(table.c.id.in_(ids)).values(state="messaged", message=name))
    return len(ready)


def _tell(connection: Connection, row: Row[Any], now: datetime) -> bool:
    """Tell whether a delivery goes out now; where it does not, store why, or until when it waits."""
    found = connection.execute(select(alert_transitions).where(alert_transitions.c.id == row.transition)).first()
    if found is None:
        return _close(connection, row, "muted", "the transition is not in the store")
    transition = transition_of(found)
    if found.withdrawn:
        return _close(connection, row, "muted", "withdrawn before it was told")
    if row.kind == "resolved" and not _was_told(connection, row):
        return _close(connection, row, "muted", "its beginning was not told")
    acknowledged = select(alert_acknowledgements.c.episode).where(alert_acknowledgements.c.episode == row.episode)
    if row.kind == "firing" and connection.scalar(acknowledged) is not None:
        return _close(connection, row, "acknowledged", "acknowledged before it was told")
    ends = [s.end for s in read_silences(connection, now) if s.mutes(transition, found.severity, now)]
    if ends and row.kind != "firing":
        return _close(connection, row, "muted", "silenced")
    if ends:
        later = {"due": to_us(max(ends)), "note": "silenced"}
        connection.execute(update(alert_deliveries).where(alert_deliveries.c.id == row.id).values(later))
        return False
    if row.note and not _lasts(connection, row):
        return _close(connection, row, "cooled" if row.note == "cooldown" else "muted", f"over when {row.note} ended")
    return True


def _was_told(connection: Connection, row: Row[Any]) -> bool:
    table = alert_deliveries
    first = and_(table.c.contact == row.contact, table.c.episode == row.episode, table.c.kind == "firing")
    told = select(table.c.state, table.c.note).where(first)
    found = connection.execute(told).first()
    return found is not None and (found.state == "messaged" or (found.state == "waiting" and not found.note))


def _lasts(connection: Connection, row: Row[Any]) -> bool:
    standing = read_standings(connection).get((row.rule, row.subject))
    return standing is not None and standing.current.episode == row.episode


def _close(connection: Connection, row: Row[Any], state: str, note: str) -> bool:
    connection.execute(update(alert_deliveries).where(alert_deliveries.c.id == row.id).values(state=state, note=note))
    return False


def due_messages(connection: Connection, now: datetime, limit: int = 20) -> list[Message]:
    """Return the messages whose next try is due, the oldest first."""
    table = alert_messages
    wanted = select(table).where(table.c.state == "sending", table.c.next_try <= to_us(now))
    contacts = {contact.name: contact for contact in read_contacts(connection)}
    return [
        Message(row.id, contacts.get(row.contact), row.attempts, from_us(row.created), _items(connection, row.id))
        for row in connection.execute(wanted.order_by(table.c.created, table.c.id).limit(limit))
    ]


def waiting(connection: Connection) -> int:
    """Return how many notifications are not delivered yet and not given up."""
    table, sent = alert_deliveries, alert_messages
    joined = select(func.count()).select_from(table).join(sent, sent.c.id == table.c.message, isouter=True)
    open_ones = or_(table.c.state == "waiting", and_(table.c.state == "messaged", sent.c.state == "sending"))
    return int(connection.scalar(joined.where(open_ones)) or 0)


def _items(connection: Connection, message: str) -> tuple[tuple[str, Transition, str], ...]:
    wanted = (
        select(alert_deliveries.c.kind, alert_transitions)
        .join(alert_transitions, alert_transitions.c.id == alert_deliveries.c.transition)
        .where(alert_deliveries.c.message == message)
        .order_by(alert_transitions.c.at, alert_deliveries.c.id)
    )
    return tuple((row.kind, transition_of(row), row.severity) for row in connection.execute(wanted))


def settle(connection: Connection, message: Message, error: str, now: datetime) -> str:
    """Store how a try ended; an empty error is success. Return the state of the message: sent, sending or dead."""
    tries = message.attempts + 1
    pause = min(FIRST_PAUSE * 2 ** (tries - 1), LONGEST_PAUSE)
    state = "sent" if not error else "dead" if tries >= TRIES else "sending"
    values = {"state": state, "attempts": tries, "error": error[:500], "next_try": to_us(now + pause)}
    if state == "sent":
        values["sent"] = to_us(now)
    connection.execute(update(alert_messages).where(alert_messages.c.id == message.id).values(values))
    return state


def retry(connection: Connection, ids: Sequence[str], now: datetime) -> int:
    """Let dead messages be tried again from now on; return how many there were."""
    dead = and_(alert_messages.c.id.in_(ids), alert_messages.c.state == "dead")
    values = {"state": "sending", "attempts": 0, "next_try": to_us(now)}
    return connection.execute(update(alert_messages).where(dead).values(values)).rowcount
