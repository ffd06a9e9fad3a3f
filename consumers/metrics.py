"""Counters of the workers, in the form that Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from straitwatch.errors import SettingsError

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)
BY = ("worker",)


class Page:
    """What every worker counts, and the page that shows it; `worker` is its name. Each has a registry of its own."""

    def __init__(self, worker: str, registry: CollectorRegistry | None = None) -> None:
        self.worker = worker
        own = self.registry = registry or CollectorRegistry()
        self._failed = Counter("straitwatch_failures", "Steps to be tried again", BY, registry=own).labels(worker)

    def failed(self) -> None:
        """Count a step that failed."""
        self._failed.inc()

    def value(self, name: str, **labels: str) -> float:
        """Return the sum of a counter, by its full name, over the series with these labels; 0 if there is none."""
        samples = (sample for metric in self.registry.collect() for sample in metric.samples if sample.name == name)
        return sum(one.value for one in samples if labels.items() <= one.labels.items())

    def serve(self, port: int, address: str = "127.0.0.1") -> None:
        """Serve the counters at http://address:port/metrics from a thread; port 0 serves nothing.

        Raises:
            SettingsError: the port is taken.
        """
        if not port:
            return
        try:
            start_http_server(port, addr=address, registry=self.registry)
        except OSError as error:
            raise SettingsError(f"--metrics-port {port} cannot be opened: {error}") from error


class Metrics(Page):
    """What a worker that reads a topic counts."""

    def __init__(self, worker: str, registry: CollectorRegistry | None = None) -> None:
        super().__init__(worker, registry)
        own = self.registry
        self._records = Counter("straitwatch_records", "Records committed", BY, registry=own).labels(worker)
        self._dead = Counter("straitwatch_dead_letters", "Records put aside", BY, registry=own).labels(worker)
        self._moved = Counter("straitwatch_moved", "Batches another worker took over", BY, registry=own).labels(worker)
        self._seconds = Histogram(
            "straitwatch_batch_seconds", "From reading a batch to its commit", BY, registry=own, buckets=SECONDS
        ).labels(worker)
        self._last = Gauge("straitwatch_last_commit_seconds", "Time of the last commit", BY, registry=own).labels(
            worker
        )

    def committed(self, records: int, dead: int, seconds: float) -> None:
        """Count a batch that was committed."""
        self._records.inc(records)
        self._dead.inc(dead)
        self._seconds.observe(seconds)
        self._last.set_to_current_time()

    def moved(self) -> None:
        """Count a batch whose partitions went to another worker."""
        self._moved.inc()


class WatchMetrics(Page):
    """What the watch worker counts; one that waits for the lease counts no rounds."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        super().__init__("watch", registry)
        own = self.registry
        self._rounds = Counter("straitwatch_rounds", "Rounds of evaluation", BY, registry=own).labels("watch")
        self._seconds = Histogram(
            "straitwatch_round_seconds", "Time of a round", BY, registry=own, buckets=SECONDS
        ).labels("watch")
        self._last = Gauge("straitwatch_last_round_seconds", "Time of the last round", BY, registry=own).labels("watch")
        self._transitions = Counter("straitwatch_transitions", "Transitions published", (*BY, "state"), registry=own)

    def evaluated(self, seconds: float) -> None:
        """Count a round whose outcome is stored."""
        self._rounds.inc()
        self._seconds.observe(seconds)
        self._last.set_to_current_time()

    def published(self, state: str) -> None:
        """Count a transition to a state that lies on [alerts] now."""
        self._transitions.labels("watch", state).inc()


class NotifyMetrics(Metrics):
    """What the notify worker counts besides the records it reads."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        super().__init__("notify", registry)
        own = self.registry
        self._deliveries = Counter(
            "straitwatch_deliveries", "Tries to deliver a message", (*BY, "result"), registry=own
        )
        self._waiting = Gauge("straitwatch_outbox_waiting", "Notifications not delivered yet", BY, registry=own).labels(
            "notify"
        )
        for result in ("sent", "sending", "dead"):
            self._deliveries.labels("notify", result)

    def tried(self, result: str) -> None:
        """Count a try: sent; sending, where it is to be tried again; dead, where it is given up."""
        self._deliveries.labels("notify", result).inc()

    def waiting(self, notifications: int) -> None:
        """Tell how many notifications are in the outbox."""
        self._waiting.set(notifications)
