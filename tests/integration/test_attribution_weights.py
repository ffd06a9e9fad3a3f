"""The shipped attribution weights: they load, and they find and resolve what their card says."""

import json
from collections import Counter
from typing import Any

import pytest

from models.attribution import WEIGHTS, Attributor
from models.attribution_metrics import MEASURES, counts
from models.evaluate_attribution import CARDS, CORPUS, answers, splits
from models.gold import is_dev, load_gold
from models.speaker import SpeakerResolver
from models.token_tagger import OnnxTokenTagger, read_shape
from straitwatch.actor import load_actors
from straitwatch.errors import ModelError

pytestmark = [pytest.mark.weights, pytest.mark.timeout(120)]

SLACK = 1.0
"""Points a figure may fall short of the card: int8 kernels differ a little from processor to processor."""


@pytest.fixture(scope="module")
def card() -> Any:
    return json.loads((CARDS / "attribution.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tagger() -> OnnxTokenTagger:
    return OnnxTokenTagger(WEIGHTS)


def test_the_card_is_of_the_shipped_weights(tagger: OnnxTokenTagger, card: Any) -> None:
    assert card["revision"] == tagger.revision
    assert card["threshold"] == tagger.threshold


@pytest.mark.parametrize("split", ["invented, English", "invented, Japanese and Chinese"])
def test_the_weights_score_what_their_card_says(tagger: OnnxTokenTagger, card: Any, split: str) -> None:
    gold = splits([a for a in load_gold([CORPUS]) if is_dev(a.id)])[split]
    found = answers(Attributor(tagger, tagger.threshold).attribute, SpeakerResolver(load_actors()), gold)
    total: Counter[str] = sum((counts(g, f) for g, f in zip(gold, found, strict=True)), start=Counter())
    for name in ("detect@0.3", "detect@0.8", "speaker", "capital"):
        assert MEASURES[name](total) >= card["splits"][split]["measures"][name][0] - SLACK, name


def test_a_folder_without_weights_is_named(tmp_path: Any) -> None:
    with pytest.raises(ModelError, match=r"attribution\.json is missing"):
        OnnxTokenTagger(tmp_path)
    (tmp_path / "attribution.json").write_text('{"window": 254, "context": 48, "outputs": 3}')
    with pytest.raises(ModelError, match="does not fit"):
        read_shape(tmp_path)
