"""A low-rank update of exported weights: the old bytes stay, and what runs is what was trained."""

import numpy as np
import onnx
import onnxruntime
import pytest

from models import attribution
from models.dequantise import initializers, read_graph
from models.export_update import factors, update
from models.unpack import parameters
from straitwatch.errors import ModelError

pytestmark = pytest.mark.weights

SHIPPED = attribution.WEIGHTS / "model.onnx"
MORE, RANK = 4, 100
"""What training adds here, and what the file must hold: that and the update it may have been shipped with."""


@pytest.fixture(scope="module")
def state():
    return parameters(SHIPPED)


@pytest.fixture(scope="module")
def trained(state):
    dice = np.random.default_rng(7)
    moved = dict(state)
    for name, value in state.items():
        if "encoder" in name and name.endswith("weight") and value.ndim == 2:
            low, high = (dice.normal(0, 0.05, (n, MORE)) for n in value.shape)
            moved[name] = (value + low @ high.T).astype(np.float32)
        elif "encoder" in name or name.startswith("classifier"):
            moved[name] = (value + dice.normal(0, 0.01, value.shape)).astype(np.float32)
    return moved


@pytest.fixture(scope="module")
def written(trained, tmp_path_factory):
    file = tmp_path_factory.mktemp("update") / "model.onnx"
    onnx.save(update(SHIPPED, trained, RANK), str(file))
    return file


def test_the_file_holds_the_trained_parameters_up_to_a_step_of_int8(written, trained, state):
    found = parameters(written)
    assert found.keys() == trained.keys()
    for name, value in trained.items():
        step = np.abs(value).max() / 127
        assert np.abs(found[name] - value).max() <= 1.5 * step, name
    moved = "bert.encoder.layer.2.intermediate.dense.weight"
    assert np.abs(found[moved] - state[moved]).max() > 0.01


def test_the_matrices_of_before_stay_byte_for_byte(written):
    _, before = read_graph(SHIPPED)
    after = initializers(onnx.load(str(written)).graph)
    bases = [name for name in after if name.endswith("_base")]
    assert len(bases) == 24
    for name in bases:
        stem = name.removesuffix("_base")
        old = before.get(f"{stem}_base", before[f"{stem}_quantized"])
        assert after[name].tobytes() == old.tobytes()


def test_onnx_runtime_computes_the_same_int8_matrices_as_we_do(written, tmp_path):
    _, ours = read_graph(written)
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(tmp_path / "folded.onnx")
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    onnxruntime.InferenceSession(str(written), options, providers=["CPUExecutionProvider"])
    folded = initializers(onnx.load(options.optimized_model_filepath).graph)
    stems = [name.removesuffix("_base") for name in ours if name.endswith("_base")]
    assert stems
    for stem in stems:
        assert (folded[f"{stem}_quantized"] == ours[f"{stem}_quantized"]).all()


def test_an_update_of_an_update_replaces_it(written, state, tmp_path):
    again = tmp_path / "model.onnx"
    onnx.save(update(written, state, RANK), str(again))
    found = parameters(again)
    for name, value in state.items():
        assert np.abs(found[name] - value).max() <= 1.5 * np.abs(value).max() / 127, name
    assert again.stat().st_size <= written.stat().st_size


def test_other_embeddings_are_refused(state):
    name = "bert.embeddings.word_embeddings.weight"
    with pytest.raises(ModelError, match="embeddings"):
        update(SHIPPED, {**state, name: state[name] + 1}, RANK)


def test_factors_of_no_change_are_one_of_zero():
    found = factors(np.zeros((3, 5)), 4)
    assert found.down.shape == (3, 1)
    assert not found.product().any()
