"""What the commands `straitwatch alerts …` share: the open store, lengths of time, tables, options."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from straitwatch.actor import load_actors
from straitwatch.alert_store import AlertStore
from straitwatch.clock import as_utc
from straitwatch.errors import RuleError
from straitwatch.settings import settings
from straitwatch.store import Store

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


def table_of(*columns: str) -> Table:
    """Return an empty table with these columns."""
    made = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        made.add_column(column, overflow="fold")
    return made


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    typer.echo(msgspec.json.encode(value).decode())


def when(at: datetime | None) -> str:
    """Return a time as a table shows it."""
    return at.strftime("%Y-%m-%d %H:%M") if at else ""


def text_of(file: Path) -> tuple[str, str]:
    """Return the text of a file, or of standard input for "-", and how messages name it.

    Raises:
        RuleError: it cannot be read.
    """
    if str(file) == "-":
        return typer.get_text_stream("stdin").read(), "standard input"
    try:
        return file.read_text(encoding="utf-8"), str(file)
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{file} cannot be read: {error}") from error
