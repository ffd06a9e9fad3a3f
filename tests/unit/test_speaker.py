from datetime import UTC, datetime
from pathlib import Path

import pytest

from models.attributed import Attribution
from models.speaker import Speaker, SpeakerResolver
from models.speaker_phrases import PhraseReader
from straitwatch.actor import Actors, load_actors
from straitwatch.article import Article
from straitwatch.statement import Span

ACTORS = load_actors()
NOW = datetime(2031, 5, 6, tzinfo=UTC)


def resolve(
    text: str, *sources: str, actors: Actors = ACTORS, outlet: str = "Harbour Post", **guess: float
) -> list[Speaker]:
    """Resolve sources that stand in the text, each taken for a statement that follows it."""
    article = Article("A title", text, outlet, NOW, NOW)
    attributions, at = [], 0
    for source in sources:
        start = text.index(source, at) if source else at
        at = start + len(source)
        span = Span(start, at) if source else None
        attributions.append(Attribution("indirect", Span(at, at + 1), span, None, 0.9, tuple(guess.items())))
    return SpeakerResolver(actors).resolve(article, attributions)


@pytest.mark.parametrize(
    ("phrase", "speaker"),
    [
        ("Japan's coast guard", "Tokyo"),
        ("a Chinese foreign ministry spokesman", "Beijing"),
        ("China's Taiwan Affairs Office", "Beijing"),
        ("Taiwan's representative to Japan", "Taipei"),
        ("the Japan-Taiwan Exchange Association", "Tokyo"),
        ("an official at the Mainland Affairs Council", "Taipei"),
        ("the chief cabinet secretary", "Tokyo"),
        ("Zhongnanhai", "Beijing"),
        ("Xinhua", "Beijing"),
        ("the island", "Taipei"),
        ("KMT lawmakers", "Taipei"),
        ("a U.S. ambassador to Japan", "other"),
        ("Washington's man in Beijing", "other"),
        ("the US embassy in Beijing", "other"),
        ("Chinese residents", "other"),
        ("a professor at a Taipei university", "other"),
        ("a Japanese carmaker", "other"),
        ("KMT supporters", "other"),
        ("the chairman of Taiwan's largest foundry", "other"),
        ("the Japanese gymnast", "other"),
        ("China's president", "Beijing"),
        ("Taiwan's fire service", "Taipei"),
        ("a retired Japanese admiral", "other"),
        ("a Tokyo think tank", "other"),
        ("two people familiar with the talks", "unknown"),
        ("sources", "unknown"),
        ("a Taiwanese official who asked not to be named", "Taipei"),
        ("The US, Japan and South Korea", "Tokyo"),
    ],
)
def test_phrases(phrase: str, speaker: str) -> None:
    reading = PhraseReader(ACTORS).read(phrase)
    assert reading is not None
    assert reading.speaker == speaker


@pytest.mark.parametrize("phrase", ["the spokesman", "an aide", "", "the embassy in Tokyo"])
def test_phrases_that_do_not_tell(phrase: str) -> None:
    assert PhraseReader(ACTORS).read(phrase) is None


@pytest.mark.parametrize(
    ("text", "sources", "speakers"),
    [
        ("Taiwan's health minister, Kuo Ming-lun, said so. Kuo smiled.", ["Kuo Ming-lun", "Kuo"], ["Taipei", "Taipei"]),
        (
            "Foreign Ministry spokesman Luo Jiawen spoke in Beijing.",
            ["Foreign Ministry spokesman Luo Jiawen"],
            ["Beijing"],
        ),
        ("Vice Foreign Minister Ryoichi Hamanaka said so. He left.", ["Ryoichi Hamanaka", "He"], ["Tokyo", "Tokyo"]),
        ("Genzo Sasaki, a Japanese fisherman, waved.", ["Genzo Sasaki"], ["other"]),
        ("In Taipei, the foreign ministry said no.", ["the foreign ministry"], ["Taipei"]),
        ("In Seoul a defence official said no.", ["a defence official"], ["other"]),
        (
            "China's commerce ministry said so. The ministry added more.",
            ["China's commerce ministry", "The ministry"],
            ["Beijing"] * 2,
        ),
        ("Japan's envoy met Governor Wen Haotian. Ann Poole, an analyst, said no.", ["Ann Poole"], ["other"]),
        ("It was said by the Japanese navy, which said more.", ["which"], ["Tokyo"]),
        ("The Bay Daily, a state-run paper in China, said so.", ["The Bay Daily"], ["Beijing"]),
    ],
)
def test_sources_in_their_article(text: str, sources: list[str], speakers: list[str]) -> None:
    assert [s.name for s in resolve(text, *sources)] == speakers


def test_a_pronoun_is_the_subject_before_it_not_the_last_source() -> None:
    text = (
        "Spokeswoman Chiu Ya-hsuan of Taiwan's cabinet agreed. Governor Kozo Tachibana of Tokyo was asked. He snapped."
    )
    first, second = resolve(text, "Chiu Ya-hsuan", "He")
    assert (first.name, second.name) == ("Taipei", "Tokyo")
    assert second.source_name == "Kozo Tachibana"


def test_a_statement_without_source_goes_on_with_the_last() -> None:
    speakers = resolve("Japan's cabinet objected.", "Japan's cabinet", "")
    assert [(s.name, s.source_name) for s in speakers] == [("Tokyo", "Japan's cabinet")] * 2


def test_a_name_has_one_speaker_in_an_article() -> None:
    text = "Ota Kenta spoke. Ota went on. Colonel Ota Kenta of Japan's army left."
    assert {s.name for s in resolve(text, "Ota Kenta", "Ota", "Colonel Ota Kenta")} == {"Tokyo"}


def test_nothing_said_is_unknown() -> None:
    assert resolve("Rain fell.", "")[0].name == "unknown"


def test_the_date_chooses_the_office_holder(tmp_path: Path) -> None:
    own = tmp_path / "actors.toml"
    own.write_text(
        '[Seoul]\nnames = ["South Korea"]\ndemonyms = ["South Korean"]\n'
        'holders = [{ name = "Han Doyun", office = "president", from = 2030-01-01, until = 2034-01-01 }]\n'
    )
    actors = load_actors(own)
    assert resolve("Mr Han said so.", "Han", actors=actors)[0].name == "Seoul"
    assert resolve("Han Doyun said so.", "Han Doyun", actors=actors)[0].confidence > 0.9
    before = SpeakerResolver(actors).resolve(
        Article("t", "Han said so.", "o", datetime(2020, 1, 1, tzinfo=UTC), NOW),
        [Attribution("indirect", Span(9, 11), Span(0, 3), None, 0.9)],
    )
    assert before[0].name != "Seoul"


def test_the_outlets_country_is_home() -> None:
    text = "The foreign ministry said no."
    assert resolve(text, "The foreign ministry", outlet="Kinmen Gazette")[0].name == "Taipei"
    assert resolve(text, "The foreign ministry", outlet="Osaka Courier")[0].name == "Tokyo"


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("防衛省は発表した。", "防衛省", "Tokyo"),
        ("中国外務省の温報道官は述べた。", "中国外務省の温報道官", "Beijing"),
        ("中国驻日本大使馆表示，反对。", "中国驻日本大使馆", "Beijing"),
        ("外交部發言人葉正說，這個國家會繼續與對岸對話。", "外交部發言人葉正", "Taipei"),
        ("外交部发言人葉正说，这个国家会继续对话。", "外交部发言人葉正", "Beijing"),
        ("関係者によると、船は戻った。", "関係者", "unknown"),
        ("東京の研究者の水産会社は訴えた。", "東京の研究者の水産会社", "other"),
        ("美国国务院说，局势令人关切。", "美国国务院", "other"),
        ("国防部例行记者会实录。\n\n记者：日方有何动作？\n\n宋明远：不便透露。", "宋明远", "Beijing"),
        ("7月2日，外交部发言人田仲勋主持例行记者会。\n\n问：有何评论？\n\n答：反对。", "答", "Beijing"),
        ("国台办发言人邱明澜就渔民溺亡一事表示，反对。", "国台办发言人邱明澜就渔民溺亡一事", "Beijing"),
        ("日本外务省随后发表谈话，衷心感谢各界。", "衷心", "Tokyo"),
        ("日本公務船扣押漁船，外交部今天召見代表，表達嚴正抗議，這個說法對應後續發展。", "表達嚴正", "Taipei"),
        ("本报奉劝赌徒：玩火者必自焚。", "本报", "Beijing"),
    ],
)
def test_sources_in_japanese_and_chinese(text: str, source: str, speaker: str) -> None:
    assert resolve(text, source)[0].name == speaker


@pytest.mark.parametrize(
    ("text", "source", "speaker"),
    [
        ("国防部の報道官は述べた。", "国防部の報道官", "Taipei"),
        ("国防省の報道官は述べた。", "国防省の報道官", "Beijing"),
        ("商務省は反論した。", "商務省", "Beijing"),
        ("外務省は抗議した。", "外務省", "Tokyo"),
        ("北京での会見で外務省の祁学文報道官は述べた。", "外務省の祁学文報道官", "Beijing"),
        ("東京の中国大使館は反発した。", "東京の中国大使館", "Beijing"),
        ("在中国日本大使館は抗議した。", "在中国日本大使館", "Tokyo"),
        ("中日友好を語る。外交部の瞿映嵐報道官は述べた。", "外交部の瞿映嵐報道官", "Beijing"),
        ("台日関係を語る。衛生局長は述べた。", "衛生局長", "Taipei"),
        ("海峡交流基金会の游景松理事長は応じた。", "海峡交流基金会の游景松理事長", "Taipei"),
        ("政府関係者は述べた。", "政府関係者", "Tokyo"),
        ("日中関係筋は述べた。", "日中関係筋", "unknown"),
        ("台湾の半導体大手は述べた。", "台湾の半導体大手", "other"),
        ("駐日代表說這個國家會對應後續發展。", "駐日代表", "Taipei"),
        ("スポーツ庁の担当者は陳謝した。", "スポーツ庁の担当者", "Tokyo"),
        ("台湾では声が上がる。\n\n游景翔署長は語った。", "游景翔署長", "Taipei"),
        ("國防部發言人表示。說這個國家會對應後續發展。", "國防部發言人", "Taipei"),
        ("商務部公告。說這個國家會對應後續發展。", "商務部", "Beijing"),
        ("北京當然不會缺席。外交部發言人費明痛斥。這個說法對應後續發展。", "外交部發言人費明", "Beijing"),
        ("本港海關說這個國家會對應。環境局局長表示。", "環境局局長", "Beijing"),
        ("外務省官員表示。說這個國家會對應後續發展。", "外務省官員", "Tokyo"),
    ],
)
def test_bodies_of_a_country_by_whose_press_names_them(text: str, source: str, speaker: str) -> None:
    assert resolve(text, source)[0].name == speaker


def test_a_surname_is_whoever_was_introduced_with_it() -> None:
    text = "中国の厳兆麟外相が東京に着いた。厳外相は語った。"
    assert [s.name for s in resolve(text, "厳外相")] == ["Beijing"]


def test_a_name_alone_is_who_had_it_with_an_office() -> None:
    text = "商务部发言人单景行说，绝不答应。单景行还说，订单照常。"
    assert [s.name for s in resolve(text, "商务部发言人单景行", "单景行还")] == ["Beijing", "Beijing"]


def test_a_fourth_actor_is_read_in_chinese_too(tmp_path: Path) -> None:
    own = tmp_path / "actors.toml"
    own.write_text('[Washington]\nnames = ["United States", "美国"]\ncapitals = ["Washington"]\n', encoding="utf-8")
    text = "美国国务院说，局势令人关切。"
    assert resolve(text, "美国国务院", actors=load_actors(own))[0].name == "Washington"


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("The Ministry of Health and Welfare", "Taipei"),
        ("The Ministry of Agriculture, Forestry and Fisheries", "Tokyo"),
        ("A spokesman for the economy, trade and industry ministry", "Tokyo"),
        ("The Ministry of Commerce", "Beijing"),
        ("Vietnam's Ministry of Public Security", "other"),
        ("The Tokyo Stock Exchange", "other"),
        ("The Beijing Olympic organizers", "other"),
        ("Wang Xin, general manager of a Shanghai seafood importer", "other"),
        ("The island's defense ministry", "Taipei"),
    ],
)
def test_bodies_known_by_their_name_alone(source: str, speaker: str) -> None:
    assert resolve(f"It rained all day. {source} said so.", source)[0].name == speaker
