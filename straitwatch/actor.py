"""Actors: the capitals watched, what they are called, and who held their offices when."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from straitwatch.errors import SettingsError

CAPITALS = ("Tokyo", "Beijing", "Taipei")
"""The three capitals that Straitwatch watches."""

OTHER = "other"
"""Speaker that is known to be none of the actors."""

UNKNOWN = "unknown"
"""Speaker that the text does not tell."""

_LATIN = re.compile(r"[A-Za-z]")
_LISTS = ("names", "demonyms", "capitals", "metonyms", "institutions", "outlets", "places")


@dataclass(frozen=True)
class OfficeHolder:
    """A person in an office from `start` until `until` (None: still in it); `also` are other spellings."""

    name: str
    office: str
    start: date
    until: date | None = None
    also: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every spelling of the name."""
        return (self.name, *self.also)

    def serves(self, day: date) -> bool:
        """Tell whether the person held the office on that day."""
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Actor:
    """A capital and every word for it, in English, Japanese and Chinese.

    `names` and `demonyms` say the country and its people, `capitals` the seat, `metonyms` what else stands for the
    government ("Zhongnanhai"), `institutions` bodies and titles that need no country beside them ("Taiwan Affairs
    Office", "Chief Cabinet Secretary"), `outlets` media that speak for the state, `places` towns and regions.
    `opposition` tells that parties out of power are counted as the actor's too.
    """

    name: str
    names: tuple[str, ...]
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    holders: tuple[OfficeHolder, ...] = ()
    opposition: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Every word whose presence tells that a text mentions the actor; persons and places are left out."""
        return (*self.names, *self.demonyms, *self.capitals, *self.metonyms, *self.institutions)


@dataclass(frozen=True)
class Actors:
    """The actors watched, and countries `elsewhere` whose governments are none of them."""

    actors: tuple[Actor, ...]
    elsewhere: tuple[str, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the actors, in the order of the file."""
        return tuple(a.name for a in self.actors)

    def actor(self, name: str) -> Actor:
        """Return the actor of that name; KeyError if there is none."""
        for actor in self.actors:
            if actor.name == name:
                return actor
        raise KeyError(name)

    def others(self, name: str) -> tuple[str, ...]:
        """Return the targets that a speaker can address: all actors but itself.

        >>> load_actors().others("Tokyo")
        ('Beijing', 'Taipei')
        """
        return tuple(n for n in self.names if n != name)

    def mentioned(self, text: str) -> set[str]:
        """Return the actors that a text names, a cheap check of relevance in any of the three languages.

        >>> sorted(load_actors().mentioned("Japan protested; 中方表示反对"))
        ['Beijing', 'Tokyo']
        """
        return {a.name for a in self.actors if self._patterns[a.name].search(text)}

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        return {a.name: words_pattern(a.words) for a in self.actors}


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a search for any of the words: whole words where they are Latin, anywhere where they are not.

    >>> bool(words_pattern(["China", "中方"]).search("Chinatown")), bool(words_pattern(["中方"]).search("称中方"))
    (False, True)
    """
    ordered = sorted(set(words), key=len, reverse=True)
    latin = [re.escape(w) for w in ordered if _LATIN.search(w)]
    other = [re.escape(w) for w in ordered if not _LATIN.search(w)]
    parts = ([rf"(?<!\w)(?:{'|'.join(latin)})(?![A-Za-z0-9])"] if latin else []) + other
    return re.compile("|".join(parts) if parts else r"(?!)")


def load_actors(path: Path | None = None) -> Actors:
    """Read the actors that come with the program, and those of an own file on top.

    An actor of the own file is added, or takes the place of the one of its name. Raises SettingsError that names
    the file and the actor when a field is unknown or of the wrong type.
    """
    bundled = files("straitwatch").joinpath("actors.toml").read_text(encoding="utf-8")
    tables = _tables(bundled, "actors.toml")
    elsewhere: list[str] = list(tables.pop("elsewhere", {}).get("names", []))
    if path is not None:
        own = _tables(_read(path), str(path))
        elsewhere += own.pop("elsewhere", {}).get("names", [])
        tables |= own
    actors = tuple(_actor(name, table, path or Path("actors.toml")) for name, table in tables.items())
    known = {word for a in actors for word in (*a.names, *a.demonyms, *a.capitals, *a.metonyms, *a.institutions)}
    return Actors(actors, tuple(w for w in elsewhere if w not in known))


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{path}: the file of actors cannot be read: {error.strerror}") from error


def _tables(text: str, where: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where}: no valid TOML: {error}") from error


def _actor(name: str, table: Any, where: Path) -> Actor:
    unknown = set(table) - {*_LISTS, "holders", "opposition"}
    if unknown:
        raise SettingsError(
            f"{where}: [{name}] has unknown fields {sorted(unknown)}; known are {[*_LISTS, 'holders', 'opposition']}"
        )
    lists = {}
    for key in _LISTS:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) and word.strip() for word in value):
            raise SettingsError(f"{where}: [{name}] {key} must be a list of words")
        lists[key] = tuple(value)
    if not lists["names"]:
        raise SettingsError(f"{where}: [{name}] needs names, the words for the country")
    holders = tuple(_holder(name, row, where) for row in table.get("holders", []))
    opposition = table.get("opposition", False)
    if not isinstance(opposition, bool):
        raise SettingsError(f"{where}: [{name}] opposition must be true or false")
    return Actor(name, holders=holders, opposition=opposition, **lists)


def _holder(actor: str, row: dict[str, Any], where: Path) -> OfficeHolder:
    try:
        return OfficeHolder(row["name"], row["office"], row["from"], row.get("until"), tuple(row.get("also", [])))
    except KeyError as error:
        raise SettingsError(f"{where}: a holder of [{actor}] lacks {error}: {row}") from error
