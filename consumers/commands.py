"""`straitwatch work …`: one command for each worker."""

from typing import Annotated, Any

import typer

from consumers.metrics import Metrics, NotifyMetrics, WatchMetrics
from consumers.worker import Handler, Options, Worker
from straitwatch.bus import KafkaBus
from straitwatch.settings import Settings, settings
from straitwatch.stopping import stop_on_signals
from straitwatch.topics import ARTICLES, STATEMENTS, Topic

app = typer.Typer(help="Run a worker until it is told to stop.", no_args_is_help=True)

MetricsPort = Annotated[int, typer.Option(help="Port of the /metrics page; 0 serves none.")]


def _run(config: Settings, group: str, topic: Topic[Any], handler: Handler[Any], options: Options, port: int) -> None:
    metrics = Metrics(group)
    metrics.serve(port, config.metrics_address)
    bus = KafkaBus(config)
    bus.ensure_topics()
    Worker(bus, group, topic, handler, options, metrics=metrics).run(stop_on_signals())


@app.command("tag")
def tag(metrics_port: MetricsPort = 0) -> None:
    """Find the statements of incoming articles and judge their stance."""
    from consumers.tag import Tag
    from models.tagger import load_tagger

    config = settings()
    _run(config, "tag", ARTICLES, Tag(load_tagger(config)), Options(batch=config.tag_batch), metrics_port)


@app.command("record")
def record(metrics_port: MetricsPort = 0) -> None:
    """Put tagged articles into the store."""
    from consumers.record import Record
    from straitwatch.store import Store

    config = settings()
    with Store.open(config.store_url, half_life_days=config.half_life_days) as store:
        _run(config, "record", STATEMENTS, Record(store), Options(batch=500), metrics_port)


@app.command("watch")
def watch(metrics_port: MetricsPort = 0) -> None:
    """Evaluate the alert rules on new statements and on the clock."""
    from consumers.watch import run_watch

    config = settings()
    metrics = WatchMetrics()
    metrics.serve(metrics_port, config.metrics_address)
    run_watch(config, stop_on_signals(), metrics)


@app.command("notify")
def notify(metrics_port: MetricsPort = 0) -> None:
    """Deliver what the alerts put into the outbox."""
    from consumers.notify import run_notify

    config = settings()
    metrics = NotifyMetrics()
    metrics.serve(metrics_port, config.metrics_address)
    run_notify(config, stop_on_signals(), metrics)
