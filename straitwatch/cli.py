"""The command `straitwatch`: gathers what each part of the program registers as a command.

A part registers a Typer app (a group of commands) or a function (one command) under the entry-point group
`straitwatch.commands`, so that the domain imports none of the parts.
"""

import logging
import sys
from importlib.metadata import entry_points, version
from typing import Annotated

import typer
from rich.console import Console

from straitwatch.errors import StraitwatchError

GROUP = "straitwatch.commands"


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"straitwatch {version('straitwatch')}")
        raise typer.Exit


def build(wanted: str = "") -> typer.Typer:
    """Return the command line with every registered command in it, or only with the one `wanted` if there is one.

    A worker then starts without loading the libraries of all the other commands.
    """
    app = typer.Typer(
        name="straitwatch",
        help="Watch what Tokyo, Beijing and Taipei say about each other.",
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"]},
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def root(
        verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log every step to standard error.")] = False,
        _v: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it.")] = False,
    ) -> None:
        logging.basicConfig(
            level=logging.DEBUG if verbose else logging.INFO,
            format="%(asctime)s %(levelname)-7s %(name)s %(message)s",
            stream=sys.stderr,
        )
        logging.getLogger("kafka").setLevel(logging.INFO if verbose else logging.CRITICAL)
        logging.getLogger("httpx").setLevel(logging.WARNING)

    points = sorted(entry_points(group=GROUP), key=lambda p: p.name)
    for point in [p for p in points if p.name == wanted] or points:
        part = point.load()
        if isinstance(part, typer.Typer):
            app.add_typer(part, name=point.name)
        else:
            app.command(point.name)(part)
    return app


def main() -> None:
    """Run the command line; an error made on purpose is one red line and exit code 1."""
    try:
        build(next((word for word in sys.argv[1:] if not word.startswith("-")), ""))()
    except StraitwatchError as error:
        Console(stderr=True).print("error:", str(error), style="red", markup=False, highlight=False)
        sys.exit(1)
