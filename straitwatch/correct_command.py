"""The command `straitwatch correct`: list, set and undo an analyst's labels."""

import getpass
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from straitwatch.errors import StoreError
from straitwatch.settings import settings
from straitwatch.stance import LABELS
from straitwatch.store import Store
from straitwatch.store_values import Correction

app = typer.Typer(help="Relabel statements; the index follows at once.", no_args_is_help=True)
Author = Annotated[str, typer.Option("--author", "-a", help="Who corrects; the user of this terminal if left out")]


def _author(given: str) -> str:
    if given.strip():
        return given.strip()
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise StoreError("the user of this terminal has no name; give one with --author") from error


def row(correction: Correction) -> tuple[str, ...]:
    """Return the cells of a correction's row."""
    undone = f"undone {correction.undone:%Y-%m-%d %H:%M} by {correction.undone_by}" if correction.undone else "holds"
    return (
        str(correction.id),
        f"{correction.at:%Y-%m-%d %H:%M}",
        correction.author,
        correction.statement_id,
        correction.target,
        f"{correction.before} -> {correction.label}",
        undone,
        correction.note,
    )


def _show(corrections: list[Correction]) -> None:
    table = Table("no.", "when (UTC)", "author", "statement", "target", "label", "state", "note")
    for correction in corrections:
        table.add_row(*row(correction))
    console = Console()
    Console(width=console.width if console.is_terminal else 200, markup=False, highlight=False).print(table)


@app.command("list")
def list_corrections(
    statement: Annotated[str, typer.Option("--statement", "-s", help="Only those of this statement")] = "",
    holding: Annotated[bool, typer.Option("--holding", help="Only those not taken back")] = False,
) -> None:
    """List corrections, newest first."""
    with Store.open(settings().store_url) as store:
        _show(store.corrections(statement or None, undone=not holding))


@app.command("set")
def set_label(
    statement: Annotated[str, typer.Argument(help="Id of the statement, as lists and exports show it")],
    target: Annotated[str, typer.Argument(help="Actor spoken about: Tokyo, Beijing, Taipei")],
    label: Annotated[str, typer.Argument(help=", ".join(LABELS))],
    author: Author = "",
    note: Annotated[str, typer.Option("--note", "-n", help="Why")] = "",
) -> None:
    """Put a label in place of the model's."""
    chosen = next((one for one in LABELS if one == label), None)
    if chosen is None:
        raise typer.BadParameter(f"{label!r} is no label; choose {', '.join(LABELS)}")
    with Store.open(settings().store_url) as store:
        _show([store.correct(statement, target, chosen, _author(author), note)])


@app.command("undo")
def undo(
    number: Annotated[int, typer.Argument(help="Number of the correction, as `straitwatch correct list` shows it")],
    author: Author = "",
) -> None:
    """Take a correction back."""
    with Store.open(settings().store_url) as store:
        _show([store.undo(number, _author(author))])
