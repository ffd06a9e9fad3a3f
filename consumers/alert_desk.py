"""`straitwatch alerts contacts | test | silence | ack | history | outbox`: what a desk does with alerts."""

from enum import StrEnum
from typing import Annotated

import typer

from consumers.alert_console import (
    COMMAND_LINE,
    Author,
    Json,
    console,
    moment,
    opened,
    print_json,
    span,
    table_of,
    when,
)
from straitwatch.alert_log import AlertLog
from straitwatch.contact import Route, redacted
from straitwatch.delivery import send_test
from straitwatch.errors import RuleError
from straitwatch.outbox_log import deliveries, retry_dead
from straitwatch.silence import Silence

MOST_SOUGHT = 5000
"""Transitions that are looked through for the beginning of an id, the newest."""


class Grade(StrEnum):
    """Severities."""

    info = "info"
    warning = "warning"
    critical = "critical"


def contacts(
    delete: Annotated[str, typer.Option(help="Delete the contact point of this name.")] = "",
    author: Author = COMMAND_LINE,
) -> None:
    """Show where notifications go, and what is sent there; `alerts import` makes and changes contact points."""
    with opened() as (_, alerts):
        if delete:
            alerts.delete_contact(delete, author)
        routes, found = alerts.routes(), alerts.contacts()
    shown = table_of("name", "address", "template", "chart", "told of")
    for one in found:
        mine = [_told_of(route) for route in routes if one.name in route.contacts]
        template = one.template if one.template.isalpha() else "own"
        what = "; ".join(mine) or ("nothing: no route leads here" if routes else "everything")
        shown.add_row(one.name, redacted(one.url), template, "yes" if one.chart else "no", what)
    console.print(shown)


def _told_of(route: Route) -> str:
    """Return what a route lets through, in words."""
    parts = [", ".join(part) for part in (route.severities, route.rules, route.subjects) if part]
    return " and ".join(parts) or "everything"


def test(contact: Annotated[str, typer.Argument(help="Name of a contact point.")]) -> None:
    """Send a test message to a contact point."""
    with opened() as (store, alerts):
        found = next((one for one in alerts.contacts() if one.name == contact), None)
        if found is None:
            names = ", ".join(one.name for one in alerts.contacts()) or "there is none"
            raise RuleError(f"there is no contact point {contact!r}: {names}")
        error = send_test(found, store.clock(), store=store)
    if error:
        raise RuleError(f"the test message was not delivered: {error}")
    console.print(f"delivered a test message to {contact}")


def silence(
    length: Annotated[str, typer.Argument(help="How long: 90m, 12h, 7d; or `list`, or `end`.")],
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule, by its id (may be given again).")] = None,
    subject: Annotated[list[str] | None, typer.Option(help="Only this dyad or direction.")] = None,
    severity: Annotated[list[Grade] | None, typer.Option(help="Only alerts of this severity.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    number: Annotated[int, typer.Option("--id", help="Which silence to end.")] = 0,
    author: Author = COMMAND_LINE,
) -> None:
    """Mute notifications for a time; `silence list` shows the silences, `silence end --id N` ends one."""
    with opened() as (store, alerts):
        if length == "end":
            alerts.end_silence(number, author)
        elif length != "list":
            now, of = store.clock(), tuple(one.value for one in severity or ())
            made = Silence(now, now + span(length), tuple(rule or ()), tuple(subject or ()), of, author, reason)
            alerts.add_silence(made)
        shown = table_of("id", "until (UTC)", "rules", "subjects", "severities", "author", "reason")
        for one in alerts.silences():
            what = (", ".join(part) or "all" for part in (one.rule_ids, one.subjects, one.severities))
            shown.add_row(str(one.id), when(one.end), *what, one.author, one.reason)
    console.print(shown)


def ack(
    alert: Annotated[str, typer.Argument(help="The rule that fires, or the id of an alert or its first letters.")],
    subject: Annotated[str, typer.Option(help="Which dyad or direction, where the rule fires for several.")] = "",
    note: Annotated[str, typer.Option(help="What is known of it.")] = "",
    author: Author = COMMAND_LINE,
) -> None:
    """Acknowledge an alert, so that it is not told any more; the history keeps who did and what is known."""
    with opened() as (store, alerts):
        episode = _episode(AlertLog(store), alert, subject)
        alerts.acknowledge(episode, author, note)
    console.print(f"acknowledged {episode}")


def _episode(log: AlertLog, alert: str, subject: str) -> str:
    """Return the id of the alert that a rule, an id or the beginning of an id names."""
    firing = [one for one in log.standing(active=True) if not subject or one.subject == subject]
    known = {one.episode: one for one in firing if alert in (one.rule_id, one.rule_name)}
    if not known and not subject:
        past = [one.transition.id for one in log.history(limit=MOST_SOUGHT) if one.transition.after == "firing"]
        found = [name for name in past if name.startswith(alert)]
        return found[0] if len(found) == 1 else alert
    if len(known) != 1:
        where = ", ".join(one.subject for one in known.values())
        named = f"it is firing for {where}; name one with --subject" if known else "it is not firing"
        raise RuleError(f"{alert}{f' for {subject}' if subject else ''}: {named}")
    return next(iter(known))


def history(
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
    subject: Annotated[str, typer.Option(help="Only this dyad or direction.")] = "",
    since: Annotated[str, typer.Option(help="From this day on, such as 2024-05-01.")] = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Those that were withdrawn, too.")] = False,
    as_json: Json = False,
) -> None:
    """Show transitions, newest first."""
    with opened() as (store, _):
        start = moment(since) if since else None
        found = AlertLog(store).history(start, None, rule, subject, limit, withdrawn=withdrawn)
    if as_json:
        for entry in found:
            print_json(entry)
        return
    shown = table_of("at (UTC)", "rule", "subject", "change", "why", "acknowledged", "id")
    for entry in found:
        one = entry.transition
        change = f"{one.before} > {one.after}" + (" (withdrawn)" if entry.withdrawn else "")
        noted = entry.acknowledged
        by = f"{noted.author}: {noted.note}".removesuffix(": ") if noted else ""
        shown.add_row(when(one.at), one.rule_name, one.subject, change, one.reason, by, one.id)
    console.print(shown)


def outbox(
    retry: Annotated[list[str] | None, typer.Option(help="Try this dead message again (may be given again).")] = None,
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
) -> None:
    """Show notifications, newest first, with what became of them."""
    with opened() as (store, _):
        if retry:
            console.print(f"{retry_dead(store, retry)} messages will be tried again")
        found = deliveries(store, limit)
    shown = table_of("made (UTC)", "contact", "kind", "rule", "subject", "state", "tries", "note", "message")
    for one in found:
        row = (one.contact, one.kind, one.rule_id, one.subject, one.state, str(one.attempts), one.note, one.message)
        shown.add_row(when(one.created), *row)
    console.print(shown)
