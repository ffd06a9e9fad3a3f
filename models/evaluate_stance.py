"""Evaluate the stance model on gold spans of the dev split and write its card: JSON figures and a page made of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Any

import typer

from models.backend import Backend, Judgement, OnnxBackend
from models.card_stance import render
from models.gold import DATA, GoldArticle, fresh, is_dev, load_gold, real_articles
from models.mirror import CAPITALS, swap
from models.stance import WEIGHTS
from models.stance_baselines import FrozenEncoder, lexicon
from models.stance_data import Row, article_rows, mirror_row, newsmtsc_rows
from models.stance_metrics import accuracy, calibration, expected_error, interval, macro_f1, position_f1, scores
from straitwatch.stance import LABELS, TONES

CORPUS = DATA / "corpus"
CARDS = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class Answer:
    """One answered question of the dev split: the row, its target, the right label, and what the model said."""

    row: Row
    target: str
    right: str
    label: str
    confidence: float
    abstained: bool

    @property
    def counted(self) -> str:
        """The label as the index counts it: neutral where the model abstained."""
        return "neutral" if self.abstained else self.label


def judged(backend: Backend, rows: Sequence[Row]) -> list[tuple[Row, list[Judgement]]]:
    """Judge every row toward its targets in the order of their names, as the model does in service."""
    asked = [(r.marked, sorted(t.name for t in r.targets)) for r in rows]
    found = backend.judge(asked)
    out = []
    for row, (_, names), judgements in zip(rows, asked, found, strict=True):
        by_name = dict(zip(names, judgements, strict=True))
        out.append((row, [by_name[t.name] for t in row.targets]))
    return out


def answers(backend: Backend, rows: Sequence[Row]) -> list[Answer]:
    """Answer every question of rows whose stance is known."""
    out = []
    for row, judgements in judged(backend, rows):
        for target, j in zip(row.targets, judgements, strict=True):
            label, top = LABELS[j.stance.index(max(j.stance))], max(j.stance)
            right = next(iter(target.stance))
            out.append(Answer(row, target.name, right, label, top, top < backend.threshold))
    return out


def figures(found: Sequence[Answer]) -> dict[str, Any]:
    """The measures of one split, with 95 % intervals over articles."""
    groups = [a.row.group for a in found]
    pairs = [(a.right, a.label) for a in found]
    counted = [(a.right, a.counted) for a in found]
    sure = [a.confidence for a in found]
    return {
        "articles": len(set(groups)),
        "pairs": len(pairs),
        "labels": scores(pairs),
        "macro_f1": round(macro_f1(pairs), 1),
        "macro_f1_interval": interval(groups, pairs, macro_f1),
        "accuracy": accuracy(pairs),
        "position_f1": position_f1(counted),
        "position_f1_interval": interval(groups, counted, position_f1),
        "ece": round(expected_error(sure, [a.right == a.label for a in found]), 3),
        "calibration": [
            [n, round(c, 3), round(r, 3)] for n, c, r in calibration(sure, [a.right == a.label for a in found])
        ],
        "abstained": round(100 * sum(a.abstained for a in found) / max(1, len(found)), 1),
        "majority_macro_f1": round(macro_f1([(a.right, "neutral") for a in found]), 1),
        "majority_accuracy": accuracy([(a.right, "neutral") for a in found]),
        "lexicon_macro_f1": round(macro_f1([(a.right, lexicon(a.row.marked, a.target)) for a in found]), 1),
        "lexicon_position_f1": position_f1([(a.right, lexicon(a.row.marked, a.target)) for a in found]),
        "confusions": Counter(f"{a.right} read as {a.label}" for a in found if a.right != a.label).most_common(6),
    }


def error_kinds(found: Sequence[Answer]) -> dict[str, str]:
    """Wrong answers of all by kind of question."""
    total: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for a in found:
        for kind in _kinds(a):
            total[kind] += 1
            wrong[kind] += a.right != a.label
    return {kind: f"{wrong[kind]} of {total[kind]}" for kind in sorted(total)}


def _kinds(answer: Answer) -> list[str]:
    m = answer.row.marked
    near = _named(answer.target, m.content)
    around = _named(answer.target, m.before + m.after)
    where = "named in the statement" if near else "named only around it" if around else "not named"
    kinds = [f"target {where}", f"speaker {m.speaker}"]
    return [*kinds, "statement under six words"] if len(m.content.split()) < 6 else kinds


def _named(target: str, text: str) -> bool:
    words = {
        "Tokyo": ("Japan", "Tokyo"),
        "Beijing": ("Chin", "Beijing", "mainland"),
        "Taipei": ("Taiwan", "Taipei", "island"),
    }
    return any(word in text for word in words[target])


def mirror_agreement(backend: Backend, rows: Sequence[Row]) -> float:
    """Share (0-100) of labels that stay when two capitals change places, over the three exchanges."""
    plain = [j for _, js in judged(backend, rows) for j in js]
    same = total = 0
    for a, b in combinations(CAPITALS, 2):
        turned = [j for _, js in judged(backend, [mirror_row(r, swap(a, b)) for r in rows]) for j in js]
        for one, other in zip(plain, turned, strict=True):
            same += one.stance.index(max(one.stance)) == other.stance.index(max(other.stance))
            total += 1
    return round(100 * same / max(1, total), 1)


def tone_f1(backend: Backend, rows: Sequence[Row]) -> dict[str, Any]:
    """Macro-F1 (F1m), accuracy and number of the tone toward marked mentions."""
    pairs = []
    for row, judgements in judged(backend, rows):
        for target, j in zip(row.targets, judgements, strict=True):
            pairs.append((next(iter(target.tone)), TONES[j.tone.index(max(j.tone))]))
    return {"f1m": round(macro_f1(pairs, TONES), 1), "accuracy": accuracy(pairs), "mentions": len(pairs)}


def dev_rows(articles: Sequence[GoldArticle], english: bool) -> list[Row]:
    """Rows of the dev split in English, or in the other languages."""
    return kept_rows(articles, is_dev, english)


def kept_rows(articles: Sequence[GoldArticle], kept: Callable[[str], bool], english: bool) -> list[Row]:
    """Rows of the articles whose id is kept for a purpose, in English or in the other languages."""
    return article_rows(a for a in articles if kept(a.id) and a.language.startswith("en") == english)


def more_real_rows(texts: Path) -> list[Row]:
    """Rows of the dev split of the articles labelled by offset."""
    return article_rows(a for a in real_articles(texts) if is_dev(a.id))


def evaluate(
    backend: Backend,
    corpus: Path,
    real: Path | None,
    newsmtsc: Path | None,
    encoder: Path | None,
    texts: Path | None = None,
) -> dict[str, Any]:
    """All figures of the card."""
    own = load_gold([corpus])
    invented = dev_rows(own, english=True)
    found = answers(backend, invented)
    splits = {"invented news, English": figures(found)}
    rows = invented
    if real:
        lifelike = dev_rows(load_gold([real]), english=True)
        more = answers(backend, lifelike)
        splits["real news, English"] = figures(more)
        splits["English, both"] = figures(found + more)
        found, rows = found + more, invented + lifelike
    if texts:
        splits["more real news, English"] = figures(answers(backend, more_real_rows(texts)))
    splits["fresh invented news, English"] = figures(
        answers(backend, kept_rows(own, fresh().__contains__, english=True))
    )
    splits["invented news, Japanese and Chinese"] = figures(answers(backend, dev_rows(own, english=False)))
    splits["fresh invented news, Japanese and Chinese"] = figures(
        answers(backend, kept_rows(own, fresh().__contains__, english=False))
    )
    if encoder:
        labels = FrozenEncoder(encoder).labels([(a.row.marked, a.target) for a in found])
        pairs = [(a.right, label) for a, label in zip(found, labels, strict=True)]
        last = "English, both" if real else "invented news, English"
        splits[last] |= {"zero_shot_macro_f1": round(macro_f1(pairs), 1), "zero_shot_position_f1": position_f1(pairs)}
    return {
        "revision": backend.revision,
        "threshold": backend.threshold,
        "splits": splits,
        "mirror_agreement": mirror_agreement(backend, rows),
        "newsmtsc_mt": tone_f1(backend, newsmtsc_rows(newsmtsc / "devtest_mt.jsonl")) if newsmtsc else None,
        "errors_by_kind": error_kinds(found),
    }


def main(
    real: Annotated[Path | None, typer.Option(help="Folder of annotated real articles")] = None,
    newsmtsc: Annotated[Path | None, typer.Option(help="Folder of the NewsMTSC set")] = None,
    encoder: Annotated[
        Path | None, typer.Option(help="Folder of a sentence encoder for the zero-shot baseline")
    ] = None,
    texts: Annotated[Path | None, typer.Option(help="JSON lines with url and text of the articles we labelled")] = None,
    weights: Annotated[Path, typer.Option(help="Weights to evaluate")] = WEIGHTS,
    out: Annotated[Path, typer.Option(help="Folder for stance.json and stance.md")] = CARDS,
) -> None:
    """Measure the stance model and write its card."""
    card = evaluate(OnnxBackend(weights), CORPUS, real, newsmtsc, encoder, texts)
    out.mkdir(parents=True, exist_ok=True)
    (out / "stance.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (out / "stance.md").write_text(render(card), encoding="utf-8")
    for name, split in card["splits"].items():
        typer.echo(f"{name}: macro-F1 {split['macro_f1']}, position {split['position_f1']}, ECE {split['ece']}")


if __name__ == "__main__":
    typer.run(main)
