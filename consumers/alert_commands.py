"""`straitwatch alerts …`: rules, back-tests, silences, acknowledgements, history and the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
import yaml
from rich.console import Console
from rich.table import Table

from straitwatch.actor import load_actors
from straitwatch.alert_log import AlertLog
from straitwatch.alert_store import AlertStore
from straitwatch.backtest import backtest as run_backtest
from straitwatch.clock import as_utc
from straitwatch.delivery import send_test
from straitwatch.engine import reading
from straitwatch.errors import RuleError
from straitwatch.outbox_log import deliveries, retry_dead
from straitwatch.quotes import quotes
from straitwatch.rule_file import dump, parse
from straitwatch.rules import Rule, plain, read_rule
from straitwatch.settings import settings
from straitwatch.silence import Silence
from straitwatch.store import Store

app = typer.Typer(help="Alert rules, their history, silences and notifications.", no_args_is_help=True)
console = Console()

Author = Annotated[str, typer.Option(help="Who makes the change, for the audit log.")]
RuleId = Annotated[str, typer.Argument(help="Id of a rule, as `alerts list` shows it.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]
COMMAND_LINE = "command line"
SPANS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@contextmanager
def opened() -> Iterator[tuple[Store, AlertStore]]:
    """Give the store and its alerts, as the settings name them."""
    config = settings()
    with Store.open(config.store_url) as store:
        alerts = AlertStore(store, load_actors(config.actors).names)
        alerts.provision(None)
        yield store, alerts


def span(text: str) -> timedelta:
    """Return the length of time that a number and a unit (m, h, d, w) name.

    >>> span("90m"), span("2d")
    (datetime.timedelta(seconds=5400), datetime.timedelta(days=2))
    """
    number, unit = text[:-1], text[-1:]
    if unit not in SPANS or not number.replace(".", "", 1).isdigit():
        raise RuleError(f"{text!r} is no length of time; write 90m, 12h, 7d or 2w")
    return timedelta(**{SPANS[unit]: float(number)})


def moment(text: str) -> datetime:
    """Return the UTC time that an ISO date or time names."""
    try:
        return as_utc(datetime.fromisoformat(text))
    except ValueError as error:
        raise RuleError(f"{text!r} is no date; write 2024-05-01 or 2024-05-01T08:00") from error


def _table(*columns: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _print(value: object) -> None:
    typer.echo(msgspec.json.encode(value).decode())


def _when(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


@app.command("list")
def list_rules(as_json: Json = False) -> None:
    """Show the rules and where they stand."""
    with opened() as (store, alerts):
        rules, standing = alerts.rules(), AlertLog(store).standing()
    if as_json:
        for rule in rules:
            _print({**plain(rule), "states": {s.subject: s.state for s in standing if s.rule_id == rule.id}})
        return
    table = _table("id", "rule", "kind", "subject", "state", "since (UTC)", "why")
    for rule in rules:
        kind = rule.detector.__struct_config__.tag
        mine = [s for s in standing if s.rule_id == rule.id]
        if rule.paused or not mine:
            table.add_row(rule.id, rule.name, str(kind), "", "paused" if rule.paused else "not evaluated yet", "", "")
        for state in mine if not rule.paused else []:
            row = (state.subject, state.state, _when(state.since), state.reason)
            table.add_row(rule.id, rule.name, str(kind), *row)
    console.print(table)


def _read(file: Path, alerts: AlertStore) -> Rule:
    """Read one rule from a YAML file or from standard input ("-")."""
    where = "standard input" if str(file) == "-" else str(file)
    try:
        text = typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text(encoding="utf-8")
        return read_rule(yaml.safe_load(text), alerts.actors, where)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(f"{where} cannot be read: {error}") from error


RuleFileArgument = Annotated[Path, typer.Argument(help="YAML file with one rule; - reads standard input.")]


@app.command()
def add(file: RuleFileArgument, author: Author = COMMAND_LINE) -> None:
    """Make a new rule."""
    with opened() as (_, alerts):
        rule = alerts.save_rule(_read(file, alerts), author, new=True)
    console.print(f"made rule {rule.id}")


@app.command()
def edit(rule_id: RuleId, file: RuleFileArgument, author: Author = COMMAND_LINE) -> None:
    """Put a rule from a file in place of a rule."""
    with opened() as (_, alerts):
        alerts.rule(rule_id)
        alerts.save_rule(msgspec.structs.replace(_read(file, alerts), id=rule_id), author)
    console.print(f"changed rule {rule_id}")


@app.command()
def pause(
    rule_id: RuleId,
    resume: Annotated[bool, typer.Option("--resume", help="Let it run again.")] = False,
    author: Author = COMMAND_LINE,
) -> None:
    """Pause a rule, or let it run again."""
    with opened() as (_, alerts):
        alerts.pause_rule(rule_id, author, paused=not resume)
    console.print(f"{'resumed' if resume else 'paused'} rule {rule_id}")


@app.command()
def delete(rule_id: RuleId, author: Author = COMMAND_LINE) -> None:
    """Delete a rule; its history stays."""
    with opened() as (_, alerts):
        alerts.delete_rule(rule_id, author)
    console.print(f"deleted rule {rule_id}")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="YAML file with rules, contacts and routes.")],
    author: Author = COMMAND_LINE,
) -> None:
    """Store what a rule file holds, in place of the rules and contact points of the same id and name."""
    with opened() as (_, alerts):
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"the rule file {file} cannot be read: {error}") from error
        content = parse(text, alerts.actors, str(file))
        alerts.load(content, author)
    console.print(f"{len(content.rules)} rules, {len(content.contacts)} contacts, {len(content.routes)} routes")


@app.command()
def export() -> None:
    """Print all rules, contact points and routes as a rule file."""
    with opened() as (_, alerts):
        typer.echo(dump(alerts.content()), nl=False)


@app.command()
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


@app.command()
def backtest(
    rule: Annotated[str, typer.Argument(help="Id of a rule, or a YAML file with one.")],
    since: Annotated[str, typer.Option(help="First day, such as 2024-05-01.")] = "",
    until: Annotated[str, typer.Option(help="Day after the last one; now where left out.")] = "",
    days: Annotated[float, typer.Option(help="Days back from the end, where there is no first day.")] = 90.0,
    as_json: Json = False,
) -> None:
    """Show what a rule would have done over the stored history."""
    with opened() as (store, alerts):
        chosen = _read(Path(rule), alerts) if Path(rule).is_file() else alerts.rule(rule)
        end = moment(until) if until else store.clock()
        start = moment(since) if since else end - timedelta(days=days)
        result = run_backtest(store, chosen, start, end, alerts.actors)
        opened_by = [t for t in result.transitions if t.after == "firing"]
        with reading(store.engine) as connection:
            written = quotes(connection, opened_by)
    if as_json:
        _print(asdict(result) | {"rule": plain(result.rule)})
        return
    by_start = {(t.subject, t.at): t.id for t in reversed(opened_by)}
    for firing in result.firings:
        console.print(
            f"[bold]{_when(firing.start)}[/] to {_when(firing.end) or 'now'}  {firing.subject}", highlight=False
        )
        console.print(f"  {firing.reason}", highlight=False, markup=False)
        for quote in written[by_start[(firing.subject, firing.start)]]:
            line = (
                f"  {quote.speaker} > {quote.target} {quote.label} {quote.confidence:.2f} [{quote.outlet}] {quote.text}"
            )
            console.print(line, highlight=False, markup=False)
    table = _table("subject", "days with an alert", "without data")
    for subject in result.rule.subjects(alerts.actors):
        table.add_row(subject, str(result.days.get(subject, 0)), f"{100 * result.no_data.get(subject, 0.0):.0f} %")
    console.print(table)
    for reason in result.no_data_reasons:
        console.print(f"no data: {reason}", highlight=False, markup=False)


@app.command()
def silence(
    length: Annotated[str, typer.Argument(help="How long: 90m, 12h, 7d; or `list`, or `end`.")],
    rule: Annotated[list[str] | None, typer.Option(help="Only this rule (may be given again).")] = None,
    subject: Annotated[list[str] | None, typer.Option(help="Only this dyad or direction.")] = None,
    reason: Annotated[str, typer.Option(help="Why.")] = "",
    number: Annotated[int, typer.Option("--id", help="Which silence to end.")] = 0,
    author: Author = COMMAND_LINE,
) -> None:
    """Mute notifications for a time; `silence list` shows the silences, `silence end --id N` ends one."""
    with opened() as (store, alerts):
        if length == "end":
            alerts.end_silence(number, author)
        elif length != "list":
            now = store.clock()
            made = Silence(now, now + span(length), tuple(rule or ()), tuple(subject or ()), (), author, reason)
            alerts.add_silence(made)
        table = _table("id", "until (UTC)", "rules", "subjects", "author", "reason")
        for one in alerts.silences():
            row = (", ".join(one.rule_ids) or "all", ", ".join(one.subjects) or "all", one.author, one.reason)
            table.add_row(str(one.id), _when(one.end), *row)
    console.print(table)


@app.command()
def ack(
    episode: Annotated[str, typer.Argument(help="Id of an alert, as `alerts history` shows it.")],
    note: Annotated[str, typer.Option(help="What is known of it.")] = "",
    author: Author = COMMAND_LINE,
) -> None:
    """Acknowledge an alert."""
    with opened() as (_, alerts):
        alerts.acknowledge(episode, author, note)
    console.print(f"acknowledged {episode}")


@app.command()
def history(
    rule: Annotated[str, typer.Option(help="Only this rule.")] = "",
    subject: Annotated[str, typer.Option(help="Only this dyad or direction.")] = "",
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
    withdrawn: Annotated[bool, typer.Option("--withdrawn", help="Those that were withdrawn, too.")] = False,
    as_json: Json = False,
) -> None:
    """Show transitions, newest first."""
    with opened() as (store, _):
        found = AlertLog(store).history(rule_id=rule, subject=subject, limit=limit, withdrawn=withdrawn)
    if as_json:
        for entry in found:
            _print(entry)
        return
    table = _table("at (UTC)", "rule", "subject", "change", "why", "id")
    for entry in found:
        one = entry.transition
        change = f"{one.before} > {one.after}" + (" (withdrawn)" if entry.withdrawn else "")
        table.add_row(_when(one.at), one.rule_name, one.subject, change, one.reason, one.id)
    console.print(table)


@app.command()
def outbox(
    retry: Annotated[list[str] | None, typer.Option(help="Try this dead message again (may be given again).")] = None,
    limit: Annotated[int, typer.Option(help="How many.")] = 50,
) -> None:
    """Show notifications, newest first, with what became of them."""
    with opened() as (store, _):
        if retry:
            console.print(f"{retry_dead(store, retry)} messages will be tried again")
        found = deliveries(store, limit)
    table = _table("made (UTC)", "contact", "kind", "rule", "subject", "state", "tries", "note", "message")
    for one in found:
        row = (one.contact, one.kind, one.rule_id, one.subject, one.state, str(one.attempts), one.note, one.message)
        table.add_row(_when(one.created), *row)
    console.print(table)
