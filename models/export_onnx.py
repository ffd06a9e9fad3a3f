"""Write a trained transformers folder as int8 ONNX: weights per channel, activations quantised as they come."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

TOKENIZER_FILES = ("tokenizer.json", "tokenizer_config.json", "config.json")


def export_token_model(trained: Path, out: Path) -> int:
    """Export a token-classification folder; returns the size of `out/model.onnx` in bytes.

    Inputs are `input_ids`, `attention_mask` and `token_type_ids` of (batch, length), both free; the output `logits` is
    of (batch, length, outputs). Matrices and embeddings become int8, everything else stays float32.
    """
    import torch
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from transformers import AutoModelForTokenClassification

    model = AutoModelForTokenClassification.from_pretrained(trained, attn_implementation="eager").eval()
    model.requires_grad_(False)

    class Logits(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).logits

    out.mkdir(parents=True, exist_ok=True)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    sample = tuple(torch.ones((2, 9), dtype=torch.long) for _ in names)
    sample[1][1, 6:] = 0
    free = {name: {0: "batch", 1: "length"} for name in [*names, "logits"]}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            Logits(),
            sample,
            str(full),
            input_names=names,
            output_names=["logits"],
            dynamic_axes=free,
            dynamo=False,
            opset_version=17,
        )
        fused = _fused(full, model.config)
        quantize_dynamic(
            fused,
            out / "model.onnx",
            per_channel=True,
            weight_type=QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
    for name in TOKENIZER_FILES:
        if (trained / name).exists():
            shutil.copy(trained / name, out / name)
    return (out / "model.onnx").stat().st_size


def _fused(full: Path, config: Any) -> Path:
    """Fuse what runs faster for it; sum and layer norm stay two nodes (see `models.backend.SLOW_FUSIONS`)."""
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.enable_skip_layer_norm = False
    optimised = optimizer.optimize_model(
        str(full),
        "bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        optimization_options=options,
    )
    fused = full.with_name("fused.onnx")
    optimised.save_model_to_file(str(fused))
    return fused
