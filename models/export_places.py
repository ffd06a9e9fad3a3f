"""Make an exported token model answer at some places only: what the last layer computes elsewhere is left out.

The stance model is read at the markers of its targets, two tokens of some 120. Its last layer needs all tokens as keys
and values of the attention; what follows the attention is then computed for the places alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from models.backend import PLACES


def answer_at_places(file: Path) -> None:
    """Give the model the input `places` and outputs of (batch, targets, outputs); one that has it stays as it is."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(file))
    graph = model.graph
    if any(i.name == PLACES for i in graph.input):
        return
    attention = [n for n in graph.node if n.op_type == "QAttention"][-1]
    layer = attention.output[0].split("/self/")[0]
    added = next(n for n in graph.node if n.name == f"{layer}/output/Add")
    before = next(name for name in added.input if "LayerNorm" in name)
    nodes = list(graph.node)
    at = nodes.index(attention) + 1
    _renamed(nodes[at:], attention.output[0], f"{PLACES}/attention")
    _renamed([added], before, f"{PLACES}/before")
    picks = [
        helper.make_node("Unsqueeze", [PLACES, f"{PLACES}/axis"], [f"{PLACES}/index"], name=f"{PLACES}/index"),
        *(
            helper.make_node("GatherND", [source, f"{PLACES}/index"], [picked], name=picked, batch_dims=1)
            for source, picked in ((attention.output[0], f"{PLACES}/attention"), (before, f"{PLACES}/before"))
        ),
    ]
    del graph.node[:]
    graph.node.extend([*nodes[:at], *picks, *nodes[at:]])
    graph.initializer.append(numpy_helper.from_array(np.array([2], dtype=np.int64), f"{PLACES}/axis"))
    graph.input.append(helper.make_tensor_value_info(PLACES, TensorProto.INT64, ["batch", "targets"]))
    graph.output[0].type.tensor_type.shape.dim[1].dim_param = "targets"
    onnx.save(model, str(file))


def _renamed(nodes: list[Any], old: str, new: str) -> None:
    for node in nodes:
        for k, name in enumerate(node.input):
            if name == old:
                node.input[k] = new
