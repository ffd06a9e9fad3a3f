"""Measures of attribution: how many statements are found, and given to whom."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.gold import GoldArticle, GoldStatement
from straitwatch.actor import CAPITALS
from straitwatch.statement import Span

DRAWS = 1000
"""Draws of the bootstrap."""


@dataclass(frozen=True)
class Found:
    """A statement that a system found: its content, and the speaker it gave."""

    content: Span
    speaker: str


def overlap(a: GoldStatement, b: Found) -> float:
    """Return intersection over union of two stretches, in characters."""
    shared = min(a.end, b.content.end) - max(a.start, b.content.start)
    return shared / (max(a.end, b.content.end) - min(a.start, b.content.start)) if shared > 0 else 0.0


def pairs(gold: Sequence[GoldStatement], found: Sequence[Found], at: float) -> list[tuple[GoldStatement, Found]]:
    """Match one to one, best overlap first, what overlaps by at least `at`."""
    ranked = sorted(((overlap(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), reverse=True)
    left, right, out = set(), set(), []
    for value, i, j in ranked:
        if value >= at and i not in left and j not in right:
            left.add(i)
            right.add(j)
            out.append((gold[i], found[j]))
    return out


def counts(article: GoldArticle, found: Sequence[Found]) -> Counter[str]:
    """Count, for one article, what the measures are made of."""
    gold = article.statements
    matched = pairs(gold, found, 0.3)
    n: Counter[str] = Counter(gold=len(gold), found=len(found), hit3=len(matched))
    n["hit5"], n["hit8"] = len(pairs(gold, found, 0.5)), len(pairs(gold, found, 0.8))
    n["speaker"] = sum(g.speaker == f.speaker for g, f in matched)
    n["capital gold"] = sum(g.speaker in CAPITALS for g in gold)
    n["capital found"] = sum(f.speaker in CAPITALS for f in found)
    n["capital hit"] = sum(g.speaker == f.speaker and g.speaker in CAPITALS for g, f in matched)
    for g in gold:
        n[f"gold {g.kind}"] += 1
    for g, _ in matched:
        n[f"hit {g.kind}"] += 1
    return n


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


MEASURES: dict[str, Callable[[Counter[str]], float]] = {
    "detect@0.3": lambda n: _share(2 * n["hit3"], n["gold"] + n["found"]),
    "detect@0.5": lambda n: _share(2 * n["hit5"], n["gold"] + n["found"]),
    "detect@0.8": lambda n: _share(2 * n["hit8"], n["gold"] + n["found"]),
    "precision@0.3": lambda n: _share(n["hit3"], n["found"]),
    "recall@0.3": lambda n: _share(n["hit3"], n["gold"]),
    "recall direct": lambda n: _share(n["hit direct"], n["gold direct"]),
    "recall indirect": lambda n: _share(n["hit indirect"], n["gold indirect"]),
    "recall mixed": lambda n: _share(n["hit mixed"], n["gold mixed"]),
    "speaker": lambda n: _share(n["speaker"], n["hit3"]),
    "capital": lambda n: _share(2 * n["capital hit"], n["capital gold"] + n["capital found"]),
}


def measures(rows: Sequence[Counter[str]], seed: int = 7) -> dict[str, list[float]]:
    """Return each measure over the articles with the ends of its 95 % bootstrap interval over articles.

    >>> measures([Counter(gold=2, found=2, hit3=1, speaker=1)])["detect@0.3"]
    [50.0, 50.0, 50.0]
    """
    rng = random.Random(seed)
    draws = [sum((rng.choice(rows) for _ in rows), Counter()) for _ in range(DRAWS)] if rows else []
    total: Counter[str] = sum(rows, Counter())
    out = {}
    for name, measure in MEASURES.items():
        values = sorted(measure(n) for n in draws)
        low, high = (values[int(0.025 * DRAWS)], values[int(0.975 * DRAWS) - 1]) if values else (0.0, 0.0)
        out[name] = [round(v, 1) for v in (measure(total), low, high)]
    return out
