import re
from pathlib import Path

from straitwatch.actor import load_actors

PAGE = Path(__file__).parents[2] / "docs" / "actors.md"


def test_the_example_of_the_page_adds_a_fourth_actor(tmp_path: Path) -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    own = tmp_path / "actors.toml"
    own.write_text(example[1], encoding="utf-8")
    actors = load_actors(own)
    assert actors.names[-1] == "Washington"
    assert actors.actor("Washington").holders[0].also == ("A. Example",)
    assert actors.mentioned("The Pentagon said so.") == {"Washington"}
