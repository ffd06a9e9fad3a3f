"""Models of Hugging Face as backends, with a fake pair model: labels in any order, entailment templates."""

import numpy as np
import pytest

from models import backend_torch
from models.backend_torch import EntailmentBackend, LabelBackend, torch_backend
from models.stance_text import Marked
from straitwatch.errors import ModelError
from straitwatch.stance import LABELS

QUESTION = (Marked("", "We object to  China", "", "Ono", "Tokyo"), ["Beijing", "Taipei"])


class Pairs:
    """Gives the second label a high score where both words stand in the second text."""

    revision = "fake@1"

    def __init__(self, labels, words=()):
        self.labels, self.words, self.seen = labels, words, []

    def logits(self, pairs):
        self.seen += pairs
        out = np.zeros((len(pairs), len(self.labels)), dtype=np.float32)
        out[:, 1] = [3.0 * all(w in b for w in self.words) for _, b in pairs]
        return out


def test_our_labels_are_found_in_any_order():
    pairs = Pairs(["neutral", "critical", "hostile", "cooperative"], ["toward China"])
    ((first, second),) = LabelBackend(pairs).judge([QUESTION])
    assert LABELS[first.stance.index(max(first.stance))] == "critical"
    assert second.stance == pytest.approx((0.25, 0.25, 0.25, 0.25))
    assert first.tone == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert pairs.seen[0] == ("Ono (Japan) said: We object to China", "Japan toward China")


def test_entailment_is_asked_one_sentence_a_label():
    pairs = Pairs(["contradiction", "entailment", "neutral"], ["criticises China"])
    ((first, second),) = EntailmentBackend(pairs).judge([QUESTION])
    assert LABELS[first.stance.index(max(first.stance))] == "critical"
    assert second.stance == pytest.approx((0.25,) * 4)
    assert len(pairs.seen) == 14
    assert pairs.seen[0][1] == "Japan threatens China."


@pytest.mark.parametrize(
    ("labels", "kind"),
    [
        (["neutral", "critical", "hostile", "cooperative"], LabelBackend),
        (["contradiction", "entailment"], EntailmentBackend),
    ],
)
def test_the_labels_decide_the_backend(monkeypatch, labels, kind):
    monkeypatch.setattr(backend_torch, "PairModel", lambda *_: Pairs(labels))
    assert isinstance(torch_backend("some/model"), kind)


def test_other_labels_are_refused_by_name(monkeypatch):
    monkeypatch.setattr(backend_torch, "PairModel", lambda *_: Pairs(["positive", "negative"]))
    with pytest.raises(ModelError, match="some/model answers positive, negative; expected hostile"):
        torch_backend("some/model")
