"""Rules for what an article told before: papers, namesakes, short forms, transcripts. Invented persons only."""

from datetime import UTC, datetime

import pytest

from models.attributed import Attribution
from models.speaker import Speaker, SpeakerResolver
from straitwatch.actor import load_actors
from straitwatch.article import Article
from straitwatch.statement import Span

RESOLVER = SpeakerResolver(load_actors())
NOW = datetime(2031, 5, 6, tzinfo=UTC)


def resolve(text: str, *sources: str, title: str = "A title") -> list[Speaker]:
    """Resolve sources that stand in the text; "" is a statement without one, at the next "…"."""
    attributions, at = [], 0
    for source in sources:
        start = text.index(source or "…", at)
        at = start + len(source)
        span = Span(start, at) if source else None
        attributions.append(Attribution("indirect", Span(at, at + 1), span, None, 0.9))
    return RESOLVER.resolve(Article(title, text, "Harbour Post", NOW, NOW), attributions)


def told(text: str, *sources: str, title: str = "A title") -> tuple[str, str]:
    """Return the speaker and the fullest name of the last source."""
    last = resolve(text, *sources, title=title)[-1]
    return last.name, last.source_name


@pytest.mark.parametrize("back", ["the newspaper", "the editorial", "its commentary", "the evening paper"])
def test_a_paper_is_taken_up_again_over_who_spoke_since(back: str) -> None:
    text = (
        "The state-run Harbour Lantern of China said no. Japan's minister Kozo Tachibana said yes. "
        f"Later {back} said no again."
    )
    assert told(text, "The state-run Harbour Lantern of China", "Kozo Tachibana", back)[0] == "Beijing"


def test_a_paper_of_nobody_is_taken_up_again_too() -> None:
    text = "The Strait Courier said no. China's spokesman Luo Jiawen said yes. But the newspaper said no again."
    sources = ("The Strait Courier", "China's spokesman Luo Jiawen", "the newspaper")
    assert told(text, *sources) == ("other", "The Strait Courier")


def test_a_surname_stands_for_the_namesake_who_spoke_last() -> None:
    text = (
        "Chiu Mei-lan of Taiwan's foreign ministry said no. Chiu Wenbin of China's foreign ministry said yes. "
        "Chiu then said no."
    )
    first, second = "Chiu Mei-lan of Taiwan's foreign ministry", "Chiu Wenbin of China's foreign ministry"
    assert told(text, first, second, "Chiu then"[:4]) == ("Beijing", "Chiu Wenbin")


@pytest.mark.parametrize(
    ("named", "short", "speaker"),
    [
        ("Straits Exchange Foundation", "the foundation", "Taipei"),
        ("Straits Exchange Foundation", "a foundation spokesman", "Taipei"),
        ("Japan-Taiwan Exchange Association", "the association", "Tokyo"),
        ("Mainland Affairs Council", "a council official", "Taipei"),
        ("Straits Exchange Foundation", "the foundation for reading", "other"),
    ],
)
def test_an_institution_is_called_by_its_last_word(named: str, short: str, speaker: str) -> None:
    text = f"The {named} met in the rain. China was calm. In the end {short} said no."
    assert told(text, short)[0] == speaker


def test_a_person_of_an_institution_in_short_is_the_institutions() -> None:
    text = "The Straits Exchange Foundation met in the rain. China was calm. The foundation's director, Wen Rui, spoke."
    assert told(text, "The foundation's director, Wen Rui") == ("Taipei", "Wen Rui")


def test_its_head_is_a_private_bodys_when_its_takes_up_one() -> None:
    text = "{} spoke. Taiwan's Harbour Museum was shut by rain. Its director, Chiu Ya-hsuan, said no."
    text = text.format("Taiwan's foreign ministry")
    assert told(text, "Taiwan's foreign ministry", "Its director, Chiu Ya-hsuan") == ("other", "Chiu Ya-hsuan")
    text = text.replace("Harbour Museum", "interior ministry")
    assert told(text, "Taiwan's foreign ministry", "Its director, Chiu Ya-hsuan")[0] == "Taipei"


def test_a_second_verb_belongs_to_the_subject_of_the_sentence() -> None:
    text = "Japan's minister Kozo Tachibana was kind. China opposed the visit and said …it was wrong."
    assert told(text, "Kozo Tachibana", "") == ("Beijing", "China")
    for other in ("The trip to China met snow and said …", "China had snow and rain all through the night. …"):
        assert told(f"Japan's minister Kozo Tachibana was kind. {other}", "Kozo Tachibana", "")[0] == "Tokyo"


def test_a_second_verb_after_a_dateline_belongs_to_the_subject_behind_it() -> None:
    text = "TOKYO (Harbour Wire) - China opposed the visit and warned …it was wrong."
    assert told(text, "") == ("Beijing", "China")


def test_a_transcript_is_answered_by_the_spokesman_who_gives_the_briefing() -> None:
    text = (
        "Japan's minister Kozo Tachibana was away.\nForeign ministry spokeswoman Hao Chunlan of China met the press.\n"
        "Q: Is it true?\nA: No."
    )
    assert told(text, "Q", "A") == ("Beijing", "Hao Chunlan")
    assert told(text, "Q") == ("other", "Q")


@pytest.mark.parametrize(
    ("source", "speaker"),
    [
        ("the embassy in Tokyo", "Taipei"),
        ("an embassy official in Tokyo", "Taipei"),
        ("the ministry in Tokyo", "Tokyo"),
    ],
)
def test_an_embassy_speaks_for_another_than_the_country_it_stands_in(source: str, speaker: str) -> None:
    text = f"Osaka and Sapporo in Japan had rain. There was much joy on the streets of Taiwan. Later {source} spoke."
    assert told(text, source, title="Rain in Japan")[0] == speaker


def test_an_embassy_does_not_speak_for_the_capital_that_sets_the_scene() -> None:
    text = "There was much joy on the streets of Taiwan. In Tokyo, the {} gave a feast."
    assert told(text.format("embassy"), "the embassy", title="Joy in Taiwan")[0] == "Taipei"
    assert told(text.format("ministry"), "the ministry", title="Joy in Taiwan")[0] == "Tokyo"


@pytest.mark.parametrize("media", ["State media", "the party newspaper", "state television"])
def test_state_media_without_a_country_are_those_of_the_actor_that_keeps_most(media: str) -> None:
    assert told(f"Japan sent ships. Tokyo was calm. Later {media} said no.", media, title="Japan")[0] == "Beijing"
    assert told(f"Seoul sent ships. Pyongyang did too. Later {media} said no.", media, title="Korea")[0] == "other"


@pytest.mark.parametrize(
    ("borne", "called", "leads"),
    [
        ("minister", "the minister", True),
        ("spokesman", "the minister", False),
        ("diplomat", "the president", False),
        ("spokesman", "the general", False),
        ("spokesman", "the official", True),
    ],
)
def test_a_title_leads_only_to_who_bears_it(borne: str, called: str, leads: bool) -> None:
    text = f"China's {borne} Luo Jiawen spoke. In Japan rain fell on Osaka. Japan sent ships. Then {called} spoke too."
    name = told(text, f"China's {borne} Luo Jiawen", called)[1]
    assert (name == "Luo Jiawen") is leads
