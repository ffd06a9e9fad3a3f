"""The ONNX backend with a fake session; batches, padding, calibration, revision, errors."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

from models.backend import OnnxBackend, TokenModel, buckets, folder_revision, read_tuned, softmax
from models.stance_text import MARKERS, Encoded, Marked
from straitwatch.errors import ModelError
from straitwatch.stance import LABELS, TONES

TUNED = {
    "labels": LABELS,
    "tones": TONES,
    "temperature": 2.0,
    "tone_temperature": 1.0,
    "threshold": 0.4,
    "budget": 20,
}


class FakeModel:
    """Answers at a place: hostile for the first target, cooperative for the second."""

    def run(self, encoded):
        for batch in buckets([len(e.ids) for e in encoded], 60):
            out = np.zeros((len(batch), max(len(encoded[i].places) for i in batch), 7), dtype=np.float32)
            for row, i in enumerate(batch):
                for k in range(len(encoded[i].places)):
                    out[row, k, 3 * k] = 2.0
            yield batch, out


@pytest.fixture
def folder(tmp_path):
    vocabulary = {w: i for i, w in enumerate(["[PAD]", *MARKERS, "[UNK]", "[CLS]", "[SEP]", "we", "object"])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    names = {"unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "[PAD]"}
    PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(tmp_path)
    (tmp_path / "stance.json").write_text(json.dumps(TUNED))
    return tmp_path


def test_each_target_gets_its_own_calibrated_answer(folder):
    backend = OnnxBackend(folder, model=FakeModel())
    questions = [(Marked("", "we object " * n, ""), ["Beijing", "Taipei"]) for n in (5, 1, 3)]
    found = backend.judge(questions)
    assert [len(js) for js in found] == [2, 2, 2]
    for first, second in found:
        assert first.stance == pytest.approx(softmax(np.array([1.0, 0, 0, 0])).tolist())
        assert LABELS[second.stance.index(max(second.stance))] == "cooperative"
        assert sum(first.tone) == pytest.approx(1.0)
    assert backend.threshold == 0.4


def test_the_revision_follows_every_byte(folder):
    before = folder_revision(folder)
    assert before == folder_revision(folder)
    assert len(before) == 12
    (folder / "stance.json").write_text(json.dumps(TUNED | {"temperature": 1.9}))
    assert folder_revision(folder) != before


def test_weights_for_other_labels_are_refused(folder):
    (folder / "stance.json").write_text(json.dumps(TUNED | {"labels": ["pro", "con"]}))
    with pytest.raises(ModelError, match=r"stance\.json is for the labels \['pro', 'con'\]"):
        read_tuned(folder)


def test_missing_files_are_named(tmp_path):
    with pytest.raises(ModelError, match=r"stance\.json is missing"):
        OnnxBackend(tmp_path)
    with pytest.raises(ModelError, match=r"model\.onnx is missing"):
        TokenModel(tmp_path)


class Session:
    """Keeps what it was fed and answers with the ids."""

    def run(self, _names, feed):
        self.feed = feed
        ids = feed["input_ids"][..., None].astype(np.float32)
        return [np.take_along_axis(ids, feed["places"][..., None], axis=1) if "places" in feed else ids]


def token_model(*, takes_places):
    model = object.__new__(TokenModel)
    model._session = Session()
    model._takes_places = takes_places
    return model


def test_rows_are_padded_and_masked():
    model = token_model(takes_places=False)
    ((batch, out),) = list(model.run([Encoded((5, 6, 7), 2, ()), Encoded((8, 9), 1, ())]))
    assert batch == [1, 0]
    assert out[..., 0].tolist() == [[8, 9, 0], [5, 6, 7]]
    assert model._session.feed["attention_mask"].tolist() == [[1, 1, 0], [1, 1, 1]]
    assert model._session.feed["token_type_ids"].tolist() == [[0, 1, 0], [0, 0, 1]]


@pytest.mark.parametrize("takes_places", [False, True])
def test_outputs_are_those_of_the_places_whether_the_file_picks_them_or_not(takes_places):
    rows = [Encoded((5, 6, 7), 2, (2, 1)), Encoded((8, 9), 1, (1,))]
    ((batch, out),) = list(token_model(takes_places=takes_places).run(rows))
    assert batch == [1, 0]
    assert out[0, 0, 0] == 9
    assert out[1, :, 0].tolist() == [7, 6]


@given(st.lists(st.integers(1, 200), max_size=60), st.integers(50, 3000))
def test_buckets_hold_every_row_once_within_the_budget(lengths, tokens):
    batches = list(buckets(lengths, tokens))
    assert sorted(i for b in batches for i in b) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[i] for i in batch) <= tokens
