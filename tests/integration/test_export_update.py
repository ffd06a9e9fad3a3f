"""A low-rank update of exported weights: the old bytes stay, and what runs is what was trained."""

import shutil

import numpy as np
import onnx
import onnxruntime
import pytest

from models import attribution
from models.dequantise import initializers, read_graph
from models.export_places import answer_at_places
from models.export_update import factors, update
from models.unpack import parameters
from straitwatch.errors import ModelError

pytestmark = pytest.mark.weights

SHIPPED = attribution.WEIGHTS / "model.onnx"
MORE = 4
"""The rank of what training adds here."""


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
    onnx.save(update(SHIPPED, trained, MORE), str(file))
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


def test_an_update_of_an_update_adds_ranks_and_keeps_those_there_were(written, trained, tmp_path):
    moved, more = dict(trained), np.random.default_rng(8)
    name = "bert.encoder.layer.2.intermediate.dense.weight"
    low, high = (more.normal(0, 0.05, (n, MORE)) for n in trained[name].shape)
    moved[name] = (trained[name] + low @ high.T).astype(np.float32)
    again = tmp_path / "model.onnx"
    onnx.save(update(written, moved, MORE), str(again))
    found = parameters(again)
    for name, value in moved.items():
        assert np.abs(found[name] - value).max() <= 1.5 * np.abs(value).max() / 127, name
    before, after = (initializers(onnx.load(str(file)).graph) for file in (written, again))
    ups = [name for name in before if "_update" in name and name.endswith("_up")]
    assert len(ups) == 36
    for name in ups:
        rank = len(before[name])
        assert rank < len(after[name]) <= rank + MORE
        assert after[name][:rank].tobytes() == before[name].tobytes()


def test_other_embeddings_are_refused(state):
    name = "bert.embeddings.word_embeddings.weight"
    with pytest.raises(ModelError, match="embeddings"):
        update(SHIPPED, {**state, name: state[name] + 1}, MORE)


def test_factors_of_no_change_are_one_of_zero():
    found = factors(np.zeros((3, 5)), 4)
    assert found.down.shape == (3, 1)
    assert not found.product().any()


def test_a_file_that_answers_at_places_gives_what_it_gave_there(tmp_path):
    everywhere, picked = tmp_path / "everywhere.onnx", tmp_path / "picked.onnx"
    shutil.copy(SHIPPED, everywhere)
    shutil.copy(SHIPPED, picked)
    answer_at_places(picked)
    once = picked.read_bytes()
    answer_at_places(picked)
    assert picked.read_bytes() == once
    ids = np.random.default_rng(7).integers(1000, 20000, (2, 40))
    feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
    places = np.array([[3, 9], [4, 0]])
    (whole,) = onnxruntime.InferenceSession(str(everywhere)).run(None, feed)
    (some,) = onnxruntime.InferenceSession(str(picked)).run(None, feed | {"places": places})
    assert some.shape == (2, 2, whole.shape[2])
    step = np.abs(whole).max() / 127
    assert np.abs(some - np.take_along_axis(whole, places[:, :, None], axis=1)).max() < 2 * step
    assert parameters(picked).keys() == parameters(everywhere).keys()
