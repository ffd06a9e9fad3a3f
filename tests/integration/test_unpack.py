"""The shipped weights as parameters again: every weight of the architecture, in its shape."""

import json

import numpy as np
import pytest

from models import attribution, stance
from models.unpack import parameters

pytestmark = pytest.mark.weights


@pytest.mark.parametrize("folder", [attribution.WEIGHTS, stance.WEIGHTS], ids=lambda folder: folder.name)
def test_every_parameter_is_found_in_its_shape(folder):
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    size, wide, layers = config["hidden_size"], config["intermediate_size"], config["num_hidden_layers"]
    found = parameters(folder / "model.onnx")
    for n in range(layers):
        layer = f"bert.encoder.layer.{n}"
        for part in ("query", "key", "value"):
            assert found[f"{layer}.attention.self.{part}.weight"].shape == (size, size)
            assert found[f"{layer}.attention.self.{part}.bias"].shape == (size,)
        assert found[f"{layer}.attention.output.dense.weight"].shape == (size, size)
        assert found[f"{layer}.intermediate.dense.weight"].shape == (wide, size)
        assert found[f"{layer}.output.dense.weight"].shape == (size, wide)
    assert found["classifier.weight"].shape == (len(config["id2label"]), size)
    assert found["bert.embeddings.word_embeddings.weight"].shape == (config["vocab_size"], size)
    assert len(found) == 16 * layers + 7
    assert all(value.dtype == np.float32 and np.isfinite(value).all() for value in found.values())
