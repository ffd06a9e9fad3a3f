"""Speakers of Japanese and Chinese statements: institutions, titles and countries in the words of the source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.attributed import Attribution
from models.cjk_words import (
    ABOUT,
    ANSWER,
    FOREIGN,
    HOST,
    NAMELESS,
    OFFICE,
    OPPOSITE,
    OWN_PAPER,
    PRIVATE,
    PRONOUN,
    SUBJECT_JA,
    SUBJECT_ZH,
    TRADITIONAL,
)
from models.sentences import script_of
from straitwatch.actor import OTHER, UNKNOWN, Actors


@dataclass(frozen=True)
class _Word:
    word: str
    actor: str
    weight: float


class CjkReader:
    """Reads the sources of Japanese and Chinese statements."""

    def __init__(self, actors: Actors) -> None:
        self._actors = actors

    @cached_property
    def _words(self) -> list[_Word]:
        found = []
        for actor in self._actors.actors:
            found += [_Word(w, actor.name, 0.9) for w in (*actor.institutions, *actor.metonyms)]
            found += [_Word(w, actor.name, 0.8) for w in (*actor.names, *actor.capitals, *actor.outlets)]
            found += [_Word(w, actor.name, 0.6) for w in actor.places]
            found += [_Word(w, actor.name, 0.97) for h in actor.holders for w in h.spellings]
        cjk = [w for w in found if not w.word.isascii()]
        return sorted(cjk, key=lambda w: -len(w.word))

    def read(self, phrase: str) -> tuple[str, float] | None:
        """Return who a phrase speaks for and how sure its words make it, or None.

        The first country or institution counts, but an embassy's host does not: 中国驻日本大使馆 is Beijing.
        """
        words = OPPOSITE.sub(" ", phrase) if "使" in phrase or "領事" in phrase or "领事" in phrase else phrase
        first = self._first(words)
        private, nameless = PRIVATE.search(words), NAMELESS.search(words)
        if private and not (first and first.weight >= 0.9 and private.start() < words.find(first.word)):
            return OTHER, 0.85
        if nameless and not (first and re.search(r"政府|官|軍|军|党|黨", words)):
            return UNKNOWN, 0.8
        foreign = FOREIGN.search(words)
        if foreign and not (first and words.find(first.word) < foreign.start()):
            return OTHER, 0.85
        if first:
            return first.actor, first.weight
        if re.search(r"外務省|官房|防衛|首相|海上保安|衆院|参院|都議|県知事|県議|副大臣|政務官|審議官", words):
            return ("Tokyo", 0.8) if "Tokyo" in self._actors.names else (OTHER, 0.5)
        return None

    def resolve(self, text: str, attributions: Sequence[Attribution], title: str = "") -> list[tuple[str, str, float]]:
        """Return actor, name of the source and probability for each attribution, in the same order."""
        host = self._host(f"{title}\n{text}")
        last: tuple[str, str, float] = (UNKNOWN, "", 0.5)
        found = {}
        for a in sorted(attributions, key=lambda a: a.content.start):
            phrase = a.source.of(text) if a.source else ""
            last = self._one(text, phrase, a.source.start if a.source else a.content.start, last, host)
            found[id(a)] = last
        return [found[id(a)] for a in attributions]

    def _one(
        self, text: str, phrase: str, at: int, last: tuple[str, str, float], host: tuple[str, float] | None
    ) -> tuple[str, str, float]:
        name = _bare(phrase)
        turn = text[at + len(phrase) :][:1] in ("：", ":")
        if host and (ANSWER.fullmatch(name) or (turn and len(name) < 5 and not self.read(name))):
            return host[0], name, host[1]
        opened = None if name else self._opened(text, at)
        if opened:
            return opened[0], opened[2], opened[1]
        if not name or PRONOUN.match(name):
            return last[0], last[1] or name, last[2] * 0.9
        own = self.read(name)
        if own:
            return own[0], name, own[1]
        for known in re.finditer(re.escape(_person(name)), text[: at + len(phrase) + 1]):
            lead = re.split(r"[。，、；：」”\n]", text[max(0, known.start() - 25) : known.end()])[-1]
            reading = self.read(lead) or self._home(lead, text)
            if reading:
                return reading[0], name if len(name) > 4 else lead, reading[1] * 0.9
        opened = self._opened(text, at)
        if opened:
            return opened[0], name, opened[1]
        if OWN_PAPER.match(name) and "Beijing" in self._actors.names and _country(text) == "Beijing":
            return "Beijing", name, 0.6
        near = self._first(text[max(0, at - 60) : at], final=True)
        if near and OFFICE.search(name):
            return near.actor, name, 0.5
        return (OTHER, name, 0.5)

    def _host(self, text: str) -> tuple[str, float] | None:
        """Return who holds the press conference that the text is a transcript of."""
        for lead in HOST.finditer(text[:600]):
            reading = self.read(lead["who"]) or self._home(lead["who"], text)
            if reading and reading[0] in self._actors.names:
                return reading
        return None

    def _opened(self, text: str, at: int) -> tuple[str, float, str] | None:
        """Return whom the subject of the sentence at a place speaks for, and the subject; None if it tells nobody."""
        start = max(text.rfind(stop, 0, at) for stop in "。！？\n；") + 1
        lead = text[start:at].lstrip(" 　”」")
        japanese = script_of(text) == "ja"
        for clause in [lead] if japanese else reversed(lead.split("，")):
            found = (SUBJECT_JA if japanese else SUBJECT_ZH).match(clause)
            subject = found["subject"] if found else ""
            first = self._first(subject)
            reading = self.read(subject) if first and subject.find(first.word) <= 2 else None
            reading = reading or (self._home(subject[:3], text) if OFFICE.match(subject) else None)
            if reading:
                return reading[0], reading[1] * 0.9, subject
        return None

    def _home(self, phrase: str, text: str) -> tuple[str, float] | None:
        """Take an office named without a country for the one of the outlet's own country, told by its script."""
        if not OFFICE.search(phrase):
            return None
        home = _country(text)
        return (home, 0.7) if home in self._actors.names else None

    def _first(self, words: str, *, final: bool = False) -> _Word | None:
        """Return the word that stands first (or last) in the phrase; the longest of those at one place."""
        best: tuple[int, _Word] | None = None
        for word in self._words:
            at = words.rfind(word.word) if final else words.find(word.word)
            if at >= 0 and (best is None or (at > best[0] if final else at < best[0])):
                best = (at, word)
        return best[1] if best else None


def _country(text: str) -> str:
    """Whose outlet a text is from, by its script."""
    return "Tokyo" if script_of(text) == "ja" else "Taipei" if len(TRADITIONAL.findall(text)) > 3 else "Beijing"


def _bare(phrase: str) -> str:
    """Strip days, adverbs and particles around a source."""
    words = ABOUT.split(re.split("[：:]", phrase.strip("　 ，、。：:（）()「」"))[-1], maxsplit=1)[0]
    words = re.sub(
        r"^(?:但|而|惟|不过|不過|同时|同時|此外|另外|一方|これに対し|また|ただ|しかし|なお)[、，]?", "", words
    )
    return re.sub(
        r"(?:\d+日|昨天|今天|昨日|當天|当天|昨|晚间|晚間|周[一二三四五六日]|也|则|則|又|更|還|还|都|僅|仅|隨後|随后|低调|冷|再|並|并|側|私下|表|回|說|说|卻|却)+$",
        "",
        words,
    )


def _person(name: str) -> str:
    """Return the part of a name to look for before: without its title."""
    return (
        re.sub(
            r"(?:報道官|発言人|发言人|發言人|大臣|首相|議員|委員|氏|女士|先生|副?部長|副?部长|副?署長|長官|総統|總統|總理|大使|公使)$",
            "",
            name,
        )
        or name
    )
