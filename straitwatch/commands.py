"""`straitwatch broker`, `straitwatch topics` and `straitwatch dlq`: Kafka from the command line."""

import logging
from contextlib import closing
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from straitwatch import dead_letters
from straitwatch.broker import LocalBroker
from straitwatch.bus import KafkaBus
from straitwatch.errors import SettingsError
from straitwatch.settings import settings
from straitwatch.stopping import stop_on_signals
from straitwatch.topics import ALL_TOPICS

log = logging.getLogger(__name__)

topics = typer.Typer(help="Create and show the topics on Kafka.", no_args_is_help=True)
dlq = typer.Typer(help="Dead letters: records that could not be handled.", no_args_is_help=True)

SHOWN = 4_000
"""Bytes of a payload that `dlq show` prints unless --full is given."""


def broker() -> None:
    """Run the local Apache Kafka in the foreground until Ctrl-C; its data stay in the state folder."""
    config = settings()
    if config.kafka:
        raise SettingsError("STRAITWATCH_KAFKA names a cluster, so no local broker is run; unset it first")
    stop = stop_on_signals()
    console = Console(stderr=True)
    console.print(f"starting Apache Kafka on 127.0.0.1:{config.broker_port}, data in {config.state / 'kafka'}")
    local = LocalBroker(config, progress=lambda done, of: console.print(f"downloaded {done} of {of} files"))
    try:
        local.start(stop.is_set)
        if not stop.is_set():
            console.print(f"ready: {local.bootstrap} (process {local.pid})", markup=False)
        while not stop.wait(0.5):
            if not local.alive():
                raise local.failure()
    finally:
        local.stop()
    console.print("stopped")


@topics.command("create")
def create() -> None:
    """Create the topics that are missing, with their partitions and retention."""
    with closing(KafkaBus(settings())) as bus:
        created = bus.ensure_topics()
    Console().print("created " + ", ".join(created) if created else "all topics are there")


@topics.command("show")
def show_topics() -> None:
    """Show the topics: partitions, replicas, retention, records written."""
    table = Table("topic", "partitions", "replicas", "retention", "compression", "next offsets")
    with closing(KafkaBus(settings())) as bus:
        described = bus.describe()
        for topic in ALL_TOPICS:
            row = described.get(topic.name)
            if row is None:
                table.add_row(topic.name, "missing", *[""] * 4)
                continue
            kept = int(row.get("retention.ms", topic.retention_ms))
            days = "for ever" if kept < 0 else f"{kept / 86_400_000:g} days"
            ends = ", ".join(map(str, bus.ends(topic).values()))
            table.add_row(topic.name, row["partitions"], row["replicas"], days, row.get("compression.type", ""), ends)
    Console().print(table)


@dlq.command("list")
def list_letters(
    every: Annotated[bool, typer.Option("--all", help="Also those that were sent again.")] = False,
) -> None:
    """List dead letters, oldest first."""
    table = Table("number", "state", "failed (UTC)", "tries", "record", "error")
    hidden = 0
    with closing(KafkaBus(settings())) as bus:
        for found in dead_letters.letters(bus):
            letter = found.letter
            if not (found.waiting or every):
                hidden += 1
                continue
            table.add_row(
                str(found.number),
                "waiting" if found.waiting else "sent again",
                f"{letter.failed:%Y-%m-%d %H:%M:%S}",
                str(letter.attempts),
                f"{letter.topic}/{letter.partition}/{letter.offset}",
                escape(letter.error[:200]),
            )
    console = Console()
    if table.row_count:
        console.print(table)
    else:
        console.print("no dead letter waits" if not every else "there are no dead letters")
    if hidden:
        console.print(f"{hidden} sent again (--all shows them)")


@dlq.command("show")
def show_letter(
    number: Annotated[int, typer.Argument(min=0, help="Number in the list.")],
    full: Annotated[bool, typer.Option("--full", help="Print the whole payload.")] = False,
) -> None:
    """Show one dead letter with its payload."""
    console = Console(soft_wrap=True)
    with closing(KafkaBus(settings())) as bus:
        found = dead_letters.find(bus, number)
        data = dead_letters.payload_of(bus, found.letter)
    letter = found.letter
    console.print(f"record    {letter.topic}, partition {letter.partition}, offset {letter.offset}", markup=False)
    console.print(f"failed    {letter.failed:%Y-%m-%d %H:%M:%S} UTC, tried {letter.attempts} times", markup=False)
    console.print(f"state     {'waiting' if found.waiting else 'sent again'}")
    console.print(f"error     {letter.error}", markup=False)
    if data is None:
        console.print("payload   gone: it was too large to keep, and its topic no longer has it")
        return
    console.print(f"payload   {len(data):,} bytes", markup=False)
    console.print((data if full else data[:SHOWN]).decode("utf-8", "backslashreplace"), markup=False, highlight=False)


@dlq.command("retry")
def retry_letters(
    limit: Annotated[int | None, typer.Option(min=1, help="Send at most so many.")] = None,
) -> None:
    """Send the records of waiting letters back to their topics, oldest first, each once."""
    with closing(KafkaBus(settings())) as bus:
        done = dead_letters.retry(bus, limit)
    console = Console()
    console.print(f"{done.sent} sent again")
    if done.gone:
        numbers = ", ".join(map(str, done.gone))
        console.print(f"{len(done.gone)} not sent: their records are gone from their topics (letters {numbers})")
