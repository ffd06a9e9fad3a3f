"""Turn a dynamically quantised int8 ONNX BERT encoder back into a transformers folder that can be trained.

Bases are often had only as ONNX: weights are read by name, a matrix that the exporter renamed is found by the
bias that is added after it, and int8 values become (q - zero point) * scale.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import typer

Array = np.ndarray[Any, np.dtype[Any]]


def floats(tensors: dict[str, Array], name: str) -> Array:
    """The float32 value of an initializer, quantised (``…_quantized``) or not."""
    value = tensors[name]
    if not name.endswith("_quantized"):
        return value.astype(np.float32)
    stem = name.removesuffix("_quantized")
    scaled: Array = (value.astype(np.float32) - tensors[f"{stem}_zero_point"]) * tensors[f"{stem}_scale"]
    return scaled.astype(np.float32)


@dataclass(frozen=True)
class Factors:
    """A change of a matrix (in, out): `down` (in, rank) and `up` (rank, out) as int8, and a scale for each rank."""

    down: Array
    up: Array
    scale: Array

    def product(self) -> Array:
        """The change itself, float64."""
        product: Array = (self.down.astype(np.float64) * self.scale) @ self.up.astype(np.float64)
        return product

    def __add__(self, more: Factors) -> Factors:
        """The sum of two changes, as factors whose ranks are those of both."""
        axes = {"down": 1, "up": 0, "scale": 0}
        return Factors(**{n: np.concatenate([getattr(self, n), getattr(more, n)], axis=a) for n, a in axes.items()})


def updates(tensors: dict[str, Array], stem: str) -> list[Factors]:
    """The updates of a stored matrix, one for each module that it holds; none in a file that was exported whole."""
    found: list[Factors] = []
    while f"{stem}_update{len(found)}_up" in tensors:
        found.append(Factors(*(tensors[f"{stem}_update{len(found)}_{n}"] for n in ("down", "up", "scale"))))
    return found


def summed(tensors: dict[str, Array], stem: str) -> Array:
    """The stored matrix with the file's low-rank update added (`models.export_update`), float64."""
    before: Array = tensors[f"{stem}_base"].astype(np.float64) * tensors[f"{stem}_base_scale"].astype(np.float64)
    changes = [f.product() for f in updates(tensors, stem)]
    return before + np.concatenate(changes, axis=1) if changes else before


def updated(tensors: dict[str, Array], stem: str) -> Array:
    """The int8 matrix that the file's low-rank update makes of the stored one."""
    steps: Array = np.rint(summed(tensors, stem) / tensors[f"{stem}_scale"].astype(np.float64))
    return steps.astype(np.int8)


def initializers(graph: Any) -> dict[str, Array]:
    """The initializers of a graph by name, as they are stored."""
    from onnx import numpy_helper

    return {t.name: numpy_helper.to_array(t) for t in graph.initializer}


def read_graph(onnx_file: Path) -> tuple[Any, dict[str, Array]]:
    """The graph of an ONNX file, and its initializers by name; a matrix that has an update is given with it."""
    import onnx

    graph = onnx.load(str(onnx_file)).graph
    tensors = initializers(graph)
    stems = [name.removesuffix("_base") for name in tensors if name.endswith("_base")]
    return graph, tensors | {f"{stem}_quantized": updated(tensors, stem) for stem in stems}


def weights(onnx_file: Path) -> dict[str, Array]:
    """PyTorch parameter name -> float32 array of every weight of the graph."""
    graph, tensors = read_graph(onnx_file)
    readers: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            readers.setdefault(name, []).append(node)

    def bias_after(name: str, steps: int = 6) -> str | None:
        for _ in range(steps):
            for node in readers.get(name, []):
                added = [i for i in node.input if node.op_type == "Add" and i in tensors and tensors[i].ndim == 1]
                if added:
                    return str(added[0])
            if name not in readers:
                return None
            name = readers[name][0].output[0]
        return None

    out = {n: floats(tensors, n) for n in tensors if n.endswith((".weight", ".bias"))}
    out |= {n.removesuffix("_quantized"): floats(tensors, n) for n in tensors if n.endswith(".weight_quantized")}
    for node in graph.node:
        if node.op_type in ("MatMul", "MatMulInteger") and node.input[1] in tensors:
            bias = bias_after(node.output[0])
            if bias is not None:
                out[bias.removesuffix("bias") + "weight"] = floats(tensors, node.input[1]).T.copy()
    return out


def main(source: Path, target: Path) -> None:
    """Write the encoder of SOURCE (model.onnx, config.json, tokenizer.json) as a transformers folder TARGET."""
    import torch
    from transformers import BertConfig, BertModel

    model = BertModel(BertConfig.from_pretrained(source), add_pooling_layer=False)
    state = {name: torch.from_numpy(value) for name, value in weights(source / "model.onnx").items()}
    report = model.load_state_dict(state, strict=False)
    missing = [name for name in report.missing_keys if "position_ids" not in name]
    if missing:
        raise typer.BadParameter(
            f"{source / 'model.onnx'} lacks {len(missing)} weights of its own config, first {missing[0]}"
        )
    model.save_pretrained(target)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(source / name, target / name)


if __name__ == "__main__":
    typer.run(main)
