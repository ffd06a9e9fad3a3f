"""The command `straitwatch export`: series, statements and alerts out of the store into files."""

import re
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from straitwatch import export
from straitwatch.actor import CAPITALS
from straitwatch.clock import as_utc, system_clock
from straitwatch.errors import StoreError
from straitwatch.export import Format
from straitwatch.settings import settings
from straitwatch.store import Store
from straitwatch.store_values import StatementFilter
from straitwatch.subject import all_directions, directions, dyads

app = typer.Typer(help="Write series, statements or alerts to CSV, JSON or Parquet.", no_args_is_help=True)
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def moment(words: str) -> datetime:
    """Read a time such as 2024-03-01 or 2024-03-01T09:00+09:00; without an offset it is UTC."""
    try:
        return as_utc(datetime.fromisoformat(words))
    except ValueError as error:
        raise typer.BadParameter(f"{words!r} is no time such as 2024-03-01 or 2024-03-01T09:00+09:00") from error


def step_of(words: str) -> timedelta:
    """Read a step such as 15m, 1h or 1d.

    >>> step_of("15m")
    datetime.timedelta(seconds=900)
    """
    found = re.fullmatch(r"(\d{1,4})([mhd])", words)
    if not found:
        raise typer.BadParameter(f"{words!r} is no step such as 15m, 1h or 1d")
    return timedelta(**{UNITS[found[2]]: int(found[1])})


def subject_of(words: str) -> str:
    """Check a subject such as Tokyo-Beijing or "Tokyo>Beijing"."""
    try:
        directions(words)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    return words


Since = Annotated[str, typer.Option("--since", help="First time, UTC unless it has an offset; 90 days ago if left out")]
Until = Annotated[str, typer.Option("--until", help="Time before which to end; now if left out")]
Out = Annotated[Path, typer.Option("--out", "-o", help="File to write; - is standard output")]
Kind = Annotated[Format, typer.Option("--format", "-f", help="json is one object a line")]


def period(since: str, until: str) -> tuple[datetime, datetime]:
    """Return the period two options name."""
    end = moment(until) if until else system_clock()
    begin = moment(since) if since else end - timedelta(days=90)
    if begin >= end:
        raise typer.BadParameter("--since must lie before --until")
    return begin, end


def write(frames: Iterable[pd.DataFrame], kind: Format, out: Path) -> None:
    """Write frames to a file or standard output and say how many rows there were.

    Raises:
        StoreError: the file cannot be written.
    """
    if str(out) == "-":
        rows = export.write(frames, kind, sys.stdout.buffer)
    else:
        try:
            with out.open("wb") as file:
                rows = export.write(frames, kind, file)
        except OSError as error:
            raise StoreError(f"{out} cannot be written: {error.strerror}") from error
    typer.echo(f"{rows:,} rows written to {'standard output' if str(out) == '-' else out}", err=True)


@app.command()
def series(
    subject: Annotated[
        list[str] | None, typer.Option("--subject", "-s", help="Dyad or direction; all of them if left out")
    ] = None,
    since: Since = "",
    until: Until = "",
    step: Annotated[str, typer.Option("--step", help="15m, 1h, 1d …: divides an hour, or whole hours")] = "1h",
    kind: Kind = Format.csv,
    out: Out = Path("-"),
) -> None:
    """Write the tension index."""
    begin, end = period(since, until)
    chosen = [subject_of(one) for one in subject or (*dyads(CAPITALS), *all_directions(CAPITALS))]
    distance = step_of(step)
    if distance <= timedelta(0) or (timedelta(hours=1) % distance and distance % timedelta(hours=1)):
        raise typer.BadParameter("--step must divide an hour or be a whole number of hours")
    with Store.open(settings().store_url) as store:
        write(export.series(store, chosen, begin, end, distance), kind, out)


@app.command()
def statements(
    subject: Annotated[str, typer.Option("--subject", "-s", help="Dyad or direction")] = "",
    label: Annotated[list[str] | None, typer.Option("--label", "-l", help="Label, or uncertain")] = None,
    outlet: Annotated[list[str] | None, typer.Option("--outlet", help="Name of an outlet")] = None,
    text: Annotated[str, typer.Option("--text", "-t", help="Words that must all occur")] = "",
    since: Since = "",
    until: Until = "",
    kind: Kind = Format.csv,
    out: Out = Path("-"),
) -> None:
    """Write statements, one row a target."""
    begin, end = period(since, until)
    where = StatementFilter(
        subject=subject_of(subject) if subject else "",
        labels=tuple(label or ()),
        outlets=tuple(outlet or ()),
        text=text,
        since=begin,
        until=end,
    )
    with Store.open(settings().store_url) as store:
        write(export.statements(store, where), kind, out)


@app.command()
def alerts(since: Since = "", until: Until = "", kind: Kind = Format.csv, out: Out = Path("-")) -> None:
    """Write the changes of state of every alert rule."""
    begin, end = period(since, until)
    with Store.open(settings().store_url) as store:
        write(export.alerts(store, begin, end), kind, out)
