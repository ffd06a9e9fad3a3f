"""Any sequence-classification or NLI model of Hugging Face as a backend; needs the extra `torch`.

A model whose labels are ours (hostile, critical, neutral, cooperative) is asked with the statement and its speaker and
target. A model of natural-language inference is asked whether the statement entails a sentence for each label.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from models.backend import Judgement, Question, buckets, cores, folder_revision, softmax
from models.stance_text import NAMES, Marked
from straitwatch.errors import ModelError
from straitwatch.stance import LABELS, TONES

STANCE_TEMPLATES: Mapping[str, str] = {
    "hostile": "{speaker} threatens {target}.",
    "critical": "{speaker} criticises {target}.",
    "neutral": "{speaker} takes no position toward {target}.",
    "cooperative": "{speaker} supports {target} or offers it cooperation.",
}
TONE_TEMPLATES: Mapping[str, str] = {
    "negative": "The words about {target} are negative.",
    "neutral": "The words about {target} are neutral.",
    "positive": "The words about {target} are positive.",
}
UNASKED = (1 / 3, 1 / 3, 1 / 3)
"""Tones of a model that has no such labels: each as likely."""

BATCH_TOKENS = 4096
"""Padded tokens of one run, about; fit for a GPU too."""


def name_of(actor: str) -> str:
    """The country of a capital, in words a model knows; other actors by their name.

    >>> name_of("Taipei"), name_of("Washington")
    ('Taiwan', 'Washington')
    """
    return NAMES.get(actor, actor).split(", ")[-1]


def premise(marked: Marked) -> str:
    """The statement with who said it.

    >>> premise(Marked("", "We object", "", "Ono", "Tokyo"))
    'Ono (Japan) said: We object'
    """
    who = f"{marked.source} ({name_of(marked.speaker)})" if marked.source else name_of(marked.speaker)
    return f"{who} said: {' '.join(marked.content.split())}"


class PairModel:
    """Scores pairs of texts with a sequence-classification model; threads may share it, and take turns."""

    def __init__(self, name: str, threads: int) -> None:
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ImportError as error:
            raise ModelError(
                "STRAITWATCH_MODEL_STANCE needs torch: install straitwatch with the extra `torch`"
            ) from error
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(name)
            self._model = AutoModelForSequenceClassification.from_pretrained(name).eval()
        except (OSError, ValueError) as error:
            raise ModelError(f"STRAITWATCH_MODEL_STANCE names {name}, which cannot be loaded: {error}") from error
        self._torch = torch
        self._lock = Lock()
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._model.to(self._device)
        torch.set_num_threads(threads or cores())
        config = self._model.config
        self.labels = [str(config.id2label[i]).casefold() for i in range(config.num_labels)]
        folder = Path(name)
        version = (
            folder_revision(folder) if folder.is_dir() else str(getattr(config, "_commit_hash", None) or "unstated")
        )
        self.revision = f"{folder.name}@{version[:12]}+{_hash(STANCE_TEMPLATES, TONE_TEMPLATES)}"

    def logits(self, pairs: Sequence[tuple[str, str]]) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Logits of (pair, label), in the order of the pairs."""
        out = np.zeros((len(pairs), len(self.labels)), dtype=np.float32)
        for batch in buckets([(len(a) + len(b)) // 4 + 8 for a, b in pairs], BATCH_TOKENS):
            first, second = zip(*(pairs[i] for i in batch), strict=True)
            with self._lock, self._torch.inference_mode():
                fed = self._tokenizer(list(first), list(second), padding=True, truncation=True, return_tensors="pt")
                out[batch] = self._model(**fed.to(self._device)).logits.float().cpu().numpy()
        return out


class LabelBackend:
    """A model with our four labels, and our three tones if it has them, in any order."""

    def __init__(self, model: PairModel) -> None:
        self._model = model
        self.revision, self.threshold = model.revision, 0.0
        self._stance = [model.labels.index(label) for label in LABELS]
        tones = [f"tone-{tone}" for tone in TONES]
        self._tone = [model.labels.index(tone) for tone in tones] if set(tones) <= set(model.labels) else []

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        """For each question one judgement a target."""
        pairs = [(premise(m), f"{name_of(m.speaker)} toward {name_of(t)}") for m, targets in questions for t in targets]
        rows = iter(self._model.logits(pairs))
        return [[self._one(next(rows)) for _ in targets] for _, targets in questions]

    def _one(self, logits: Any) -> Judgement:
        tone = tuple(softmax(logits[self._tone]).tolist()) if self._tone else UNASKED
        return Judgement(tuple(softmax(logits[self._stance]).tolist()), tone)


class EntailmentBackend:
    """A model of natural-language inference, asked zero-shot: the entailment of one sentence a label, normalised."""

    def __init__(self, model: PairModel) -> None:
        self._model = model
        self.revision, self.threshold = model.revision, 0.0
        self._entails = next(i for i, label in enumerate(model.labels) if label.startswith("entail"))

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        """For each question one judgement a target."""
        templates = [*STANCE_TEMPLATES.values(), *TONE_TEMPLATES.values()]
        pairs = [
            (premise(m), text.format(speaker=name_of(m.speaker), target=name_of(t)))
            for m, targets in questions
            for t in targets
            for text in templates
        ]
        scores = self._model.logits(pairs)[:, self._entails].reshape(-1, len(templates))
        rows, n = iter(scores), len(LABELS)
        out = []
        for _, targets in questions:
            found = [next(rows) for _ in targets]
            out.append([Judgement(tuple(softmax(r[:n]).tolist()), tuple(softmax(r[n:]).tolist())) for r in found])
        return out


def torch_backend(name: str, threads: int = 0) -> LabelBackend | EntailmentBackend:
    """Load a Hugging Face id or a folder; raises ModelError when its labels are neither ours nor those of inference."""
    model = PairModel(name, threads)
    if set(LABELS) <= set(model.labels):
        return LabelBackend(model)
    if any(label.startswith("entail") for label in model.labels):
        return EntailmentBackend(model)
    raise ModelError(f"{name} answers {', '.join(model.labels)}; expected {', '.join(LABELS)}, or entailment")


def _hash(*tables: Mapping[str, str]) -> str:
    return hashlib.sha256(repr([sorted(t.items()) for t in tables]).encode()).hexdigest()[:8]
