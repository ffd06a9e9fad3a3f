"""Times what the dashboard reads from a store.

Run: python benchmarks/store/read.py URL
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import timedelta

from straitwatch.store import Store
from straitwatch.store_values import StatementFilter

ROUNDS = 7


def clocked(name: str, work: Callable[[], object]) -> None:
    """Print the median and worst time of some rounds, and the median processor time, in milliseconds."""
    took, spent = [], []
    for _ in range(ROUNDS):
        began, busy = time.perf_counter(), time.process_time()
        work()
        took.append(1000 * (time.perf_counter() - began))
        spent.append(1000 * (time.process_time() - busy))
    print(f"{name:<44} {statistics.median(took):8.1f} {max(took):8.1f} {statistics.median(spent):8.1f}", flush=True)


def main() -> None:
    """Print a table of what each reading takes."""
    with Store.open(sys.argv[1]) as store:
        status = store.status()
        print(f"{status.articles:,} articles, {status.statements:,} statements")
        print("in milliseconds: median and worst of the clock, median of the processor")
        until = status.newest_published
        if until is None:
            raise SystemExit("the store is empty")
        year, day = until - timedelta(days=365), until - timedelta(days=1)
        clocked("status", store.status)
        clocked("series, dyad, a year by the hour", lambda: store.series("Tokyo-Beijing", year, until))
        clocked("series, dyad, 24 hours by 5 minutes",
                lambda: store.series("Tokyo-Beijing", day, until, timedelta(minutes=5)))  # fmt: skip
        clocked("contributions, dyad, first 50", lambda: store.contributions("Tokyo-Beijing", until))
        month = until - timedelta(days=30)
        filters = {
            "none": StatementFilter(),
            "speaker, target": StatementFilter(speakers=("Beijing",), targets=("Taipei",)),
            "hostile": StatementFilter(labels=("hostile",)),
            "hostile, a rare outlet": StatementFilter(labels=("hostile",), outlets=("Outlet 59",)),
            "a month, confidence": StatementFilter(since=month, min_confidence=0.9),
            "two words": StatementFilter(text="radar incident"),
            "one common word": StatementFilter(text="talks"),
            "dyad, critical, word": StatementFilter(subject="Tokyo-Beijing", labels=("critical",), text="shrine"),
            "a word that is nowhere": StatementFilter(text="zyzzyva"),
            "wide script": StatementFilter(text="抗議"),
            "corrected": StatementFilter(corrected=True),
        }
        for name, where in filters.items():
            clocked(f"statements: {name}", lambda where=where: store.statements(where))  # type: ignore[misc]
            clocked(f"count: {name}", lambda where=where: store.count(where))  # type: ignore[misc]
        clocked("statements: hostile, by intensity",
                lambda: store.statements(StatementFilter(labels=("hostile",)), order="-intensity"))  # fmt: skip
        clocked("statements: none, page 1,000", lambda: store.statements(offset=100_000))
        clocked("coverage", store.coverage)
        clocked("outlets", store.outlets)


if __name__ == "__main__":
    main()
