"""Token tagger: a transformer that reads an article and says for each token whether it is source, cue or content."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.backend import Floats, TokenModel, folder_revision, load_tokenizer, softmax
from models.stance_text import Encoded
from models.tag_layout import ROLES, WIDTH
from models.windows import Window, sentence_tokens, windows
from straitwatch.errors import ModelError
from straitwatch.statement import Span

SHAPE = "attribution.json"
"""File beside the weights: tokens of a window and of its context, and the threshold of a content."""


@dataclass(frozen=True)
class TaggedTokens:
    """Tokens of one text: offsets (tokens x 2) and probabilities (tokens x WIDTH, see `models.tag_layout`)."""

    offsets: NDArray[np.int32]
    probabilities: Floats


class TokenTagger(Protocol):
    """What attribution needs of a model."""

    @property
    def revision(self) -> str:
        """Name of the weights, changing whenever they do."""
        ...

    def tag(self, texts: Sequence[str], borders: Sequence[Sequence[Span]]) -> list[TaggedTokens]:
        """Tag the sentences `borders` of each text; tokens elsewhere are outside of every span."""
        ...


class OnnxTokenTagger:
    """The shipped tagger: int8 ONNX, run in batches of windows of like length.

    `folder` holds model.onnx, tokenizer.json, config.json and attribution.json.
    Raises ModelError when a file is missing or does not fit.
    """

    def __init__(self, folder: Path) -> None:
        shape = read_shape(folder)
        self._size, self._context = int(shape["window"]), int(shape["context"])
        self.threshold = float(shape["threshold"])
        self._model = TokenModel(folder)
        self._tokenizer: Any = load_tokenizer(folder)
        self.revision = folder_revision(folder)

    def tag(self, texts: Sequence[str], borders: Sequence[Sequence[Span]]) -> list[TaggedTokens]:
        """Tag the sentences of each text; see `TokenTagger`."""
        if not texts:
            return []
        encoded = self._tokenizer(list(texts), add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        offsets = [np.asarray(row, dtype=np.int32).reshape(-1, 2) for row in encoded["offset_mapping"]]
        found = [outside(len(row)) for row in offsets]
        pieces: list[tuple[int, Window]] = [
            (t, w)
            for t, rows in enumerate(encoded["offset_mapping"])
            for w in windows(sentence_tokens(borders[t], rows), self._size, self._context)
        ]
        begin, end = self._tokenizer.cls_token_id, self._tokenizer.sep_token_id
        inputs = [(begin, *encoded["input_ids"][t][w.start : w.end], end) for t, w in pieces]
        for batch, logits in self._model.run([Encoded(ids, len(ids), ()) for ids in inputs]):
            for row, i in enumerate(batch):
                t, w = pieces[i]
                found[t][w.keep : w.end] = probabilities(logits[row, 1 + w.keep - w.start : 1 + w.end - w.start])
        return [TaggedTokens(o, p) for o, p in zip(offsets, found, strict=True)]


def read_shape(folder: Path) -> dict[str, Any]:
    """Read attribution.json; raises ModelError when it is missing or lacks a field."""
    path = folder / SHAPE
    if not path.is_file():
        raise ModelError(f"{path} is missing: the installation is incomplete, or the folder is wrong")
    shape: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    lacking = {"window", "context", "threshold", "outputs"} - set(shape)
    if lacking or shape["outputs"] != WIDTH:
        raise ModelError(f"{path} does not fit: lacks {sorted(lacking)}, or is not for {WIDTH} outputs a token")
    return shape


def probabilities(logits: Floats) -> Floats:
    """Softmax over each group of outputs on its own.

    >>> probabilities(np.zeros((1, WIDTH), dtype=np.float32))[0, [0, -1]].round(2).tolist()
    [0.33000001311302185, 0.20000000298023224]
    """
    edges = [3 * i for i in range(len(ROLES) + 1)] + [WIDTH]
    parts = [softmax(logits[:, a:b]) for a, b in pairwise(edges)]
    return np.concatenate(parts, axis=1).astype(np.float32)


def outside(tokens: int) -> Floats:
    """Probabilities of tokens that were not read: outside of all spans, nobody's."""
    found = np.zeros((tokens, WIDTH), dtype=np.float32)
    found[:, [3 * i for i in range(len(ROLES))]] = 1.0
    return found
