"""Counters of a worker, in the form that Prometheus reads."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

from straitwatch.errors import SettingsError

SECONDS = (0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100)


class Metrics:
    """What one worker counts; `worker` is the name of its group. Each has a registry of its own."""

    def __init__(self, worker: str, registry: CollectorRegistry | None = None) -> None:
        own = self.registry = registry or CollectorRegistry()
        by = ("worker",)
        self._records = Counter("straitwatch_records", "Records committed", by, registry=own).labels(worker)
        self._dead = Counter("straitwatch_dead_letters", "Records put aside", by, registry=own).labels(worker)
        self._moved = Counter("straitwatch_moved", "Batches another worker took over", by, registry=own).labels(worker)
        self._failed = Counter("straitwatch_failures", "Steps to be tried again", by, registry=own).labels(worker)
        self._seconds = Histogram(
            "straitwatch_batch_seconds", "From reading a batch to its commit", by, registry=own, buckets=SECONDS
        ).labels(worker)
        self._last = Gauge("straitwatch_last_commit_seconds", "Time of the last commit", by, registry=own).labels(
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

    def failed(self) -> None:
        """Count a step that failed."""
        self._failed.inc()

    def value(self, name: str) -> float:
        """Return the sum of a counter over its labels, by its full name; 0 if there is none."""
        return sum(s.value for m in self.registry.collect() for s in m.samples if s.name == name)

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
