"""Evaluation of the stance model and its card, on a backend that answers by rule."""

from collections.abc import Sequence

import pytest

from models.backend import Judgement, Question
from models.card_stance import render
from models.evaluate_stance import answers, error_kinds, figures, mirror_agreement, tone_f1
from models.stance_data import Row, Target
from models.stance_loop import allowed, padded
from models.stance_text import Encoded, Marked

WORDS = {"Tokyo": "Japan", "Beijing": "China", "Taipei": "Taiwan"}


class NamedIsCritical:
    """Critical and negative toward a target whose country the statement names, else neutral; never sure of Taipei."""

    revision, threshold = "rule-1", 0.5

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        return [[self._one(m.content, t) for t in targets] for m, targets in questions]

    def _one(self, content: str, target: str) -> Judgement:
        top = 0.4 if target == "Taipei" else 0.85
        low = (1 - top) / 3
        if WORDS.get(target, target) in content:
            return Judgement((low, top, low, low), (0.8, 0.1, 0.1))
        return Judgement((low, low, top, low), (0.1, 0.8, 0.1))


def row(content: str, speaker: str, group: str, **stance: str) -> Row:
    targets = tuple(Target(name, frozenset({label})) for name, label in stance.items())
    return Row(Marked("He said ", content, ".", "He", speaker), targets, group)


ROWS = [
    row("we object to China", "Tokyo", "a", Taipei="neutral", Beijing="critical"),
    row("we will strike Japan", "Beijing", "a", Tokyo="hostile", Taipei="neutral"),
    row("we object to Taiwan", "Tokyo", "b", Taipei="critical", Beijing="neutral"),
]


def test_targets_keep_their_own_answers_whatever_their_order():
    found = answers(NamedIsCritical(), ROWS)
    assert [(a.target, a.label) for a in found[:2]] == [("Taipei", "neutral"), ("Beijing", "critical")]
    assert [a.counted for a in found if a.target == "Taipei" and a.label == "critical"] == ["neutral"]


def test_figures_of_a_split():
    measured = figures(answers(NamedIsCritical(), ROWS))
    assert (measured["articles"], measured["pairs"]) == (2, 6)
    assert measured["accuracy"] == pytest.approx(83.3)
    assert measured["position_f1"] == 80.0
    assert measured["abstained"] == 50.0
    assert measured["confusions"] == [("hostile read as critical", 1)]


def test_a_rule_without_nations_agrees_with_its_mirror():
    assert mirror_agreement(NamedIsCritical(), ROWS) == 100.0


def test_tone_is_scored_over_mentions():
    rows = [
        Row(Marked("", "China erred", ""), (Target("Beijing", tone=frozenset({"negative"})),), "g"),
        Row(Marked("", "It rained", ""), (Target("Beijing", tone=frozenset({"positive"})),), "h"),
    ]
    assert tone_f1(NamedIsCritical(), rows) == {"f1m": 50.0, "accuracy": 50.0, "mentions": 2}


def test_the_card_states_what_is_missed_and_by_how_much():
    found = answers(NamedIsCritical(), ROWS)
    card = {
        "revision": "rule-1",
        "threshold": 0.5,
        "splits": {"invented news, English": figures(found)},
        "mirror_agreement": 96.5,
        "newsmtsc_mt": {"f1m": 83.0, "accuracy": 84.0, "mentions": 2},
        "errors_by_kind": error_kinds(found),
    }
    page = render(card)
    assert "| mirrored actors, label agrees | at least 97 % | 96.5 | missed by 0.5 |" in page
    assert "| tone F1m, NewsMTSC mt | at least 82.5 | 83.0 | met |" in page
    assert "| speaker Beijing | 1 of 2 |" in page
    assert "| always neutral |" in page
    assert "must not be used for" in page
    assert 'x-axis "confidence" ["0.4-0.5", "0.8-0.9"]' in page
    assert "line [0.4, 0.85]" in page


def test_sets_of_allowed_answers_and_their_weights():
    targets = (Target("a", frozenset({"hostile", "critical"})), Target("b", tone=frozenset({"positive"})))
    first, second = allowed(Row(Marked("", "x", ""), targets, "g"))
    assert first == [1, 1, 0, 0, 1, 1, 1, 1.0, 0.0]
    assert second[:7] == [1, 1, 1, 1, 0, 0, 1]
    assert second[7] == 0.0
    assert second[8] > 0


def test_a_training_batch_is_padded_at_the_end():
    ids, mask, segments = padded([Encoded((7, 8, 9), 1, (0,)), Encoded((5,), 1, (0,))])
    assert ids == [[7, 8, 9], [5, 0, 0]]
    assert mask == [[1, 1, 1], [1, 0, 0]]
    assert segments == [[0, 1, 1], [0, 0, 0]]
