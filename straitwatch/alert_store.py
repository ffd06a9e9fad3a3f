"""The alert store: rules, contact points, routes, silences and acknowledgements, on the tables of `alert_schema`.

Every method is one transaction; every edit by a person is written to the audit log with its author.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import Connection, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from straitwatch.actor import CAPITALS
from straitwatch.alert_schema import (
    alert_acknowledgements,
    alert_contacts,
    alert_routes,
    alert_rules,
    alert_silences,
    alert_transitions,
)
from straitwatch.clock import Clock, as_utc
from straitwatch.contact import Contact, Route, checked_contact, redacted
from straitwatch.engine import reading, writing
from straitwatch.errors import RuleError, StoreError
from straitwatch.moment import from_us, to_us
from straitwatch.rule_file import RuleFile, default_rules, read_file
from straitwatch.rules import Rule, checked, checked_subjects, plain
from straitwatch.schema import audit
from straitwatch.silence import Silence
from straitwatch.status import write_audit
from straitwatch.store import Store

RULE_MADE, RULE_EDITED = "alert rule made", "alert rule edited"
"""Actions in the audit log."""


def put(connection: Connection, table: Table, values: dict[str, object]) -> None:
    """Insert a row, or replace the one with its primary key."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in values.items() if name not in keys}
    connection.execute(insert(table).values(values).on_conflict_do_update(index_elements=keys, set_=others))


def put_new(connection: Connection, table: Table, values: dict[str, object]) -> bool:
    """Insert a row unless there is one with its primary key; tell whether it was inserted."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    keys = [column.name for column in table.primary_key]
    statement = insert(table).values(values).on_conflict_do_nothing(index_elements=keys)
    return connection.execute(statement.returning(table.c[keys[0]])).first() is not None


class AlertStore:
    """Edits and lists what people set up; `actors` are those that dyads and directions may name."""

    def __init__(self, store: Store, actors: Sequence[str] = CAPITALS) -> None:
        self.engine = store.engine
        self.clock: Clock = store.clock
        self.actors = tuple(actors)

    def _audit(self, connection: Connection, author: str, action: str, subject: str, detail: str = "") -> None:
        if not author.strip():
            raise StoreError("an edit of alerts needs the name of its author")
        write_audit(connection, to_us(self.clock()), author.strip(), action, subject, detail)

    def rules(self) -> list[Rule]:
        """List the rules by name, paused ones too."""
        with reading(self.engine) as connection:
            return read_rules(connection)

    def rule(self, rule_id: str) -> Rule:
        """Return one rule.

        Raises:
            RuleError: there is none with this id.
        """
        found = next((rule for rule in self.rules() if rule.id == rule_id), None)
        if found is None:
            raise RuleError(f"there is no rule {rule_id!r}; `straitwatch alerts list` shows those there are")
        return found

    def save_rule(self, rule: Rule, author: str, *, new: bool = False) -> Rule:
        """Store a rule in place of the one with its id, and return it with its id.

        Raises:
            RuleError: the rule is wrong, or `new` and there is one with its id.
        """
        rule = checked(rule, self.actors)
        with writing(self.engine) as connection:
            there = connection.scalar(select(alert_rules.c.id).where(alert_rules.c.id == rule.id))
            if new and there:
                raise RuleError(f"there is a rule {rule.id!r} already; choose another name, or edit that one")
            body = json.dumps(plain(rule))
            put(connection, alert_rules, {"id": rule.id, "body": body, "changed": to_us(self.clock())})
            self._audit(connection, author, RULE_EDITED if there else RULE_MADE, rule.id, body)
        return rule

    def pause_rule(self, rule_id: str, author: str, *, paused: bool = True) -> Rule:
        """Pause a rule, or let it run again.

        Raises:
            RuleError: there is no such rule.
        """
        return self.save_rule(msgspec.structs.replace(self.rule(rule_id), paused=paused), author)

    def delete_rule(self, rule_id: str, author: str) -> None:
        """Delete a rule; its history stays.

        Raises:
            RuleError: there is no such rule.
        """
        self.rule(rule_id)
        with writing(self.engine) as connection:
            connection.execute(delete(alert_rules).where(alert_rules.c.id == rule_id))
            self._audit(connection, author, "alert rule deleted", rule_id)

    def contacts(self) -> list[Contact]:
        """List the contact points by name."""
        with reading(self.engine) as connection:
            return read_contacts(connection)

    def save_contact(self, contact: Contact, author: str) -> None:
        """Store a contact point in place of the one with its name.

        Raises:
            RuleError: its address or its template is wrong.
        """
        contact = checked_contact(contact)
        with writing(self.engine) as connection:
            put(connection, alert_contacts, {"name": contact.name, "body": _text(contact)})
            self._audit(connection, author, "contact point saved", contact.name, redacted(contact.url))

    def delete_contact(self, name: str, author: str) -> None:
        """Delete a contact point.

        Raises:
            RuleError: there is none of this name, or a route still leads to it.
        """
        with writing(self.engine) as connection:
            if any(name in route.contacts for route in read_routes(connection)):
                raise RuleError(f"a route leads to the contact point {name!r}; change the route first")
            if not connection.execute(delete(alert_contacts).where(alert_contacts.c.name == name)).rowcount:
                raise RuleError(f"there is no contact point {name!r}")
            self._audit(connection, author, "contact point deleted", name)

    def routes(self) -> list[Route]:
        """List the routes in order; without any, every contact point is told of everything."""
        with reading(self.engine) as connection:
            return read_routes(connection)

    def save_routes(self, routes: Sequence[Route], author: str) -> None:
        """Store the routes in place of all there were.

        Raises:
            RuleError: a route names a contact point, a rule or a subject that does not exist.
        """
        with writing(self.engine) as connection:
            names = [contact.name for contact in read_contacts(connection)]
            routes = self._checked(routes, names, [rule.id for rule in read_rules(connection)], "routes")
            connection.execute(delete(alert_routes))
            for place, route in enumerate(routes):
                put(connection, alert_routes, {"place": place, "body": _text(route)})
            self._audit(connection, author, "routes saved", "routes", f"{len(routes)} routes")

    def _checked(
        self, routes: Sequence[Route], contacts: Sequence[str], rules: Sequence[str], where: str
    ) -> tuple[Route, ...]:
        checked = []
        for place, route in enumerate(routes):
            at = f"{where}[{place}]"
            _among(route.contacts, contacts, f"{at}.contacts", "contact point")
            _among(route.rules, rules, f"{at}.rules", "rule")
            subjects = checked_subjects(route.subjects, self.actors, f"{at}.subjects")
            checked.append(msgspec.structs.replace(route, subjects=subjects))
        return tuple(checked)

    def load(self, content: RuleFile, author: str) -> None:
        """Store what a rule file holds and the store does not: rules by id, contact points by name, routes as a whole.

        Raises:
            RuleError: what `save_rule` and `save_routes` raise; nothing was stored.
        """
        there = self.content()
        contacts = [contact.name for contact in (*there.contacts, *content.contacts)]
        routes = self._checked(content.routes, contacts, [rule.id for rule in (*there.rules, *content.rules)], "routes")
        for rule in content.rules:
            if rule not in there.rules:
                self.save_rule(rule, author)
        for contact in content.contacts:
            if contact not in there.contacts:
                self.save_contact(contact, author)
        if routes and routes != there.routes:
            self.save_routes(routes, author)

    def provision(self, path: Path | None) -> None:
        """Store the rules of the file at a path; without one, the default rules where no rule was ever made.

        Raises:
            RuleError: what `rule_file.read_file` and `load` raise.
        """
        if path is not None:
            self.load(read_file(path, self.actors), "provisioning")
            return
        with reading(self.engine) as connection:
            made = connection.scalar(select(audit.c.id).where(audit.c.action == RULE_MADE).limit(1))
        if made is None:
            self.load(default_rules(self.actors), "provisioning")

    def content(self) -> RuleFile:
        """Return all rules, contact points and routes, as a rule file holds them."""
        return RuleFile(tuple(self.rules()), tuple(self.contacts()), tuple(self.routes()))

    def silences(self, *, ended: bool = False) -> list[Silence]:
        """List the silences that run or are to come, and those that ended where asked; the earliest first."""
        with reading(self.engine) as connection:
            return read_silences(connection, None if ended else self.clock())

    def add_silence(self, silence: Silence) -> Silence:
        """Store a silence and return it with its id; it is signed with its own `author`.

        Raises:
            RuleError: it ends before it begins, or has ended; or it names a rule or a subject that does not exist.
        """
        subjects = checked_subjects(silence.subjects, self.actors, "silence: subjects")
        _among(silence.rule_ids, [rule.id for rule in self.rules()], "silence: rules", "rule")
        silence = replace(silence, subjects=subjects)
        if as_utc(silence.end) <= max(as_utc(silence.start), self.clock()):
            raise RuleError("silence: end: it must lie after the start and in the future")
        values = {
            "begins": to_us(silence.start),
            "ends": to_us(silence.end),
            "rules": json.dumps(silence.rule_ids),
            "subjects": json.dumps(silence.subjects),
            "severities": json.dumps(silence.severities),
            "author": silence.author,
            "reason": silence.reason,
        }
        with writing(self.engine) as connection:
            row = alert_silences.insert().values(values).returning(alert_silences.c.id)
            made = replace(silence, id=connection.execute(row).scalar_one())
            self._audit(connection, silence.author, "silence made", str(made.id), silence.reason)
        return made

    def end_silence(self, silence_id: int, author: str) -> None:
        """End a silence now.

        Raises:
            RuleError: there is none of this id that has not ended.
        """
        now = to_us(self.clock())
        open_one = (alert_silences.c.id == silence_id) & (alert_silences.c.ends > now)
        with writing(self.engine) as connection:
            if not connection.execute(alert_silences.update().where(open_one).values(ends=now)).rowcount:
                raise RuleError(f"there is no open silence {silence_id}")
            self._audit(connection, author, "silence ended", str(silence_id))

    def acknowledge(self, episode: str, author: str, note: str = "") -> None:
        """Take note of an alert; `episode` is the id of its transition to firing.

        Raises:
            RuleError: there is no such alert.
        """
        fired = (alert_transitions.c.id == episode) & (alert_transitions.c.after == "firing")
        with writing(self.engine) as connection:
            if connection.scalar(select(alert_transitions.c.id).where(fired)) is None:
                raise RuleError(f"there is no alert {episode!r}; `straitwatch alerts history` shows those there were")
            values = {"episode": episode, "author": author, "note": note, "at": to_us(self.clock())}
            put(connection, alert_acknowledgements, values)
            self._audit(connection, author, "alert acknowledged", episode, note)


def _among(names: Sequence[str], known: Sequence[str], where: str, what: str) -> None:
    for name in names:
        if name not in known:
            raise RuleError(f"{where}: there is no {what} {name!r}; there are: {', '.join(known) or 'none'}")


def _text(value: Contact | Route) -> str:
    return msgspec.json.encode(value).decode()


def read_rules(connection: Connection) -> list[Rule]:
    """Return the stored rules by name."""
    rows = connection.execute(select(alert_rules.c.body))
    found = [msgspec.json.decode(body, type=Rule) for (body,) in rows]
    return sorted(found, key=lambda rule: (rule.name.casefold(), rule.id))


def read_contacts(connection: Connection) -> list[Contact]:
    """Return the stored contact points by name."""
    rows = connection.execute(select(alert_contacts.c.body).order_by(alert_contacts.c.name))
    return [msgspec.json.decode(body, type=Contact) for (body,) in rows]


def read_routes(connection: Connection) -> list[Route]:
    """Return the stored routes in order."""
    rows = connection.execute(select(alert_routes.c.body).order_by(alert_routes.c.place))
    return [msgspec.json.decode(body, type=Route) for (body,) in rows]


def read_silences(connection: Connection, after: datetime | None) -> list[Silence]:
    """Return the silences that end after a time, or all; the earliest first."""
    wanted = select(alert_silences).order_by(alert_silences.c.begins, alert_silences.c.id)
    if after is not None:
        wanted = wanted.where(alert_silences.c.ends > to_us(after))
    return [
        Silence(
            start=from_us(row.begins),
            end=from_us(row.ends),
            rule_ids=tuple(json.loads(row.rules)),
            subjects=tuple(json.loads(row.subjects)),
            severities=tuple(json.loads(row.severities)),
            author=row.author,
            reason=row.reason,
            id=row.id,
        )
        for row in connection.execute(wanted)
    ]
