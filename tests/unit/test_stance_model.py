"""The stance model on a backend that answers by rule."""

from collections.abc import Sequence

import pytest

from models.backend import Judgement, Question
from models.stance import StanceModel, StanceQuery
from straitwatch.statement import Span

TEXT = "Tokyo said it objects. Beijing said it thanks all."
OBJECTS, THANKS = Span(11, 21), Span(36, 49)


class Rule:
    """Critical where the statement objects, else cooperative; surer about Beijing; counts the questions."""

    revision, threshold = "rule-1", 0.6

    def __init__(self) -> None:
        self.asked: list[Question] = []

    def judge(self, questions: Sequence[Question]) -> list[list[Judgement]]:
        self.asked += questions
        return [[self._one(m.content, target) for target in targets] for m, targets in questions]

    def _one(self, content: str, target: str) -> Judgement:
        top = 0.7 if target == "Beijing" else 0.4
        rest = (1 - top) / 3
        stance = (rest, top, rest, rest) if "objects" in content else (rest, rest, rest, top)
        return Judgement(stance, (0.5, 0.3, 0.2))


def query(content: Span, speaker: str, target: str) -> StanceQuery:
    return StanceQuery(TEXT, content, "it", speaker, target)


def test_answers_come_in_the_order_of_the_queries_and_carry_the_revision():
    model = StanceModel(Rule())
    found = model.judge([query(THANKS, "Beijing", "Taipei"), query(OBJECTS, "Tokyo", "Beijing")])
    assert [(s.target, s.label) for s in found] == [("Taipei", "cooperative"), ("Beijing", "critical")]
    assert {s.model for s in found} == {"rule-1"} == {model.revision}
    assert found[0].sentiment == (0.5, 0.3, 0.2)


def test_targets_of_one_statement_are_asked_in_one_pass():
    rule = Rule()
    StanceModel(rule).judge([query(OBJECTS, "Tokyo", t) for t in ("Taipei", "Beijing", "Taipei")])
    assert [list(targets) for _, targets in rule.asked] == [["Beijing", "Taipei"]]


@pytest.mark.parametrize(("target", "abstained"), [("Beijing", False), ("Taipei", True)])
def test_below_the_threshold_it_abstains(target, abstained):
    (stance,) = StanceModel(Rule()).judge([query(OBJECTS, "Tokyo", target)])
    assert stance.abstained is abstained


def test_nothing_asked_nothing_answered():
    assert StanceModel(Rule()).judge([]) == []
