"""Measures of the stance model, against figures worked out by hand."""

import random

import numpy as np
import pytest

from models.calibrate_stance import abstention, temperature
from models.stance_baselines import lexicon
from models.stance_metrics import accuracy, calibration, expected_error, interval, macro_f1, position_f1, scores
from models.stance_text import Marked

PAIRS = [("hostile", "hostile"), ("hostile", "critical"), ("neutral", "neutral"), ("cooperative", "neutral")]


def test_scores_by_label():
    table = scores(PAIRS)
    assert table["hostile"] == {"precision": 100.0, "recall": 50.0, "f1": 66.7, "n": 2}
    assert table["critical"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0, "n": 0}
    assert macro_f1(PAIRS) == pytest.approx((66.7 + 66.7 + 0) / 3)
    assert accuracy(PAIRS) == 50.0
    assert position_f1(PAIRS) == 80.0


def test_calibration_bins():
    rows = calibration([0.95, 0.85, 0.81], [True, True, False])
    assert rows[9] == (1, 0.95, 1.0)
    assert rows[8] == (2, pytest.approx(0.83), 0.5)
    assert expected_error([0.95, 0.85, 0.81], [True, True, False]) == pytest.approx((0.05 + 2 * 0.33) / 3)
    assert calibration([1.0], [True])[9] == (1, 1.0, 1.0)


def test_intervals_hold_the_value_and_draw_whole_groups():
    groups = [i // 5 for i in range(100)]
    right = [("neutral", "neutral" if g % 4 else "hostile") for g in groups]
    low, high = interval(groups, right, accuracy)
    assert low < accuracy(right) < high
    assert interval([1] * 100, right, accuracy) == (75.0, 75.0)


def test_the_fitted_temperature_undoes_overconfidence():
    dice = random.Random(3)
    logits, right = [], []
    for _ in range(2000):
        row = np.array([1.0, 0.0, 0.0, 0.0])
        p = np.exp(row) / np.exp(row).sum()
        logits.append(row * 2)
        right.append(dice.choices(range(4), weights=p)[0])
    assert temperature(np.array(logits), right) == pytest.approx(2.0, abs=0.2)


def test_abstention_drops_unsure_positions_only_where_it_pays():
    sure, unsure = [0.9, 0.04, 0.03, 0.03], [0.4, 0.2, 0.2, 0.2]
    assert abstention(np.array([sure, unsure]), [0, 2]) > 0.4
    assert abstention(np.array([sure, unsure]), [0, 0]) == 0.4


@pytest.mark.parametrize(
    ("content", "target", "label"),
    [
        ("Japan will pay the price", "Tokyo", "hostile"),
        ("we thank Taiwan", "Taipei", "cooperative"),
        ("Japan opened a bridge", "Tokyo", "neutral"),
        ("we thank Taiwan", "Beijing", "neutral"),
    ],
)
def test_word_list(content, target, label):
    assert lexicon(Marked("", content, ""), target) == label
