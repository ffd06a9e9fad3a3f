"""Texts of the page: `texts.en.toml` holds every one in English, by key; another language is one more such file."""

import tomllib
from collections.abc import Mapping
from pathlib import Path


def _read(file: Path) -> Mapping[str, str]:
    return {key: str(words) for key, words in tomllib.loads(file.read_text(encoding="utf-8")).items()}


LANGUAGES: Mapping[str, Mapping[str, str]] = {
    file.name.split(".")[1]: _read(file) for file in sorted(Path(__file__).parent.glob("texts.*.toml"))
}
ENGLISH = LANGUAGES["en"]


def text(key: str, language: str = "en", **values: object) -> str:
    """Return a text with its values filled in; English where the language lacks the key.

    Raises:
        KeyError: English lacks it too.

    >>> text("ago", age="3 d")
    '3 d ago'
    """
    words = LANGUAGES.get(language, ENGLISH).get(key) or ENGLISH[key]
    return words.format(**values) if values else words
