"""What the commands of `straitwatch produce` do: open bus and memories, send, show progress, sum up."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from producers.copies import Copies
from producers.draft import Draft, Refused, Stated
from producers.feed_memory import FeedMemory
from producers.feeds import Follower
from producers.fetch import Fetcher
from producers.files import files, read
from producers.outlets import read_outlets
from producers.replay import Pace, dated, replay
from producers.robots import Robots
from producers.send import Sender, Tally
from straitwatch.bus import KafkaBus
from straitwatch.clock import monotonic, system_clock
from straitwatch.feed_state import FeedState, feed_states
from straitwatch.settings import settings
from straitwatch.stopping import stop_on_signals
from straitwatch.topics import ARTICLES

LISTED = 20
"""Refusals named in the summary."""


def send_files(paths: Iterable[Path], stated: Stated) -> None:
    """Send all that the paths hold; ends with exit code 1 if that is nothing."""
    with _sender("files", stated) as sender, _progress() as progress:
        found = list(files(paths))
        task = progress.add_task("reading", total=len(found))

        def drafts() -> Iterator[Draft | Refused]:
            for path in found:
                progress.update(task, description=Path(path.where).name if isinstance(path, Refused) else path.name)
                yield from [path] if isinstance(path, Refused) else read(path)
                progress.advance(task)

        sender.send(drafts())
    _summary(sender.tally)


def send_again(paths: Sequence[Path], pace: Pace, stated: Stated, *, sample: bool) -> None:
    """Replay folders or files; ends with exit code 1 if nothing in it has a date."""
    with _sender("replay", stated, sample=sample) as sender, _progress() as progress:
        drafts = dated((d for p in files(paths) for d in ([p] if isinstance(p, Refused) else read(p))), sender)
        task = progress.add_task("replaying", total=len(drafts))

        def done(handled: int) -> None:
            progress.update(task, completed=handled)

        replay(drafts, sender, pace, clock=system_clock, sleep=time.sleep, done=done)
    _summary(sender.tally)


def follow_feeds(outlets: Path, *, once: bool) -> None:
    """Follow the feeds of a list of outlets until a signal stops it, or poll each one `once`."""
    rules, feeds = read_outlets(outlets)
    folder, stop = settings().state, stop_on_signals()
    with (
        FeedMemory(folder) as memory,
        Fetcher(rules, system_clock, monotonic, stop.wait) as web,
        _sender("feeds", Stated()) as sender,
    ):
        allowed = Robots(web, monotonic).check
        follower = Follower(feeds, memory, web, allowed, sender, system_clock, rules.budget_seconds, stop=stop)
        follower.step(all_now=once)
        while not once and not stop.wait(follower.wait()):
            follower.step()
        if once:
            _polled(sender.tally, feed_states(folder))


@contextmanager
def _sender(origin: str, stated: Stated, *, sample: bool = False) -> Iterator[Sender]:
    with ExitStack() as stack:
        config = settings()
        copies = stack.enter_context(Copies(config.state / "copies.db", system_clock))
        bus = stack.enter_context(closing(KafkaBus(config)))
        bus.ensure_topics((ARTICLES,))
        yield Sender(bus, system_clock, origin, copies.place, stated, sample)


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
