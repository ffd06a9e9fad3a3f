"""The shipped stance weights: they load, they are small, and they score what their card says."""

import json

import pytest

from models.backend import OnnxBackend
from models.evaluate_stance import CARDS, CORPUS, answers, dev_rows, figures
from models.gold import load_gold
from models.stance import WEIGHTS, StanceModel, StanceQuery
from straitwatch.settings import read_settings
from straitwatch.statement import Span

pytestmark = [pytest.mark.weights, pytest.mark.timeout(120)]

SLACK = 1.0
"""Points of F1 that another processor's int8 arithmetic may cost."""


@pytest.fixture(scope="module")
def backend() -> OnnxBackend:
    return OnnxBackend(WEIGHTS)


def test_the_card_is_of_the_shipped_weights(backend):
    card = json.loads((CARDS / "stance.json").read_text(encoding="utf-8"))
    assert card["revision"] == backend.revision


def test_the_weights_score_what_their_card_says(backend):
    stated = json.loads((CARDS / "stance.json").read_text(encoding="utf-8"))["splits"]["invented news, English"]
    measured = figures(answers(backend, dev_rows(load_gold([CORPUS]), english=True)))
    assert measured["pairs"] == stated["pairs"]
    assert measured["macro_f1"] >= stated["macro_f1"] - SLACK
    assert measured["position_f1"] >= stated["position_f1"] - SLACK


def test_the_weights_fit_a_repository():
    assert sum(f.stat().st_size for f in WEIGHTS.parent.rglob("*") if f.is_file()) <= 90e6


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("Japan must stop this provocation at once and withdraw its ships", {"critical", "hostile"}),
        ("Those who play with fire will perish by it, and Tokyo will pay the price", {"hostile"}),
        ("China is ready to deepen friendship and cooperation with Japan", {"cooperative"}),
        ("The minister will travel to Africa on Monday", {"neutral"}),
    ],
)
def test_plain_cases(words, label):
    text = f'"{words}," Foreign Ministry spokesman Luo Jiawen said in Beijing on Monday.'
    query = StanceQuery(text, Span(1, 1 + len(words)), "Luo Jiawen", "Beijing", "Tokyo")
    (stance,) = StanceModel.load(read_settings()).judge([query])
    assert stance.label in label
