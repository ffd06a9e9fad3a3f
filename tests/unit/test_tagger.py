from collections.abc import Sequence
from datetime import UTC, datetime

from models.attribution import Attribution
from models.speaker import Speaker
from models.stance import StanceQuery
from models.tagger import Tagger
from straitwatch.actor import load_actors
from straitwatch.article import Article
from straitwatch.clock import ManualClock
from straitwatch.stance import Stance
from straitwatch.statement import Span

NOW = datetime(2024, 5, 1, tzinfo=UTC)


def article(text: str) -> Article:
    return Article("", text, "Harbour Daily", NOW, NOW)


class Quotes:
    revision = "q1"

    def attribute(self, articles: Sequence[Article]) -> list[list[Attribution]]:
        return [[Attribution("direct", Span(0, 6), None, None, 0.9)] for _ in articles]


class Says:
    def __init__(self, name: str) -> None:
        self.name = name

    def resolve(self, article: Article, attributions: Sequence[Attribution]) -> list[Speaker]:
        return [Speaker(self.name, "the ministry", 0.8) for _ in attributions]


class Critical:
    revision = "s1"

    def __init__(self) -> None:
        self.asked: list[StanceQuery] = []

    def judge(self, queries: Sequence[StanceQuery]) -> list[Stance]:
        self.asked += queries
        return [Stance(q.target, (0.0, 1.0, 0.0, 0.0), model="s1") for q in queries]


def tagger(speaker: str, stance: Critical) -> Tagger:
    return Tagger(load_actors(), Quotes(), Says(speaker), stance, ManualClock(NOW))


def test_a_capital_is_judged_toward_each_of_the_others() -> None:
    stance = Critical()
    (tagging,) = tagger("Taipei", stance).tag([article("Beijing objects, said Taipei.")])
    (statement,) = tagging.statements
    assert [s.target for s in statement.stances] == ["Tokyo", "Beijing"]
    assert (statement.text, statement.speaker, statement.source_name) == ("Beijin", "Taipei", "the ministry")
    assert tagging.tagged == NOW


def test_words_that_are_not_english_come_with_their_gloss() -> None:
    words = [article("反对日方挑衅，台北说。北京、东京未回应。"), article("Beijing objects, said Tokyo.")]
    chinese, english = tagger("Taipei", Critical()).tag(words)
    assert [s.gloss for s in (*chinese.statements, *english.statements)] == ["oppose Japan provocation", ""]


def test_other_speakers_are_kept_and_not_judged() -> None:
    stance = Critical()
    (tagging,) = tagger("other", stance).tag([article("Beijing and Tokyo talk, an analyst said.")])
    assert tagging.statements[0].stances == ()
    assert not stance.asked


def test_an_article_that_names_one_actor_passes_cheaply_unless_all_is_asked_for() -> None:
    one, two = article("A fair in Osaka, Japan."), article("Japan and China met.")
    made = tagger("Tokyo", Critical())
    first, second = made.tag([one, two])
    assert (first.relevant, len(first.statements)) == (False, 0)
    assert (second.relevant, len(second.statements)) == (True, 1)
    assert len(made.tag([one], everything=True)[0].statements) == 1


def test_the_revision_names_models_and_actors() -> None:
    stance = Critical()
    other = Critical()
    other.revision = "s2"
    assert tagger("Tokyo", stance).revision == tagger("Beijing", stance).revision
    assert tagger("Tokyo", stance).revision != tagger("Tokyo", other).revision
