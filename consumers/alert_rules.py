"""`straitwatch alerts list | add | edit | pause | delete | import | export | backtest`: rules, and what they do."""

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from consumers.alert_console import (
    COMMAND_LINE,
    Author,
    Json,
    RuleId,
    console,
    moment,
    opened,
    print_json,
    table_of,
    text_of,
    when,
)
from straitwatch.alert_log import AlertLog
from straitwatch.alert_store import AlertStore
from straitwatch.backtest import backtest as run_backtest
from straitwatch.engine import reading
from straitwatch.errors import RuleError
from straitwatch.quotes import quotes
from straitwatch.rule_file import SECTIONS, as_yaml, dump, parse, read_yaml
from straitwatch.rules import Rule, plain, read_rule


def list_rules(as_json: Json = False) -> None:
    """Show the rules and where they stand."""
    with opened() as (store, alerts):
        rules, standing = alerts.rules(), AlertLog(store).standing()
    if as_json:
        for rule in rules:
            print_json({**plain(rule), "states": {s.subject: s.state for s in standing if s.rule_id == rule.id}})
        return
    shown = table_of("id", "rule", "kind", "subject", "state", "since (UTC)", "why")
    for rule in rules:
        kind = rule.detector.__struct_config__.tag
        mine = [s for s in standing if s.rule_id == rule.id]
        if rule.paused or not mine:
            shown.add_row(rule.id, rule.name, str(kind), "", "paused" if rule.paused else "not evaluated yet", "", "")
        for state in mine if not rule.paused else []:
            row = (state.subject, state.state, when(state.since), state.reason)
            shown.add_row(rule.id, rule.name, str(kind), *row)
    console.print(shown)


def _read(file: Path, alerts: AlertStore) -> Rule:
    """Read one rule from a YAML file or from standard input ("-")."""
    text, where = text_of(file)
    value = read_yaml(text, where)
    if isinstance(value, dict) and set(value) <= set(SECTIONS):
        raise RuleError(
            f"{where} is a whole rule file; `straitwatch alerts import` reads it. Here one rule is expected"
        )
    return read_rule(value, alerts.actors, where)


RuleFileArgument = Annotated[Path, typer.Argument(help="YAML file with one rule; - reads standard input.")]


def add(file: RuleFileArgument, author: Author = COMMAND_LINE) -> None:
    """Make a new rule from a file.

    \b
    name: Burst between Beijing and Taipei
    match: {dyads: [Beijing-Taipei], min_confidence: 0.6}
    detector: {kind: spike, false_alarms: 0.5}
    severity: critical
    """
    with opened() as (_, alerts):
        rule = alerts.save_rule(_read(file, alerts), author, new=True)
    console.print(f"made rule {rule.id}")


def edit(rule_id: RuleId, file: RuleFileArgument, author: Author = COMMAND_LINE) -> None:
    """Put a rule from a file in place of a rule; `alerts export RULE` prints the rule as it is."""
    with opened() as (_, alerts):
        alerts.rule(rule_id)
        alerts.save_rule(msgspec.structs.replace(_read(file, alerts), id=rule_id), author)
    console.print(f"changed rule {rule_id}")


def pause(
    rule_id: RuleId,
    resume: Annotated[bool, typer.Option("--resume", help="Let it run again.")] = False,
    author: Author = COMMAND_LINE,
) -> None:
    """Pause a rule, or let it run again."""
    with opened() as (_, alerts):
        alerts.pause_rule(rule_id, author, paused=not resume)
    console.print(f"{'resumed' if resume else 'paused'} rule {rule_id}")


def delete(rule_id: RuleId, author: Author = COMMAND_LINE) -> None:
    """Delete a rule; its history stays."""
    with opened() as (_, alerts):
        alerts.delete_rule(rule_id, author)
    console.print(f"deleted rule {rule_id}")


def import_file(
    file: Annotated[Path, typer.Argument(help="YAML file with rules, contacts and routes; - reads standard input.")],
    author: Author = COMMAND_LINE,
) -> None:
    """Store what a rule file holds, in place of the rules and contact points of the same id and name."""
    with opened() as (_, alerts):
        text, where = text_of(file)
        content = parse(text, alerts.actors, where)
        alerts.load(content, author)
    console.print(f"{len(content.rules)} rules, {len(content.contacts)} contacts, {len(content.routes)} routes")


def export(rule_id: Annotated[str, typer.Argument(help="Only this rule, as `add` and `edit` read it.")] = "") -> None:
    """Print all rules, contact points and routes as a rule file, or one rule."""
    with opened() as (_, alerts):
        typer.echo(as_yaml(plain(alerts.rule(rule_id))) if rule_id else dump(alerts.content()), nl=False)


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
        print_json(asdict(result) | {"rule": plain(result.rule)})
        return
    by_start = {(t.subject, t.at): t.id for t in reversed(opened_by)}
    for firing in result.firings:
        console.print(
            f"[bold]{when(firing.start)}[/] to {when(firing.end) or 'now'}  {firing.subject}", highlight=False
        )
        console.print(f"  {firing.reason}", highlight=False, markup=False)
        for quote in written[by_start[(firing.subject, firing.start)]]:
            line = (
                f"  {quote.speaker} > {quote.target} {quote.label} {quote.confidence:.2f} [{quote.outlet}] {quote.text}"
            )
            console.print(line, highlight=False, markup=False)
    shown = table_of("subject", "days with an alert", "without data")
    for subject in result.rule.subjects(alerts.actors):
        shown.add_row(subject, str(result.days.get(subject, 0)), f"{100 * result.no_data.get(subject, 0.0):.0f} %")
    console.print(shown)
    for reason in result.no_data_reasons:
        console.print(f"no data: {reason}", highlight=False, markup=False)
