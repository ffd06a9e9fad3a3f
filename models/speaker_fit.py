"""Fit the weights with which the speakers are settled: `python -m models.speaker_fit GOLD...`.

The articles must be ones that the shipped tagger was not trained on, or its guess would seem better than it is.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from models.attributed import Attribution
from models.attribution import Attributor
from models.attribution_metrics import Found, pairs
from models.evaluate_attribution import as_article
from models.gold import GoldArticle, is_kept_out, load_gold
from models.speaker import SpeakerResolver
from models.speaker_combiner import ALL, PARTS, WEIGHTS, Combiner, Evidence, parts
from straitwatch.actor import load_actors

ROUNDS = 2
"""Fits one after another: what a pronoun takes up was settled with the weights of the round before."""

STEPS, RATE = 1500, 0.05
PULLS, PULLS_AGAIN = (1.0, 6.0), (5.0, 200.0)
"""How strongly weights are drawn to their start, those of all rules and those of one; the second, when fitted again."""

START = {"sure": 1.0, "plus": 0.0, "guess": 0.3, "pooled": 0.2}

Example = tuple[Evidence, str]
Table = dict[str, dict[str, float]]


def examples(
    resolver: SpeakerResolver, gold: Sequence[GoldArticle], found: Sequence[Sequence[Attribution]]
) -> list[Example]:
    """Return, for the statements that were found, the evidence and who speaks according to gold."""
    out: list[Example] = []
    for article, attributions in zip(gold, found, strict=True):
        evidence = resolver.evidence(as_article(article), attributions)
        answers = [Found(a.content, "") for a in attributions]
        places = {id(f): i for i, f in enumerate(answers)}
        for statement, answer in pairs(article.statements, answers, 0.3):
            said = evidence[places[id(answer)]]
            if said.guess and statement.speaker in said.guess:
                out.append((said, statement.speaker))
    return out


def fit(rows: Sequence[Example], before: Table | None = None) -> Table:
    """Return the weights under which gold is likeliest, by softmax regression drawn towards plain odds times odds.

    With `before` they are drawn, and more strongly, towards those weights, which were fitted on other articles.
    """
    speakers = sorted({name for evidence, _ in rows for name in evidence.guess or {}})
    table = [[parts(evidence, speaker) for speaker in speakers] for evidence, _ in rows]
    keys = sorted({key for row in table for found in row for key in found})
    shared = [f"{ALL}/{part}" for part in PARTS]
    old = {f"{rule}/{part}": value for rule, row in (before or {}).items() for part, value in row.items()}
    keys = sorted({*keys, *(key for key in old if key not in shared)})
    at = {key: i for i, key in enumerate([*shared, *keys])}
    x = np.zeros((len(rows), len(speakers), len(at)))
    for i, row in enumerate(table):
        for j, found in enumerate(row):
            for key, value in found.items():
                x[i, j, at[key]] = value
                if not key.startswith("bias/"):
                    x[i, j, at[f"{ALL}/{key.split('/')[1]}"]] = value
    y = np.array([speakers.index(speaker) for _, speaker in rows])
    plain = {f"{ALL}/{part}": value for part, value in START.items()}
    start = np.array([(old or plain).get(key, 0.0) for key in at])
    pull, pull_rule = PULLS_AGAIN if before else PULLS
    pulls = np.array([pull if key in shared or key.startswith("bias/") else pull_rule for key in at]) / len(rows)
    found_weights = _descend(x, y, start, pulls)
    out: Table = {}
    for key, i in at.items():
        rule, part = key.split("/")
        out.setdefault(rule, {})[part] = round(float(found_weights[i]), 3)
    return out


def _descend(x: np.ndarray, y: np.ndarray, start: np.ndarray, pull: np.ndarray) -> np.ndarray:
    """Return the weights at the bottom of the loss, by Adam over all rows at once."""
    w, mean, square = start.copy(), np.zeros_like(start), np.zeros_like(start)
    for step in range(1, STEPS + 1):
        scores = x @ w
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1.0
        slope = np.einsum("ij,ijk->k", p, x) / len(y) + pull * (w - start)
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        w -= RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return w


def main(
    gold: Annotated[list[Path], typer.Argument(help="Annotated articles the tagger was not trained on.")],
    again: Annotated[bool, typer.Option(help="Stay near the shipped weights, which other articles gave.")] = False,
) -> None:
    """Fit the weights and write them; articles of the dev split and the fresh ones are left out."""
    articles = [a for a in load_gold(gold) if a.language == "en" and not is_kept_out(a.id)]
    attributor = Attributor.load()
    found = attributor.attribute([as_article(a) for a in articles])
    record = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    weights = shipped = record["weights"]
    rows: list[Example] = []
    for _ in range(ROUNDS):
        rows = examples(SpeakerResolver(load_actors(), Combiner(weights)), articles, found)
        weights = fit(rows, shipped if again else None)
    write(weights, len(articles), len(rows), attributor.revision, record["articles"] if again else 0)


def write(weights: Table, articles: int, statements: int, tagger: str, before: int) -> None:
    """Write the weights beside what they were fitted on; `before` counts the articles of the fit they stay near."""
    record = {"tagger": tagger, "articles": articles, "before": before, "statements": statements, "weights": weights}
    lines = json.dumps(record, indent=1)
    WEIGHTS.write_text(lines + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
