"""Write a trained model as a low-rank update of exported weights, in the same ONNX file.

The int8 matrices of the file stay byte for byte, so that a repository stores the next version as a difference to the
last; each is followed by its update, a product of two narrow int8 matrices, and a later update adds ranks to it. ONNX
Runtime adds and quantises them once, when it loads the file: what runs is the same int8 model that a whole export would
give (docs/adr/0020).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from models.dequantise import Array, Factors, floats, initializers, read_graph, summed, updates
from models.export_onnx import TOKENIZER_FILES
from models.unpack import PREFIX, matrices
from straitwatch.errors import ModelError

NARROW = 32
"""Outputs of a matrix up to which it is written anew, as the classifier's."""

STEPS = 20
"""Steps from zero to the largest value of a factor's rank. With 20 in place of 127 an update is packed in 70 % of
the bytes, and scores the same on unseen articles."""


def _step(matrix: Array, axis: int, steps: int = 127) -> Array:
    """What one step is worth in each row or column of a matrix."""
    step: Array = np.maximum(np.abs(matrix).max(axis=axis), 1e-12) / steps
    return step


def factors(change: Array, rank: int) -> Factors:
    """The best int8 factors of at most `rank` for a change of a matrix, by singular values; at least one.

    The second is fitted to the first as rounded.

    >>> change = np.outer([1.0, 2.0], [3.0, 4.0, 5.0])
    >>> bool(np.abs(factors(change, 1).product() - change).max() < 0.05)
    True
    """
    left, strength, right = np.linalg.svd(change.astype(np.float64), full_matrices=False)
    rank = max(1, min(rank, int((strength > 1e-6 * max(strength[0], 1e-12)).sum())))
    left = left[:, :rank] * strength[:rank]
    tall = _step(left, 0, STEPS)
    down = np.rint(left / tall)
    right = np.linalg.lstsq(down * tall, change.astype(np.float64), rcond=None)[0]
    wide = _step(right, 1, STEPS)
    return Factors(down.astype(np.int8), np.rint(right / wide[:, None]).astype(np.int8), tall * wide)


def export_update(exported: Path, trained: Path, out: Path, rank: int) -> int:
    """Write the folder `trained` into `out` as an update of the weights folder `exported`; returns bytes of the file.

    Raises ModelError when embeddings differ: an update changes the encoder's matrices, biases and norms only.
    """
    import onnx
    from safetensors.numpy import load_file

    out.mkdir(parents=True, exist_ok=True)
    onnx.save(update(exported / "model.onnx", load_file(trained / "model.safetensors"), rank), str(out / "model.onnx"))
    for name in TOKENIZER_FILES:
        if (trained / name).exists():
            shutil.copy(trained / name, out / name)
    return (out / "model.onnx").stat().st_size


def update(exported: Path, state: dict[str, Array], rank: int) -> Any:
    """The exported file, as an ONNX model, with its matrices brought to those of `state` by updates of `rank`.

    `state` holds arrays by parameter name of transformers. To an update that the file had before `rank` more are added.
    """
    import onnx
    from onnx import numpy_helper

    file = onnx.load(str(exported))
    graph, tensors = read_graph(exported)
    _same_embeddings(state, tensors)
    stored = initializers(file.graph)
    kept = [n for n in file.graph.node if not n.name.startswith("update/")]
    steps: list[Any] = []
    for stem, modules in matrices(graph):
        wanted = [state[f"{m}.weight"].T.astype(np.float64) for m in modules]
        stored, nodes = _matrix(stored, stem, wanted, rank)
        steps += nodes
        if len(modules) > 1:
            bias = next(i for n in kept if f"{stem}_quantized" in n.input for i in n.input if i.endswith("bias"))
            stored[bias] = np.concatenate([state[f"{m}.bias"] for m in modules])
    for name in stored:
        parameter = name.removeprefix(PREFIX)
        if name.startswith(PREFIX) and parameter in state and state[parameter].ndim == 1:
            stored[name] = state[parameter]
    del file.graph.initializer[:], file.graph.node[:]
    file.graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in stored.items())
    file.graph.node.extend([*steps, *kept])
    return file


def _same_embeddings(state: dict[str, Array], tensors: dict[str, Array]) -> None:
    for name in tensors:
        parameter = name.removeprefix(PREFIX).removesuffix("_quantized")
        embeds = "embeddings" in parameter and name.endswith("_quantized") and parameter in state
        if embeds and np.abs(floats(tensors, name) - state[parameter]).max() > 1e-4:
            raise ModelError(f"{parameter} has changed; a low-rank update keeps embeddings: train with --rank")


def _matrix(
    stored: dict[str, Array], stem: str, wanted: Sequence[Array], rank: int
) -> tuple[dict[str, Array], list[Any]]:
    """Put the update of one stored matrix (in, sum of outs) among the initializers; returns the nodes that add it."""
    goal = np.concatenate(wanted, axis=1)
    if min(goal.shape) <= max(rank, NARROW):
        scale = _step(goal, 0)
        steps: Array = np.rint(goal / scale).astype(np.int8)
        return stored | {f"{stem}_quantized": steps, f"{stem}_scale": scale.astype(np.float32)}, []
    rest = dict(stored)
    if f"{stem}_base" not in rest:
        rest[f"{stem}_base"], rest[f"{stem}_base_scale"] = rest.pop(f"{stem}_quantized"), rest[f"{stem}_scale"]
    at = np.cumsum([0, *(w.shape[1] for w in wanted)])
    lacking, before = goal - summed(rest, stem), updates(rest, stem)
    for k, (a, b) in enumerate(pairwise(at)):
        found = factors(lacking[:, a:b], rank)
        rest |= {f"{stem}_update{k}_{n}": v for n, v in vars(before[k] + found if before else found).items()}
    rest[f"{stem}_scale"] = _step(summed(rest, stem), 0).astype(np.float32)
    return rest, list(_nodes(stem, len(wanted)))


def _nodes(stem: str, parts: int) -> Iterator[Any]:
    """The nodes that compute `{stem}_quantized` from the base and the update, in float64, so that no machine rounds
    another way.
    """
    from onnx import TensorProto, helper

    def node(operation: str, inputs: Sequence[str], output: str, **more: Any) -> Any:
        return helper.make_node(operation, list(inputs), [output], name=f"update/{output}", **more)

    for name in ("base", "base_scale", "scale"):
        yield node("Cast", [f"{stem}_{name}"], f"{stem}_{name}_exact", to=TensorProto.DOUBLE)
    yield node("Mul", [f"{stem}_base_exact", f"{stem}_base_scale_exact"], f"{stem}_before")
    for k in range(parts):
        at = f"{stem}_update{k}"
        for name in ("down", "up"):
            yield node("Cast", [f"{at}_{name}"], f"{at}_{name}_exact", to=TensorProto.DOUBLE)
        yield node("Mul", [f"{at}_down_exact", f"{at}_scale"], f"{at}_scaled")
        yield node("MatMul", [f"{at}_scaled", f"{at}_up_exact"], f"{at}_product")
    yield node("Concat", [f"{stem}_update{k}_product" for k in range(parts)], f"{stem}_change", axis=1)
    yield node("Add", [f"{stem}_before", f"{stem}_change"], f"{stem}_after")
    yield node("Div", [f"{stem}_after", f"{stem}_scale_exact"], f"{stem}_steps")
    yield node("Round", [f"{stem}_steps"], f"{stem}_rounded")
    yield node("Cast", [f"{stem}_rounded"], f"{stem}_quantized", to=TensorProto.INT8)
