"""`straitwatch produce`: files, replay and feeds as commands."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from producers.copies import Copies
from producers.draft import Draft, Refused, Stated, parse_date
from producers.feed_memory import FeedMemory
from producers.feeds import Follower
from producers.fetch import Fetcher
from producers.files import files as list_files
from producers.files import read
from producers.outlets import read_outlets
from producers.replay import SAMPLE_PACE, Pace, bundled, dated
from producers.replay import replay as send_again
from producers.robots import Robots
from producers.send import Sender, Tally
from straitwatch.bus import KafkaBus
from straitwatch.clock import monotonic, system_clock
from straitwatch.errors import ArticleError, SettingsError
from straitwatch.feed_state import FeedState, feed_states
from straitwatch.settings import settings
from straitwatch.stopping import stop_on_signals

app = typer.Typer(help="Bring articles in: from files, from a folder replayed, from feeds.", no_args_is_help=True)
LISTED = 20
"""Refusals named in the summary."""

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
    stated = _stated(outlet, language, title, date)
    with _sender("files", stated) as sender, _progress() as progress:
        found = list(list_files(paths))
        task = progress.add_task("reading", total=len(found))

        def drafts() -> Iterator[Draft | Refused]:
            for path in found:
                progress.update(task, description=Path(path.where).name if isinstance(path, Refused) else path.name)
                yield from [path] if isinstance(path, Refused) else read(path)
                progress.advance(task)

        tally = sender.send(drafts())
    _summary(tally)


@app.command()
def replay(
    folder: Annotated[Path | None, typer.Argument(help="Folder or file; with --sample, the bundled articles.")] = None,
    speed: Annotated[float, typer.Option(min=0, help="Divides the time between articles; 0 sends at once.")] = 0.0,
    shift_to_now: Annotated[bool, typer.Option(help="Move all dates alike, so that the newest falls now.")] = False,
    spread: Annotated[float, typer.Option(min=0, help="Spread the articles over the last DAYS days.")] = 0.0,
    live: Annotated[int, typer.Option(min=0, help="Hold the newest N back and send them one by one.")] = 0,
    every: Annotated[float, typer.Option(min=0, help="Seconds between live articles.")] = SAMPLE_PACE.every,
    sample: Annotated[bool, typer.Option(help="Mark as sample; a month of history, then live articles.")] = False,
    outlet: Outlet = "",
    language: Language = "",
) -> None:
    """Send dated articles again, in order of date, as fast as asked."""
    if folder is None and not sample:
        raise typer.BadParameter("name a folder, or give --sample for the bundled articles", param_hint="FOLDER")
    if shift_to_now and spread:
        raise typer.BadParameter("either --shift-to-now or --spread", param_hint="--spread")
    if sample and not (spread or shift_to_now or speed):
        spread, live = SAMPLE_PACE.days, live or SAMPLE_PACE.live
    pace = Pace(speed, shift_to_now, spread, live, every)
    with _sender("replay", _stated(outlet, language, "", ""), sample=sample) as sender, _progress() as progress:
        sources = list_files([folder or bundled()])
        found = (d for path in sources for d in ([path] if isinstance(path, Refused) else read(path)))
        drafts = dated(found, sender)
        task = progress.add_task("replaying", total=len(drafts))
        send_again(
            drafts,
            sender,
            pace,
            clock=system_clock,
            sleep=time.sleep,
            done=lambda n: progress.update(task, completed=n),
        )
    _summary(sender.tally)


@app.command()
def feeds(
    outlets: Annotated[Path | None, typer.Option(help="File of outlets; default: STRAITWATCH_OUTLETS.")] = None,
    once: Annotated[bool, typer.Option("--once", help="Poll every feed once, now, and end.")] = False,
) -> None:
    """Follow RSS, Atom and JSON feeds; nothing is sent twice, also across restarts."""
    file = outlets or settings().outlets
    if file is None:
        raise SettingsError("no outlets to follow: set STRAITWATCH_OUTLETS, or give --outlets outlets.toml")
    rules, found = read_outlets(file)
    stop = stop_on_signals()
    with (
        FeedMemory(settings().state) as memory,
        Fetcher(rules, system_clock, monotonic, stop.wait) as fetcher,
        _sender("feeds", Stated()) as sender,
    ):
        robots = Robots(fetcher, monotonic)
        follower = Follower(found, memory, fetcher, robots.check, sender, system_clock, rules.budget_seconds, stop=stop)
        follower.step(all_now=once)
        while not once and not stop.wait(follower.wait()):
            follower.step()
        if once:
            _polled(sender.tally, feed_states(settings().state))


@contextmanager
def _sender(origin: str, stated: Stated, *, sample: bool = False) -> Iterator[Sender]:
    with ExitStack() as stack:
        config = settings()
        copies = stack.enter_context(Copies(config.state / "copies.db", system_clock))
        bus = stack.enter_context(closing(KafkaBus(config)))
        yield Sender(bus, system_clock, origin, copies.place, stated, sample)


def _stated(outlet: str, language: str, title: str, date: str) -> Stated:
    try:
        published = parse_date(date, "--date") if date else None
    except ArticleError as error:
        raise typer.BadParameter(str(error)) from error
    return Stated(title, outlet, published, language)


def _progress() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def _polled(tally: Tally, states: tuple[FeedState, ...]) -> None:
    """Print what one poll of all feeds brought; end with exit code 1 if no feed could be had."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    failed = [state for state in states if state.last_error]
    console.print(
        f"sent {tally.sent:,} articles; feeds: {len(states) - len(failed)} read, {len(failed)} could not be had",
        markup=False,
    )
    for state in failed:
        console.print(f"  {state.outlet}: {state.last_error}", markup=False, style="yellow")
    if len(failed) == len(states):
        raise typer.Exit(1)


def _summary(tally: Tally) -> None:
    """Print what was sent and refused; end with exit code 1 if nothing could be sent."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    copies = f", {tally.copies:,} of them copies of a story already there" if tally.copies else ""
    console.print(
        f"sent {tally.sent:,} article{'' if tally.sent == 1 else 's'}{copies}; refused {tally.refused:,}", markup=False
    )
    for refused in tally.reasons[:LISTED]:
        console.print(f"  {refused.where}: {refused.reason}", markup=False, style="yellow")
    if tally.refused > LISTED:
        console.print(f"  … and {tally.refused - LISTED:,} more", markup=False, style="yellow")
    if not tally.sent:
        raise typer.Exit(1)
