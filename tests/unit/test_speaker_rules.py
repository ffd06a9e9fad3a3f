"""Rules for who speaks, one invented article for each class."""

from datetime import UTC, datetime

import pytest

from models.attributed import Attribution
from models.gazetteer import Gazetteer
from models.speaker import Speaker, SpeakerResolver
from models.speaker_combiner import Combiner, Evidence, load_combiner
from models.speaker_phrases import PhraseReader, Reading
from models.speaker_scene import Scene
from models.speaker_source import source_of
from models.speaker_words import name_origin, surname_origins
from straitwatch.actor import load_actors
from straitwatch.article import Article
from straitwatch.statement import Span

ACTORS = load_actors()
NOW = datetime(2031, 5, 6, tzinfo=UTC)


def resolve(text: str, *sources: str, outlet: str = "Harbour Post", title: str = "A title") -> list[Speaker]:
    """Resolve sources that stand in the text, each taken for a statement that follows it."""
    attributions, at = [], 0
    for source in sources:
        start = text.index(source, at)
        at = start + len(source)
        attributions.append(Attribution("indirect", Span(at, at + 1), Span(start, at), None, 0.9))
    return SpeakerResolver(ACTORS).resolve(Article(title, text, outlet, NOW, NOW), attributions)


@pytest.mark.parametrize(
    ("text", "sources", "speakers"),
    [
        # an unnamed person is taken up before a named one further back
        (
            "Foreign Minister Kozo Tachibana of Japan spoke. The Chinese delegate told the hall no. He sat down.",
            ["Kozo Tachibana", "The Chinese delegate", "He"],
            ["Tokyo", "Beijing", "Beijing"],
        ),
        ("China's spokesman Luo Jiawen spoke. The Japanese ambassador was kinder. He smiled.", ["He"], ["Tokyo"]),
        # "it" is the body named as the subject, not one after a preposition
        (
            "Japan's cabinet spoke. China's embassy stayed away from Taiwan's feast, which it called",
            ["it"],
            ["Beijing"],
        ),
        ("The Taiwan Affairs Office had warned Tokyo. It said so again.", ["It"], ["Beijing"]),
        # possessives
        (
            "Japan's army was silent. Taiwan saw the ships. Its foreign ministry said no.",
            ["Its foreign ministry"],
            ["Taipei"],
        ),
        (
            "Defence Minister Aoi Gunji of Japan left. China was calm. Gunji's deputy said no.",
            ["Gunji's deputy"],
            ["Tokyo"],
        ),
        # a title leads to the person who bears it
        (
            "Japan's minister Kozo Tachibana spoke. Foreign ministry spokeswoman Hao Chunlan of China was asked. "
            "The spokeswoman said no.",
            ["Kozo Tachibana", "The spokeswoman"],
            ["Tokyo", "Beijing"],
        ),
        # officials of a company, an opposition, a foreign state
        ("Opposition lawmaker Hideo Kamegawa said no in Tokyo.", ["Hideo Kamegawa"], ["other"]),
        ("Opposition lawmaker Chiu Pei-hsuan of Taiwan's KMT said no.", ["Chiu Pei-hsuan"], ["Taipei"]),
        # a body that others have too, behind a country; a person behind a body's name
        (
            "Taiwan's Coast Guard Administration said no, and Japan's Coast Guard Administration too.",
            ["Japan's Coast Guard Administration"],
            ["Tokyo"],
        ),
        (
            "Japan's minister Kozo Tachibana spoke. The Taiwan Affairs Office's Luo Jiawen said no. He left, he said.",
            ["Kozo Tachibana", "The Taiwan Affairs Office's Luo Jiawen", "He"],
            ["Tokyo", "Beijing", "Beijing"],
        ),
        # a rank beside an academy, what somebody was before, whom somebody led
        (
            "Major General Ren Bohai of the National Defence University in Beijing said no.",
            ["Major General Ren Bohai of the National Defence University in Beijing"],
            ["Beijing"],
        ),
        ("China's researcher-turned-spokesman said no.", ["China's researcher-turned-spokesman"], ["Beijing"]),
        # the scene right before the subject, and an embassy that speaks for another
        (
            "Japan was glad. At a briefing in Beijing, a foreign ministry official said no.",
            ["a foreign ministry official"],
            ["Beijing"],
        ),
        ("An opposition lawmaker in Tokyo said no.", ["An opposition lawmaker in Tokyo"], ["other"]),
        ("A state department spokesman said no to China.", ["A state department spokesman"], ["other"]),
    ],
)
def test_sources_by_rule(text: str, sources: list[str], speakers: list[str]) -> None:
    assert [s.name for s in resolve(text, *sources)] == speakers


def test_officials_without_a_country_are_those_of_the_passage() -> None:
    text = (
        "A storm hit Hokkaido and the rest of Japan. Rivers rose near Sapporo. Meanwhile officials said all was well."
    )
    assert resolve(text, "officials", title="Storm in Japan")[0].name == "Tokyo"
    text = "Seoul sent ships. North Korean boats turned back. Officials said all was well."
    assert resolve(text, "Officials", title="Korean row")[0].name == "other"


def test_answers_in_a_transcript_are_those_of_the_official_who_opens_it() -> None:
    text = "Foreign ministry spokesman Luo Jiawen of China met the press.\nQ: Is it true?\nA: No."
    asked = text.index("Q:")
    spans = [Span(asked, asked + 1), Span(text.index("A:"), text.index("A:") + 1)]
    said = [Attribution("direct", Span(s.end + 2, s.end + 4), s, None, 0.9) for s in spans]
    speakers = SpeakerResolver(ACTORS).resolve(Article("t", text, "Harbour Post", NOW, NOW), said)
    assert [(s.name, s.source_name) for s in speakers] == [("other", "Q"), ("Beijing", "Luo Jiawen")]


@pytest.mark.parametrize(
    ("phrase", "speaker"),
    [
        ("Japanese officials and analysts in the capital", "Tokyo"),
        ("China, North Korea's ally", "Beijing"),
        ("China, South Korea and Ruritania", "Beijing"),
        ("a Japanese opposition party", "other"),
        ("a lawmaker of the Japanese Communist Party", "other"),
        ("A lawmaker of the Liberal Democratic Party, now in opposition", "other"),
        ("a lawmaker of the Kuomintang, in opposition since May", "Taipei"),
        ("Japan Post", "other"),
        ("CPC Corp, its state oil company", "other"),
        ("CPC officials", "Beijing"),
        ("Japan Airlines Co.", "other"),
        ("Taiwan's opposition party", "Taipei"),
        ("the white house", "other"),
        ("a person with direct knowledge of the talks", "unknown"),
        ("Taiwan's defence minister, General (retired) Kou", "Taipei"),
    ],
)
def test_phrases(phrase: str, speaker: str) -> None:
    reading = PhraseReader(ACTORS).read(phrase)
    assert reading is not None
    assert reading.speaker == speaker


@pytest.mark.parametrize(
    ("phrase", "sure"),
    [
        ("The Global Times", True),
        ("a People's Daily editorial", True),
        ("Xinhua news agency", True),
        ("a Xinhua reporter in Nagoya", False),
    ],
)
def test_a_state_paper_itself_is_told_from_its_people(phrase, sure):
    reading = PhraseReader(ACTORS).read(phrase)
    assert reading.speaker == "Beijing"
    assert (reading.weight > 0.9) is sure


@pytest.mark.parametrize(
    ("text", "content", "source"),
    [
        ("Some doubt it. China has said it will use the ship.", "it will use the ship", "China"),
        (
            "The ship left in fog, according to the state news agency. It rained.",
            "The ship left in fog",
            "the state news agency",
        ),
        ("Fog came down, the harbour office said.", "Fog came down", "the harbour office"),
        ("Although ties are better, Beijing has warned it would act.", "it would act", "Beijing"),
        ("It rained all day.", "It rained all day", None),
    ],
)
def test_sources_that_the_tagger_missed(text: str, content: str, source: str | None) -> None:
    start = text.index(content)
    found = source_of(text, Attribution("indirect", Span(start, start + len(content)), None, None, 0.9))
    assert (found.of(text) if found else None) == source


def test_pieces_of_sources_are_mended() -> None:
    text = "It is wrong, said a commentary in the paper. Tokyo's office in Taipei said no."
    cut = Attribution("indirect", Span(0, 11), Span(18, 19), None, 0.9)
    assert source_of(text, cut) == Span(18, 43)
    start = text.index("s office")
    owned = Attribution("indirect", Span(start + 22, start + 24), Span(start, start + 18), None, 0.9)
    found = source_of(text, owned)
    assert found is not None
    assert found.of(text) == "Tokyo's office in Taipei"


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("Jiao Wenbin", "Beijing"),
        ("Pan Shijian", "Beijing"),
        ("Jin Haoran", "Beijing"),
        ("Ruan Daiyun", "Beijing"),
        ("Sima Hong", "Beijing"),
        ("Mao Kato", ""),
        ("Chiang Yi-fan", "Taipei"),
        ("Hideo Kamegawa", "Tokyo"),
    ],
)
def test_where_names_come_from(name: str, origin: str) -> None:
    assert name_origin(name) == origin


def test_a_surname_alone_limits_where_somebody_is_from() -> None:
    assert surname_origins("Fang") == ("Beijing", "Taipei")
    text = "Tokyo waited while Taipei spoke, said Fang, the chief negotiator."
    assert resolve(text, "Fang, the chief negotiator")[0].name == "Taipei"


def test_the_scene_knows_whose_country_a_passage_is_about() -> None:
    scene = Scene("Japan spoke. Japanese ships left Osaka. China was silent.", Gazetteer(ACTORS), "Japan's ships")
    owner, share = scene.topic(20)
    assert owner == "Tokyo"
    assert 0.5 < share < 1
    assert Scene("Rain fell.", Gazetteer(ACTORS)).topic(3) == ("other", 0.0)


def test_datelines_tell_the_home() -> None:
    assert Gazetteer(ACTORS).home("Harbour Post", "Taipei, April 15 (ICN) Gifts were sent.") == "Taipei"
    assert Gazetteer(ACTORS).home("Harbour Post", "TOKYO (Harbour Wire) - Gifts were sent.") == "Tokyo"
    assert Gazetteer(ACTORS).home("Harbour Post", "Gifts were sent.") is None


def test_the_guess_tips_what_words_leave_open_and_not_what_they_tell() -> None:
    combiner = load_combiner()
    guess = {"Tokyo": 0.1, "Beijing": 0.6, "Taipei": 0.1, "other": 0.1, "unknown": 0.1}
    open_, told = Reading("other", 0.5, "topic"), Reading("Tokyo", 0.97, "holder")
    sure = {**guess, "Beijing": 0.97, "other": 0.01}
    assert combiner.settle(Evidence(open_, "topic", sure, sure), ACTORS.names).speaker == "Beijing"
    assert combiner.settle(Evidence(told, "holder", guess, guess), ACTORS.names).speaker == "Tokyo"


def test_without_a_guess_the_reading_stands_and_so_does_an_actor_the_tagger_does_not_know() -> None:
    combiner = Combiner({"all": {"sure": 1.0, "plus": 0.0, "guess": 5.0, "pooled": 0.0}})
    assert combiner.settle(Evidence(Reading("Tokyo", 0.6)), ("Tokyo",)).speaker == "Tokyo"
    assert combiner.settle(Evidence(None), ("Tokyo",)) == Reading("unknown", 0.5)
    seoul = Evidence(Reading("Seoul", 0.6, "office"), "office", {"Tokyo": 1.0}, {"Tokyo": 1.0})
    assert combiner.settle(seoul, ("Tokyo", "Seoul")).speaker == "Seoul"
