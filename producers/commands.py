"""`straitwatch produce`: files, replay and feeds as commands."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from producers.draft import Stated, parse_date
from producers.replay import SAMPLE_PACE, Pace
from producers.replay import sample as sample_folders
from straitwatch.errors import ArticleError, SettingsError
from straitwatch.settings import settings

app = typer.Typer(help="Bring articles in: from files, from a folder replayed, from feeds.", no_args_is_help=True)

Outlet = Annotated[str, typer.Option(help="Outlet of all articles, whatever the files say.")]
Language = Annotated[str, typer.Option(help="Language of all articles: en, ja, zh-Hans, zh-Hant, …")]
Title = Annotated[str, typer.Option(help="Title of all articles.")]
Date = Annotated[str, typer.Option(help="Date of all articles: 2023-09-13 or 2023-09-13T08:00+09:00.")]


@app.command()
def files(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders; - is standard input.", show_default=False)],
    outlet: Outlet = "",
    language: Language = "",
    title: Title = "",
    date: Date = "",
) -> None:
    """Send plain text, HTML, JSON, JSONL and corpus mark-up; folders are read with all that is below them."""
    from producers.run import send_files

    send_files(paths, _stated(outlet, language, title, date))


@app.command()
def replay(
    folder: Annotated[Path | None, typer.Argument(help="Folder or file; with --sample, the bundled articles.")] = None,
    speed: Annotated[float, typer.Option(min=0, help="Divides the time between articles; 0 sends at once.")] = 0.0,
    shift_to_now: Annotated[bool, typer.Option(help="Move all dates alike, so that the newest falls now.")] = False,
    spread: Annotated[float, typer.Option(min=0, help="Spread the articles over the last DAYS days.")] = 0.0,
    live: Annotated[int, typer.Option(min=0, help="Hold the newest N back and send them one by one.")] = 0,
    every: Annotated[float, typer.Option(min=0, help="Seconds between live articles.")] = SAMPLE_PACE.every,
    sample: Annotated[bool, typer.Option(help="Mark as sample; five months of history, then live articles.")] = False,
    outlet: Outlet = "",
    language: Language = "",
) -> None:
    """Send dated articles again, in order of date, as fast as asked."""
    from producers.run import send_again

    if folder is None and not sample:
        raise typer.BadParameter("name a folder, or give --sample for the bundled articles", param_hint="FOLDER")
    if shift_to_now and spread:
        raise typer.BadParameter("either --shift-to-now or --spread", param_hint="--spread")
    if sample and not (spread or shift_to_now or speed):
        pace = replace(SAMPLE_PACE, live=live or SAMPLE_PACE.live, every=every)
    else:
        pace = Pace(speed, shift_to_now, spread, live, every)
    send_again([folder] if folder else sample_folders(), pace, _stated(outlet, language, "", ""), sample=sample)


@app.command()
def feeds(
    outlets: Annotated[Path | None, typer.Option(help="File of outlets; default: STRAITWATCH_OUTLETS.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once, now, and end.")] = False,
) -> None:
    """Follow RSS, Atom and JSON feeds; nothing is sent twice, also across restarts."""
    from producers.run import follow_feeds

    file = outlets or settings().outlets
    if file is None:
        raise SettingsError("no outlets to follow: set STRAITWATCH_OUTLETS, or give --outlets outlets.toml")
    follow_feeds(file, once=once)


def _stated(outlet: str, language: str, title: str, date: str) -> Stated:
    try:
        published = parse_date(date, "--date") if date else None
    except ArticleError as error:
        raise typer.BadParameter(str(error)) from error
    return Stated(title, outlet, published, language)
