"""A teacher: a larger trained stance model whose probabilities a smaller one learns."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from models.backend import Floats, folder_revision, softmax
from models.stance_data import Row, Target
from models.stance_loop import predict
from models.stance_text import Encoder
from straitwatch.stance import LABELS


def taught_by(
    teacher: Path, rows: Sequence[Row], threads: int = 0, *, stance: bool = True, kept: Path | None = None
) -> list[Row]:
    """The rows with the teacher's probabilities for every target; `teacher` is a folder that training wrote.

    Without `stance` it teaches the tone alone, and what another taught of the stance stays. In the folder `kept` its
    answers outlive an interruption: the same teacher is not asked the same questions twice.
    """
    file = kept and kept / f"lessons-{_name(teacher, rows)}.npy"
    if file and file.exists():
        logits = np.load(file)
    else:
        logits = _answers(teacher, rows, threads)
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.save(file, logits)
    n, answers = len(LABELS), iter(logits)

    def lesson(target: Target) -> Target:
        answer = next(answers)
        taught = _shares(answer[:n]) if stance else target.taught
        return replace(target, taught=taught, taught_tone=_shares(answer[n:]))

    return [replace(row, targets=tuple(lesson(t) for t in row.targets)) for row in rows]


def _answers(teacher: Path, rows: Sequence[Row], threads: int) -> Floats:
    """The teacher's outputs, (targets of all rows, outputs)."""
    import torch
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    if threads:
        torch.set_num_threads(threads)
    model = AutoModelForTokenClassification.from_pretrained(teacher)
    encoder = Encoder(AutoTokenizer.from_pretrained(teacher))
    found = {(id(row), k): logits for row, k, logits in predict(model, encoder, rows)}
    return np.array([found[id(row), k] for row in rows for k in range(len(row.targets))], dtype=np.float32)


def _name(teacher: Path, rows: Sequence[Row]) -> str:
    """A name for these questions to this teacher."""
    questions = "\x1f".join(repr((row.marked, [t.name for t in row.targets])) for row in rows)
    return hashlib.sha256(f"{folder_revision(teacher)}\x1f{questions}".encode()).hexdigest()[:12]


def _shares(logits: Floats) -> tuple[float, ...]:
    return tuple(float(p) for p in softmax(logits))
