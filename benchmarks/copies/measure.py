"""Pairwise precision, recall and F1 of near-copy clusters on made sets, by kind, with time and size.

Run: python -m benchmarks.copies.measure [--seeds 11 12 13] [--tune] [--load 20000]
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from pathlib import Path

from benchmarks.copies.make import START, Story, make
from producers.copies import Bar, Copies
from producers.draft import article
from straitwatch.article import Article
from straitwatch.clock import ManualClock

HELD_OUT = (11, 12, 13, 14, 15)
"""Seeds the figures are reported on; the bar was set on seeds 1 and 2."""


@dataclass(frozen=True)
class Pairs:
    """Pairs put together rightly, wrongly, and kept apart wrongly."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of the pairs put together that are copies."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of the pairs of copies that were put together."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def clusters(stories: Sequence[Story], place: Callable[[Article], Article]) -> list[str]:
    """Return the story id that each article is given, in their order."""
    received = START.replace(month=6)
    return [place(article(story.draft, received, "benchmark")).story_id for story in stories]


def pairs(stories: Sequence[Story], given: Sequence[str]) -> Pairs:
    """Count the pairs of all articles."""
    both = Counter(zip((s.cluster for s in stories), given, strict=True))
    right = _pairs(both.values())
    together = _pairs(Counter(given).values())
    copies = _pairs(Counter(s.cluster for s in stories).values())
    return Pairs(right, together - right, copies - right)


def _pairs(sizes: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)


def run(seed: int, bar: Bar, bases: int | None = None) -> tuple[list[Story], list[str], float]:
    """Place the set of a seed in an empty memory; return it, the story ids, and the seconds an article took."""
    stories = make(seed, bases)
    with tempfile.TemporaryDirectory() as folder, Copies(Path(folder) / "copies.db", ManualClock(START), bar) as copies:
        began = time.perf_counter()
        given = clusters(stories, copies.place)
        return stories, given, (time.perf_counter() - began) / len(stories)


def by_kind(stories: Sequence[Story], given: Sequence[str]) -> dict[str, float]:
    """Return the share of each kind of copy that is in its base's cluster, and of siblings kept out of it."""
    base = {s.cluster: g for s, g in zip(stories, given, strict=True) if s.kind == "base"}
    hits: dict[str, list[bool]] = {}
    for story, found in zip(stories, given, strict=True):
        if story.kind.startswith("sibling"):
            hits.setdefault(story.kind, []).append(base[story.cluster.split("-")[0]] != found)
        elif story.kind != "base":
            hits.setdefault(story.kind, []).append(base[story.cluster] == found)
    return {kind: sum(found) / len(found) for kind, found in sorted(hits.items())}


def tune() -> None:
    """Print the F1 of bars on the seeds that are not reported."""
    for containment, jaccard in product((0.45, 0.5, 0.55, 0.6), (0.2, 0.25)):
        counts = [pairs(*run(seed, Bar(containment, jaccard), 60)[:2]) for seed in (1, 2)]
        print(
            f"{containment:.2f} {jaccard:.2f}  "
            + "  ".join(f"{c.precision:.4f}/{c.recall:.4f}/{c.f1:.4f}" for c in counts)
        )


def load(count: int) -> dict[str, float]:
    """Return what placing costs once the memory holds `count` articles of random words."""
    draw, words = random.Random(7), [f"word{n}" for n in range(5_000)]

    def drawn(n: int) -> Article:
        text = " ".join(draw.choices(words, k=400))
        return Article(f"Load {n}", text, "Load", START + timedelta(minutes=n % 10_000), START)

    with tempfile.TemporaryDirectory() as folder, Copies(Path(folder) / "copies.db", ManualClock(START)) as copies:
        for n in range(count):
            copies.place(drawn(n))
        fresh = [drawn(count + n) for n in range(500)]
        began = time.perf_counter()
        for one in fresh:
            copies.place(one)
        seconds = time.perf_counter() - began
        size = sum(f.stat().st_size for f in Path(folder).iterdir())
    return {"articles": count, "ms_an_article": round(seconds / 500 * 1000, 2), "megabytes": round(size / 1e6, 1)}


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=HELD_OUT)
    parser.add_argument("--tune", action="store_true", help="print F1 of bars on seeds that are not reported")
    parser.add_argument("--load", type=int, default=0, help="measure time and size with so many articles instead")
    options = parser.parse_args()
    if options.tune:
        tune()
        return
    if options.load:
        print(json.dumps(load(options.load)))
        return
    rows: list[dict[str, float]] = []
    kinds: dict[str, float] = {}
    for seed in options.seeds:
        stories, given, seconds = run(seed, Bar())
        found = pairs(stories, given)
        scores = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
        rows.append({"seed": seed, "articles": len(stories), "ms_an_article": round(seconds * 1000, 2)})
        rows[-1].update({name: round(value, 4) for name, value in scores.items()})
        for kind, share in by_kind(stories, given).items():
            kinds[kind] = kinds.get(kind, 0.0) + share
    print(json.dumps({"sets": rows, "right_by_kind": {k: round(v / len(rows), 4) for k, v in kinds.items()}}, indent=1))


if __name__ == "__main__":
    main()
