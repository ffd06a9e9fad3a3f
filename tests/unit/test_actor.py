from datetime import date
from pathlib import Path

import pytest

from straitwatch.actor import CAPITALS, load_actors, words_pattern
from straitwatch.errors import SettingsError

ACTORS = load_actors()


def test_the_bundled_actors_are_the_three_capitals() -> None:
    assert ACTORS.names == CAPITALS
    assert ACTORS.others("Beijing") == ("Tokyo", "Taipei")
    with pytest.raises(KeyError):
        ACTORS.actor("Washington")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tokyo and Taipei signed a fishing pact.", {"Tokyo", "Taipei"}),
        ("The PLA said nothing.", {"Beijing"}),
        ("防衛省は中国の船に抗議した。", {"Tokyo", "Beijing"}),
        ("陸委會強調，雙方應對話。", {"Taipei"}),
        ("国台办发言人称", {"Beijing"}),
        ("A bakery opened in Chinatown.", set()),
    ],
)
def test_mentioned_works_in_three_languages(text: str, expected: set[str]) -> None:
    assert ACTORS.mentioned(text) == expected


def test_every_term_of_office_ends_after_it_began() -> None:
    holders = [h for a in ACTORS.actors for h in a.holders]
    assert len(holders) > 150
    assert all(h.until is None or h.start < h.until for h in holders)


def test_an_office_is_held_from_its_first_day_up_to_its_last() -> None:
    noda = next(h for h in ACTORS.actor("Tokyo").holders if h.name == "Yoshihiko Noda")
    assert noda.serves(date(2011, 9, 2))
    assert not noda.serves(date(2012, 12, 26))


def test_an_own_file_adds_a_fourth_actor(tmp_path: Path) -> None:
    own = tmp_path / "actors.toml"
    own.write_text(
        '[Washington]\nnames = ["United States", "U.S."]\ncapitals = ["Washington"]\n'
        'holders = [{ name = "Ada Example", office = "president", from = 2031-01-20 }]\n'
    )
    actors = load_actors(own)
    assert actors.names == (*CAPITALS, "Washington")
    assert actors.mentioned("The U.S. envoy spoke.") == {"Washington"}
    assert "Washington" not in actors.elsewhere
    assert "Pentagon" in actors.elsewhere


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[Seoul]\nname = 1", "unknown fields"),
        ("[Seoul]\nnames = 'Korea'", "must be a list"),
        ("[Seoul]\ncapitals = ['Seoul']", "needs names"),
        ("[Seoul]\nnames = ['Korea']\nholders = [{name = 'A'}]", "lacks"),
        ("[Seoul", "no valid TOML"),
    ],
)
def test_a_wrong_file_names_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    own = tmp_path / "mine.toml"
    own.write_text(text)
    with pytest.raises(SettingsError, match=complaint) as error:
        load_actors(own)
    assert "mine.toml" in str(error.value)


def test_a_missing_file_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_actors(tmp_path / "none.toml")


def test_no_words_match_nothing() -> None:
    assert not words_pattern([]).search("anything")
