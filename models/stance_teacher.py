"""A teacher: a larger trained stance model whose probabilities a smaller one learns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.backend import softmax
from models.stance_data import Row, Target
from models.stance_loop import predict
from models.stance_text import Encoder
from straitwatch.stance import LABELS


def taught_by(teacher: Path, rows: Sequence[Row], threads: int = 0, *, stance: bool = True) -> list[Row]:
    """The rows with the teacher's probabilities for every target; `teacher` is a folder that training wrote.

    Without `stance` it teaches the tone alone, and what another taught of the stance stays.
    """
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    if threads:
        torch.set_num_threads(threads)
    model = AutoModelForTokenClassification.from_pretrained(teacher)
    encoder = Encoder(AutoTokenizer.from_pretrained(teacher))
    found = {(id(row), k): logits for row, k, logits in predict(model, encoder, rows)}
    n = len(LABELS)

    def lesson(target: Target, logits: Sequence[float]) -> Target:
        taught = _shares(logits[:n]) if stance else target.taught
        return replace(target, taught=taught, taught_tone=_shares(logits[n:]))

    return [
        replace(row, targets=tuple(lesson(t, found[id(row), k]) for k, t in enumerate(row.targets))) for row in rows
    ]


def _shares(logits: Sequence[float]) -> tuple[float, ...]:
    import numpy as np

    return tuple(float(p) for p in softmax(np.array(logits)))
