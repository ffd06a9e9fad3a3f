"""Temperature and abstention of the stance model, fitted on held-out training articles, never on the dev split."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.backend import OnnxBackend, softmax
from models.stance_data import Row
from models.stance_metrics import position_f1
from models.stance_text import TEXT_BUDGET
from straitwatch.stance import LABELS, TONES

GRID = tuple(round(0.5 + 0.05 * k, 2) for k in range(51))
"""Temperatures tried: 0.5 to 3."""

NEAR = 0.2
"""Points of position F1 that abstaining more often may cost."""

THRESHOLDS = tuple(round(0.25 + 0.01 * k, 2) for k in range(41))
"""Confidences tried below which the model abstains: 0.25 to 0.65."""


def temperature(logits: NDArray[np.float64], right: Sequence[int]) -> float:
    """The temperature of the grid with the least negative log-likelihood (Guo et al., 2017).

    >>> temperature(np.array([[4.0, 0.0], [4.0, 0.0], [4.0, 0.0], [4.0, 0.0]]), [0, 0, 0, 1])
    3.0
    """
    rows = np.arange(len(right))
    losses = [-np.log(softmax(logits / t)[rows, list(right)] + 1e-12).mean() for t in GRID]
    return GRID[int(np.argmin(losses))]


def abstention(probabilities: NDArray[np.float64], right: Sequence[int]) -> float:
    """The highest confidence below which abstaining, counted as neutral, costs position F1 next to nothing.

    Of answers as good, the one that says more often that it is unsure is the more honest.
    """

    def score(threshold: float) -> float:
        answers = [LABELS[int(p.argmax())] if p.max() >= threshold else "neutral" for p in probabilities]
        return position_f1([(LABELS[i], answer) for i, answer in zip(right, answers, strict=True)])

    scores = {t: score(t) for t in THRESHOLDS}
    best = max(scores.values())
    return max(t for t in THRESHOLDS if scores[t] >= best - NEAR)


def write_tuned(
    folder: Path, temperatures: tuple[float, float] = (1.0, 1.0), threshold: float = 0.0, budget: int = TEXT_BUDGET
) -> None:
    """Write `stance.json` beside the weights."""
    tuned = {
        "labels": LABELS,
        "tones": TONES,
        "temperature": temperatures[0],
        "tone_temperature": temperatures[1],
        "threshold": threshold,
        "budget": budget,
    }
    (folder / "stance.json").write_text(json.dumps(tuned, indent=1) + "\n", encoding="utf-8")


def target_logits(
    backend: OnnxBackend, rows: Sequence[Row], names: Sequence[str], kind: str
) -> tuple[NDArray[np.float64], list[int]]:
    """Logits and index of the right answer of every target with one allowed answer; `kind` is "stance" or "tone"."""
    part = slice(0, len(LABELS)) if kind == "stance" else slice(len(LABELS), None)
    found = backend.logits([(r.marked, [t.name for t in r.targets]) for r in rows])
    logits, right = [], []
    for row, outputs in zip(rows, found, strict=True):
        for target, output in zip(row.targets, outputs, strict=True):
            allowed = target.stance if kind == "stance" else target.tone
            if len(allowed) == 1:
                logits.append(output[part].astype(np.float64))
                right.append(names.index(next(iter(allowed))))
    return np.array(logits), right


def calibrate(folder: Path, held: Sequence[Row], tones: Sequence[Row] = ()) -> dict[str, float]:
    """Fit both temperatures and the threshold on held-out rows and write them into `stance.json` of the folder."""
    write_tuned(folder)
    backend = OnnxBackend(folder)
    logits, right = target_logits(backend, held, LABELS, "stance")
    warm = temperature(logits, right)
    tone = temperature(*target_logits(backend, tones, TONES, "tone")) if tones else 1.0
    threshold = abstention(softmax(logits / warm), right)
    write_tuned(folder, (warm, tone), threshold)
    return {"temperature": warm, "tone_temperature": tone, "threshold": threshold}
