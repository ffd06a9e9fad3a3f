"""Turn shipped weights, a fused int8 ONNX file, back into a transformers folder that training can start from.

So a model can be trained on, with an analyst's corrections for example, from the shipped weights alone. Values are
those of the int8 file, (q - zero point) * scale; the fused attention is cut into query, key and value again.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from models.dequantise import Array, floats, read_graph
from models.export_onnx import TOKENIZER_FILES
from straitwatch.errors import ModelError

FUSED = ("query", "key", "value")
"""The linear layers that an attention node holds as one matrix."""

PREFIX = "model."
"""What the export writes before the name of every parameter."""


def parameters(onnx_file: Path) -> dict[str, Array]:
    """Parameter name of transformers -> float32 array, for every weight of an exported token model."""
    graph, tensors = read_graph(onnx_file)
    found = {
        n.removeprefix(PREFIX): floats(tensors, n)
        for n in tensors
        if n.startswith(PREFIX) and n.endswith(("weight", "bias"))
    }
    found |= {
        n.removeprefix(PREFIX).removesuffix("_quantized"): floats(tensors, n)
        for n in tensors
        if n.startswith(PREFIX) and n.endswith("_quantized")
    }
    for stem, modules in matrices(graph):
        parts = np.split(floats(tensors, f"{stem}_quantized"), len(modules), axis=1)
        found |= {f"{module}.weight": part.T.copy() for module, part in zip(modules, parts, strict=True)}
    for node in graph.node:
        if node.op_type == "QAttention":
            parts = np.split(floats(tensors, node.input[2]), len(FUSED))
            found |= {f"{m}.bias": part for m, part in zip(_fused(node), parts, strict=True)}
    return found


def matrices(graph: Any) -> Iterator[tuple[str, list[str]]]:
    """For every int8 matrix of the graph, its name less ``_quantized`` and the modules whose weights it holds."""
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            module = node.name.removesuffix("/MatMul_quant").removeprefix("/model/").replace("/", ".")
            yield node.input[1].removesuffix("_quantized"), [module]
        elif node.op_type == "QAttention":
            yield node.input[1].removesuffix("_quantized"), _fused(node)


def _fused(attention: Any) -> list[str]:
    layer = str(attention.output[0]).split("/self/")[0].removeprefix("/model/").replace("/", ".")
    return [f"{layer}.self.{part}" for part in FUSED]


def unpack(weights: Path, out: Path) -> Path:
    """Write the shipped folder `weights` as the transformers folder `out`; returns `out`.

    Raises ModelError when the file holds another architecture than its config.json says.
    """
    import torch
    from transformers import AutoConfig, AutoModelForTokenClassification

    model: Any = AutoModelForTokenClassification.from_config(AutoConfig.from_pretrained(weights))
    state = {name: torch.from_numpy(value) for name, value in parameters(weights / "model.onnx").items()}
    report = model.load_state_dict(state, strict=False)
    lacking = [n for n in report.missing_keys if "position_ids" not in n]
    if lacking or report.unexpected_keys:
        raise ModelError(
            f"{weights / 'model.onnx'} does not fit its config.json: "
            f"lacks {lacking[:3]}, has {report.unexpected_keys[:3]}"
        )
    model.save_pretrained(out)
    for name in TOKENIZER_FILES:
        if name != "config.json" and (weights / name).exists():
            shutil.copy(weights / name, out / name)
    return out
