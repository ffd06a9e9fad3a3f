"""A teacher: a larger trained stance model whose probabilities a smaller one learns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from models.backend import softmax
from models.stance_data import Row
from models.stance_loop import predict
from models.stance_text import Encoder
from straitwatch.stance import LABELS


def taught_by(teacher: Path, rows: Sequence[Row], threads: int = 0) -> list[Row]:
    """The rows with the teacher's probabilities for every target; `teacher` is a folder that training wrote."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    if threads:
        torch.set_num_threads(threads)
    model = AutoModelForTokenClassification.from_pretrained(teacher)
    encoder = Encoder(AutoTokenizer.from_pretrained(teacher))
    found = {(id(row), k): logits for row, k, logits in predict(model, encoder, rows)}
    return [
        replace(row, targets=tuple(replace(t, taught=_shares(found[id(row), k])) for k, t in enumerate(row.targets)))
        for row in rows
    ]


def _shares(logits: Sequence[float]) -> tuple[float, ...]:
    import numpy as np

    n = len(LABELS)
    parts = (softmax(np.array(logits[:n])), softmax(np.array(logits[n:])))
    return tuple(float(p) for part in parts for p in part)
