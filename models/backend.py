"""What judges stance: the shipped weights on ONNX Runtime, or any Hugging Face model on torch, behind one protocol."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.gloss import GLOSSARY, glossed
from models.stance_roles import in_roles
from models.stance_text import Encoded, Encoder, Marked
from straitwatch.errors import ModelError
from straitwatch.stance import LABELS, TONES

Floats = NDArray[np.float32]
Question = tuple[Marked, Sequence[str]]
"""A statement in its context and the targets it is judged toward."""

BATCH_TOKENS = 256
"""Padded tokens of one run: what a core's cache holds of them; four times as many are a sixth slower."""

PLACES = "places"
"""Input of a model that answers at some tokens only: int64 of (batch, targets)."""

LEAST_KNOWN = 0.25
"""Share of a statement's words that must be known for an answer on it."""

UNREAD = (0.15, 0.2, 0.4, 0.25)
"""The answer on other statements: neutral, and too unsure to count."""

SLOW_FUSIONS = ("SkipLayerNormFusion",)
"""Fusions of ONNX Runtime left out: its kernel of sum and layer norm in one takes a quarter of the whole time."""


@dataclass(frozen=True)
class Judgement:
    """Probabilities in the order of LABELS and of TONES."""

    stance: tuple[float, float, float, float]
    tone: tuple[float, float, float]


class Backend(Protocol):
    """Judges statements. `revision` names weights and configuration; below `threshold` an answer is an abstention."""

    @property
    def revision(self) -> str:
        """Name of the weights and their configuration."""
        ...

    @property
    def threshold(self) -> float:
        """Confidence below which an answer is an abstention."""
        ...

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        """For each question one judgement a target, in their order."""
        ...


def folder_revision(folder: Path) -> str:
    """Twelve hexadecimal digits of SHA-256 over names and bytes of the files of a folder."""
    files = sorted(p for p in folder.iterdir() if p.is_file())
    return short_hash(*(file.name.encode() + b"\x1f" + file.read_bytes() for file in files))


def short_hash(*parts: bytes) -> str:
    """Twelve hexadecimal digits of SHA-256 over parts."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part + b"\x1e")
    return digest.hexdigest()[:12]


def cores() -> int:
    """Processor cores this process may run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def load_tokenizer(folder: Path) -> Any:
    """The fast tokenizer of a local folder, without a look at the network; threads may share it.

    Its own limits are taken away at once, since a tokenizer that changes them while another thread reads refuses.
    """
    os.environ.setdefault("TRANSFORMERS_NO_ADVISORY_WARNINGS", "1")
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    tokenizer.backend_tokenizer.no_truncation()
    tokenizer.backend_tokenizer.no_padding()
    return tokenizer


def buckets(lengths: Sequence[int], tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Indices in batches of like length, each of at most `tokens` padded tokens.

    >>> list(buckets([5, 90, 6, 80], 180))
    [[0, 2], [3, 1]]
    """
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        full = (len(batch) + 1) * max(lengths[i], 16) > tokens
        if batch and (full or lengths[i] > 2 * lengths[batch[0]]):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def softmax(logits: NDArray[Any]) -> NDArray[np.float64]:
    """Probabilities of the last axis."""
    shifted = np.exp(logits.astype(np.float64) - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


class TokenModel:
    """A token-classification ONNX file: token ids to outputs, in batches of like length.

    Outputs are those at an input's places, or of every token where it names none. A file with an input `places`
    (`models.export_places`) computes no others.

    A run stays on one core: of small matrices, two cores that share each one make half as many a second. To use more
    cores call it from several threads.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        if not (folder / "model.onnx").is_file():
            raise ModelError(
                f"{folder / 'model.onnx'} is missing: the installation is incomplete, or the folder is wrong"
            )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"),
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=list(SLOW_FUSIONS),
        )
        self._takes_places = any(i.name == PLACES for i in self._session.get_inputs())

    def run(self, encoded: Sequence[Encoded]) -> Iterator[tuple[list[int], Floats]]:
        """Yield (indices, outputs of (row, token or place, output)) a batch; rows are padded at the end."""
        for batch in buckets([len(e.ids) for e in encoded]):
            yield batch, self._outputs([encoded[i] for i in batch])

    def _outputs(self, rows: Sequence[Encoded]) -> Floats:
        width = max(len(e.ids) for e in rows)
        ids, mask, segments = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(3))
        for k, e in enumerate(rows):
            ids[k, : len(e.ids)] = e.ids
            mask[k, : len(e.ids)] = 1
            segments[k, e.second : len(e.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": segments}
        places = np.zeros((len(rows), max(len(e.places) for e in rows)), dtype=np.int64)
        for k, e in enumerate(rows):
            places[k, : len(e.places)] = e.places
        if self._takes_places:
            feed[PLACES] = places
        outputs: Floats = self._session.run(["logits"], feed)[0]
        if self._takes_places or not places.size:
            return outputs
        return np.take_along_axis(outputs, places[:, :, None], axis=1)


class OnnxBackend:
    """The shipped model: one pass a statement, each target read at its own marker.

    The folder holds `model.onnx`, `tokenizer.json`, `config.json` and `stance.json` with the temperatures of both
    groups of outputs, the threshold of abstention and the budget of tokens.
    """

    def __init__(self, folder: Path, model: TokenModel | None = None) -> None:
        tuned = read_tuned(folder)
        self.threshold = float(tuned["threshold"])
        self.revision = short_hash(folder_revision(folder).encode(), folder_revision(GLOSSARY).encode())
        self._temperature = (float(tuned["temperature"]), float(tuned["tone_temperature"]))
        self._model = model or TokenModel(folder)
        self._encoder = Encoder(load_tokenizer(folder), int(tuned["budget"]))

    def logits(self, questions: Sequence[Question]) -> list[list[Floats]]:
        """Raw outputs at the marker of every target."""
        encoded = self._encoder.encode([in_roles(marked, targets) for marked, targets in questions])
        found: list[list[Floats]] = [[] for _ in questions]
        for batch, outputs in self._model.run(encoded):
            for row, i in enumerate(batch):
                found[i] = list(outputs[row, : len(encoded[i].places)])
        return found

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        """Calibrated probabilities for every target of every question; Japanese and Chinese are read in glosses."""
        read = [(glossed(marked), targets) for marked, targets in questions]
        rows = self.logits([(marked, targets) for (marked, _), targets in read])
        return [[self._judgement(out, known) for out in outs] for outs, ((_, known), _) in zip(rows, read, strict=True)]

    def _judgement(self, outputs: Floats, known: float) -> Judgement:
        n = len(LABELS)
        stance = softmax(outputs[:n] / self._temperature[0]).tolist()
        tone = softmax(outputs[n:] / self._temperature[1]).tolist()
        return Judgement(tuple(stance) if known >= LEAST_KNOWN else UNREAD, tuple(tone))


def read_tuned(folder: Path) -> dict[str, Any]:
    """Read `stance.json` of a weights folder; raises ModelError where it is missing, or for other labels."""
    file = folder / "stance.json"
    if not file.is_file():
        raise ModelError(f"{file} is missing; `straitwatch train stance` writes it beside the weights")
    tuned: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    if tuple(tuned["labels"]) != LABELS or tuple(tuned["tones"]) != TONES:
        raise ModelError(
            f"{file} is for the labels {tuned['labels']} and {tuned['tones']}; expected {LABELS} and {TONES}"
        )
    return tuned
