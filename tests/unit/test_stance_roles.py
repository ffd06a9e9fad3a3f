"""Capitals renamed by their roles: what a statement and its mirror image share."""

from itertools import permutations

import pytest

from models.mirror import CAPITALS, mirrored
from models.stance_roles import in_roles, roles
from models.stance_text import Marked

PASSAGE = Marked("The KMT asked ", "the mainland to talk", ", Japan said.", "MOFA of Taiwan", "Taipei")


@pytest.mark.parametrize("order", list(permutations(CAPITALS)))
def test_a_statement_and_its_mirror_image_are_the_same_input(order):
    to = dict(zip(CAPITALS, order, strict=True))
    m = PASSAGE
    texts = [mirrored(t, to) for t in (m.before, m.content, m.after, m.source)]
    turned = Marked(*texts, to[m.speaker])
    assert in_roles(turned, [to["Beijing"], to["Tokyo"]]) == in_roles(m, ["Beijing", "Tokyo"])


def test_the_speaker_comes_first_then_who_is_named_first():
    assert roles(PASSAGE) == {"Taipei": "Tokyo", "Beijing": "Beijing", "Tokyo": "Taipei"}


def test_names_stay_where_nobody_else_is_named_or_no_capital_speaks():
    alone = Marked("", "Japan will build ships", "", "Ono", "Tokyo")
    assert in_roles(alone, ["Beijing", "Taipei"]) == (alone, ["Beijing", "Taipei"])
    foreign = Marked("", "Japan and China should talk", "", "Smith", "Washington")
    assert in_roles(foreign, ["Tokyo"]) == (foreign, ["Tokyo"])


def test_other_actors_keep_their_names():
    _, names = in_roles(Marked("", "China and Washington", "", "Ono", "Tokyo"), ["Washington", "Beijing"])
    assert names == ["Washington", "Beijing"]
