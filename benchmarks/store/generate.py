"""Seeded invented articles with statements, as the tag worker would write them, for timing the store.

Run: python benchmarks/store/generate.py URL [articles] [statements an article] [days] [seed] [end, ISO 8601]
"""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np

from straitwatch.actor import CAPITALS
from straitwatch.article import Article
from straitwatch.stance import LABELS, Stance
from straitwatch.statement import Span, Statement
from straitwatch.store import Store
from straitwatch.topics import Tagging

WORDS = [
    "ministry", "spokesperson", "talks", "strait", "patrol", "island", "fishing", "vessel", "protest", "regret",
    "concern", "firm", "cooperation", "visit", "delegation", "tariff", "export", "airspace", "exercise",
    "statement", "neighbour", "dialogue", "agreement", "condemn", "threaten", "welcome", "urge", "sovereignty",
    "maritime", "economy", "summit", "minister", "coast", "guard", "radar", "incident", "apology", "textbook",
    "shrine", "semiconductor",
]  # fmt: skip
SPEAKERS = (*CAPITALS, "other", "unknown")
BATCH = 500


def taggings(
    articles: int, each: float = 10.0, days: int = 400, seed: int = 1, end: datetime | None = None
) -> Iterator[Tagging]:
    """Yield tagged articles, oldest first, `each` statements an article on average, spread over `days` up to `end`.

    One article in five is a copy of one of the fifty before it.
    """
    rng = np.random.default_rng(seed)
    until = end or datetime(2026, 1, 1, tzinfo=UTC)
    moments = np.sort(rng.uniform(0, days * 86_400_000_000, articles)).astype(np.int64)
    start = until - timedelta(days=days)
    recent: list[str] = []
    for place in range(articles):
        published = start + timedelta(microseconds=int(moments[place]))
        spoken = [" ".join(rng.choice(WORDS, 14)) + f" {rng.integers(1_000_000)}." for _ in range(rng.poisson(each))]
        article = Article(
            title=" ".join(rng.choice(WORDS, 8)).capitalize(),
            text=" ".join(spoken) or f"Nothing was said, {place}.",
            outlet=f"Outlet {rng.zipf(1.6) % 60}",
            published=published,
            received=published + timedelta(minutes=5),
            url=f"https://example.org/{place}",
            language="en",
            origin="benchmark",
            story=recent[int(rng.integers(len(recent)))] if recent and rng.random() < 0.2 else "",
        )
        recent = [*recent[-49:], article.id]
        yield Tagging(article, tuple(_statements(article, spoken, rng)), True, "benchmark", published, 0.05)


def _statements(article: Article, spoken: list[str], rng: np.random.Generator) -> Iterator[Statement]:
    offset = 0
    for words in spoken:
        speaker = SPEAKERS[rng.choice(5, p=(0.25, 0.3, 0.2, 0.15, 0.1))]
        span = Span(offset, offset + len(words))
        offset += len(words) + 1
        stances = tuple(
            Stance(target, _odds(rng), (0.3, 0.6, 0.1), abstained=bool(rng.random() < 0.05), model="benchmark-1")
            for target in CAPITALS
            if speaker in CAPITALS and target != speaker
        )
        yield Statement(
            article.id, "direct", span, words, speaker, f"{speaker} official", Span(span.start, span.start + 8), None,
            0.95, 0.9, stances,
        )  # fmt: skip


def _odds(rng: np.random.Generator) -> tuple[float, float, float, float]:
    main = int(rng.choice(len(LABELS), p=(0.04, 0.14, 0.74, 0.08)))
    odds = rng.dirichlet(np.where(np.arange(4) == main, 12.0, 1.0))
    return float(odds[0]), float(odds[1]), float(odds[2]), float(odds[3])


def main() -> None:
    """Fill a store and say how fast that went."""
    url = sys.argv[1]
    articles, each, days, seed = (
        kind(sys.argv[place]) if len(sys.argv) > place else default
        for place, (kind, default) in enumerate(((int, 100_000), (float, 10.0), (int, 400), (int, 1)), start=2)
    )
    end = datetime.fromisoformat(sys.argv[6]).astimezone(UTC) if len(sys.argv) > 6 else None
    spent = 0.0
    with Store.open(url) as store:
        batch: list[Tagging] = []
        for place, tagging in enumerate(taggings(int(articles), float(each), int(days), int(seed), end), start=1):
            batch.append(tagging)
            if len(batch) == BATCH or place == articles:
                began = time.perf_counter()
                store.record(batch)
                spent += time.perf_counter() - began
                batch = []
                if place % 10_000 == 0 or place == articles:
                    print(f"{place:,} articles in {spent:.1f} s, {place / spent:.0f} a second", flush=True)
        print(store.status())


if __name__ == "__main__":
    main()
