from datetime import UTC, datetime

from fake_token_tagger import FakeTokenTagger

from models.attribution import Attributor
from models.attribution_metrics import Found, counts, measures, pairs
from models.attribution_rules import attribute_by_rules
from models.card_attribution import render
from models.evaluate_attribution import answers, error_kinds, speed, splits
from models.gold import GoldArticle, GoldStatement
from models.speaker import SpeakerResolver
from straitwatch.actor import load_actors
from straitwatch.statement import Span

TEXT = "Japan's coast guard said the boats were home. China's navy said nobody was hurt."
FIRST, SECOND = TEXT.index("the boats"), TEXT.index("nobody")
GOLD = GoldArticle(
    "wire-001",
    "t",
    TEXT,
    "Harbour Post",
    datetime(2024, 1, 1, tzinfo=UTC),
    "en",
    (
        GoldStatement(FIRST, FIRST + 19, "indirect", "Japan's coast guard", "Tokyo"),
        GoldStatement(SECOND, SECOND + 15, "indirect", "China's navy", "Beijing"),
    ),
)


def test_each_statement_is_matched_once() -> None:
    found = [Found(Span(FIRST, FIRST + 19), "Tokyo"), Found(Span(FIRST, FIRST + 12), "Tokyo")]
    assert len(pairs(GOLD.statements, found, 0.3)) == 1


def test_counts_and_measures() -> None:
    n = counts(GOLD, [Found(Span(FIRST, FIRST + 19), "Beijing"), Found(Span(0, 5), "Tokyo")])
    assert (n["gold"], n["found"], n["hit8"], n["speaker"], n["capital hit"]) == (2, 2, 1, 0, 0)
    figures = measures([n, n])
    assert figures["detect@0.3"][0] == 50.0
    assert figures["speaker"] == [0.0, 0.0, 0.0]
    assert measures([])["detect@0.3"] == [0.0, 0.0, 0.0]


def test_the_card_names_what_is_met_and_missed() -> None:
    tagger = FakeTokenTagger(
        ("source", "Japan's coast guard"), ("cue", "said"), ("content", "the boats were home"), speaker="Tokyo"
    )
    attributor, resolver = Attributor(tagger), SpeakerResolver(load_actors())
    found = answers(attributor.attribute, resolver, [GOLD])
    assert [f.speaker for f in found[0]] == ["Tokyo"]
    ruled = answers(lambda articles: [attribute_by_rules(a.text) for a in articles], resolver, [GOLD])
    assert len(ruled[0]) == 2
    split = {
        "articles": 1,
        "statements": 2,
        "measures": measures([counts(GOLD, found[0])]),
        "rules": measures([counts(GOLD, ruled[0])]),
        "errors": error_kinds([GOLD], found),
    }
    card = {
        "revision": "fake",
        "threshold": 0.5,
        "splits": {"English, both": split, "real, English": split},
        "speed": 3,
    }
    page = render(card)
    assert "missed by 23.3" in page
    assert "| right speaker among found, % | at least 92 | 100.0 | 100.0-100.0 | met |" in page
    assert "| missed, indirect of under four words | 1 |" in page


def test_articles_fall_into_their_splits() -> None:
    assert list(splits([GOLD])) == ["English, both", "invented, English"]


def test_speed_is_positive() -> None:
    attributor = Attributor(FakeTokenTagger())
    assert speed(attributor, SpeakerResolver(load_actors()), [GOLD] * 3, 2) > 0
