"""Speakers of Japanese and Chinese statements: institutions, titles and countries in the words of the source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from models.attributed import Attribution
from models.cjk_bodies import CHINESE_NAME, EMBASSY, HOME, Press, body_of, is_ambiguous, is_japanese, press_of
from models.cjk_words import (
    ABOUT,
    ANSWER,
    FOREIGN,
    HOST,
    LEADS_JA,
    NAMELESS,
    OFFICE,
    OPPOSED,
    OPPOSITE,
    OWN_PAPER,
    PRIVATE,
    PRONOUN,
    SHORT_NAME,
    SUBJECT_JA,
    SUBJECT_ZH,
    TITLED,
)
from straitwatch.actor import OTHER, UNKNOWN, Actors

NAME = 3
"""Characters of a Chinese name."""

TITLE = 5
"""Characters of a bare title in Japanese; with more, somebody is named, and one who is not Chinese is Japan's."""

Answer = tuple[str, str, float]
"""Actor, name of the source, and probability."""


@dataclass(frozen=True)
class _Word:
    word: str
    actor: str
    weight: float


@dataclass
class _Told:
    """What an article has told so far: its text and press, who holds its press conference, and who spoke."""

    text: str
    press: Press
    host: tuple[str, float] | None
    spoken: list[tuple[int, Answer]] = field(default_factory=list)

    @property
    def last(self) -> Answer:
        return self.spoken[-1][1] if self.spoken else (UNKNOWN, "", 0.5)

    def of_paragraph(self, at: int) -> Answer | None:
        """Who spoke last in the paragraph of a place, if it was for an actor."""
        start = self.text.rfind("\n", 0, at) + 1
        return next((a for place, a in reversed(self.spoken) if place >= start and a[0] not in {OTHER, UNKNOWN}), None)

    def by_name(self, name: str) -> Answer | None:
        """What was settled on for a source that had this name in its own, or whose name opens this one."""

        def same(told: str) -> bool:
            longer = len(name) > 1 and name in told and told != name
            return longer or (len(told) > NAME and name.startswith(told[-NAME:]))

        return next((a for _, a in reversed(self.spoken) if same(a[1])), None)


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

    def read(self, phrase: str, press: Press = "") -> tuple[str, float] | None:
        """Return who a phrase speaks for and how sure its words make it, or None.

        The first country or institution counts, but an embassy's host does not: 中国驻日本大使馆 is Beijing. With a
        press, bodies count that it calls by their bare name.
        """
        words = OPPOSITE.sub(" ", phrase) if "使" in phrase or "領事" in phrase or "领事" in phrase else phrase
        if OPPOSED.search(words):
            return OTHER, 0.85
        head = words[words.rfind("的") + 1 :]
        if press and not is_japanese(press) and body_of(head, press):
            words = head
        body = body_of(words, press) if press else None
        embassy = is_japanese(press) and EMBASSY.search(words)
        first = self._first(words)
        private, nameless = PRIVATE.search(words), NAMELESS.search(words)
        if private and not body and not (first and first.weight >= 0.9):
            return OTHER, 0.85
        official = re.search(r"政府|官|軍|军|党|黨", words)
        if nameless and not (official and (first or body)):
            home = HOME.get(press, UNKNOWN)
            return (home, 0.7) if official and home in self._actors.names else (UNKNOWN, 0.8)
        foreign = FOREIGN.search(words)
        if foreign and not (first and words.find(first.word) <= foreign.start()):
            return OTHER, 0.85
        if body in self._actors.names and (embassy or not (first and first.weight < 0.9 and first.actor != body)):
            return body, 0.9
        if first:
            return first.actor, first.weight
        return None

    def resolve(self, text: str, attributions: Sequence[Attribution], title: str = "") -> list[Answer]:
        """Return actor, name of the source and probability for each attribution, in the same order."""
        press = press_of(text)
        told = _Told(text, press, self._host(f"{title}\n{text}", press))
        found = {}
        for a in sorted(attributions, key=lambda a: a.content.start):
            phrase = a.source.of(text) if a.source else ""
            at = a.source.start if a.source else a.content.start
            found[id(a)] = self._one(told, phrase, at)
            told.spoken.append((a.content.start, found[id(a)]))
        return [found[id(a)] for a in attributions]

    def _one(self, told: _Told, phrase: str, at: int) -> Answer:
        name = _bare(phrase)
        heads_line = not told.text[told.text.rfind("\n", 0, at) + 1 : at].strip()
        turn = heads_line and told.text[at + len(phrase) :][:1] in ("：", ":", "　")
        if told.host and (ANSWER.fullmatch(name) or (turn and len(name) < 8 and not self.read(name))):
            return told.host[0], name, told.host[1]
        opened = None if name else self._opened(told, at)
        if opened:
            return opened
        if not name or PRONOUN.match(name):
            known = name if len(name) >= TITLE else told.last[1] or name
            return told.last[0], known, told.last[2] * 0.9
        return self._named(told, phrase, name, at) or self._around(told, name, at)

    def _named(self, told: _Told, phrase: str, name: str, at: int) -> Answer | None:
        """Read a source by its own words, or by those that stood before its name when it was told first."""
        own = self.read(name, told.press)
        chinese = is_japanese(told.press) and CHINESE_NAME.search(name)
        if chinese and (name.startswith("外務省") or not own):
            return self._chinese(told, name, at), name, 0.6
        introduced = self._surname(told, name, at)
        if introduced:
            return introduced[0], introduced[1], introduced[2] * 0.9
        shared = is_ambiguous(name, told.press)
        if own and not (shared and own[0] == HOME[told.press]):
            return own[0], name, own[1]
        known = None if own else self._known(told, name, at + len(phrase))
        if known:
            return known[0], known[1], known[2] * 0.9
        led = self._led(told, at)
        if led and OFFICE.search(name) and not (shared and not is_japanese(told.press) and led[0] == "Tokyo"):
            return led[0], name, 0.7
        return (own[0], name, own[1]) if own else None

    def _known(self, told: _Told, name: str, until: int) -> Answer | None:
        """Read a name as the source that bore it before, or by the words that stood before it in the text."""
        person = _person(name)
        before = told.by_name(person)
        if before:
            return before
        titled = is_japanese(told.press) or OFFICE.match(person)
        for one in (person, *(person[:n] for n in (4, 3, 2) if n < len(person) and not titled)):
            for found in re.finditer(re.escape(one), told.text[: until + 1 - len(person) + len(one)]):
                lead = re.split(r"[。，、；：」”\n]", told.text[max(0, found.start() - 25) : found.end()])[-1]
                reading = self.read(lead, told.press)
                if reading:
                    return reading[0], name if len(name) > 4 else lead + name[len(one) :], reading[1]
        return None

    def _surname(self, told: _Told, name: str, at: int) -> Answer | None:
        """Read who was introduced in full before a surname with a title: 厳外相 after 中国の厳兆麟外相."""
        short = SHORT_NAME.fullmatch(name) if is_japanese(told.press) else None
        if not short:
            return None
        for known in re.finditer(rf"{short['surname']}[一-鿿]{{1,3}}(?={TITLED})", told.text[:at]):
            spoken = next((a for _, a in told.spoken if known[0] in a[1]), None)
            if spoken:
                return spoken
            lead = re.split(r"[。、」\nはがとでに]", told.text[max(0, known.start() - 25) : known.end()])[-1]
            reading = self.read(lead, told.press)
            if reading:
                title = re.match(TITLED, told.text[known.end() :])
                return reading[0], lead + (title[0] if title else ""), reading[1]
        return None

    def _around(self, told: _Told, name: str, at: int) -> Answer:
        """Guess whose an office is that its own words do not tell."""
        before = told.of_paragraph(at)
        someone = is_japanese(told.press) and len(name) > TITLE
        if before and OFFICE.search(name) and not (someone and before[0] != HOME[told.press]):
            return before[0], name, 0.6
        opened = self._opened(told, at)
        if opened:
            return opened[0], name, opened[2]
        if OWN_PAPER.match(name) and "Beijing" in self._actors.names and told.press == "hans":
            return "Beijing", name, 0.6
        home = self._home(name, told.press)
        if home:
            return home[0], name, home[1]
        near = self._first(told.text[max(0, at - 60) : at], final=True)
        return (near.actor, name, 0.5) if near and OFFICE.search(name) and not someone else (OTHER, name, 0.5)

    def _led(self, told: _Told, at: int) -> tuple[str, float] | None:
        """Whom the sentences of the paragraph before a place are about, when they open with a country."""
        start = told.text.rfind("\n", 0, at) + 1
        for sentence in reversed(re.split(r"[。！？]", told.text[start:at])[:-1]):
            if sentence.lstrip("　 ").startswith(("「", "“")):
                continue
            opening = re.sub(r"^(?:その|当の|一方の)", "", sentence.strip())
            first = self._first(opening[:8])
            behind = opening[len(first.word) :] if first else ""
            leads = not is_japanese(told.press) or (first and first.weight < 0.9 and LEADS_JA.match(behind))
            if first and opening.startswith(first.word) and leads:
                return first.actor, first.weight
        return None

    def _chinese(self, told: _Told, name: str, at: int) -> str:
        """Which of the two a Chinese name speaks for: the last speaker of its paragraph, else the one named last."""
        if "大使" in name and "Beijing" in self._actors.names:
            return "Beijing"
        before = told.of_paragraph(at)
        if before and before[0] in {"Beijing", "Taipei"}:
            return before[0]
        words = [w for w in self._words if w.actor in {"Beijing", "Taipei"}]
        places = [(told.text.rfind(w.word, 0, at), w.actor) for w in words]
        place, actor = max(places, default=(-1, OTHER))
        return actor if place >= 0 else OTHER

    def _host(self, text: str, press: Press) -> tuple[str, float] | None:
        """Return who holds the press conference that the text is a transcript of."""
        for lead in HOST.finditer(text[:600]):
            reading = self.read(lead["who"], press) or self._home(lead["who"], press)
            if reading and reading[0] in self._actors.names:
                return reading
        return None

    def _opened(self, told: _Told, at: int) -> Answer | None:
        """Return whom the subject of the sentence at a place speaks for, and the subject; None if it tells nobody."""
        start = max(told.text.rfind(stop, 0, at) for stop in "。！？\n；") + 1
        lead = told.text[start:at].lstrip(" 　”」")
        japanese = is_japanese(told.press)
        for clause in [lead] if japanese else reversed(lead.split("，")):
            found = (SUBJECT_JA if japanese else SUBJECT_ZH).match(clause)
            subject = found["subject"] if found else ""
            first = self._first(subject)
            reading = self.read(subject, told.press) if first and subject.find(first.word) <= 2 else None
            reading = reading or (self._home(subject[:3], told.press) if OFFICE.match(subject) else None)
            if reading:
                return reading[0], subject, reading[1] * 0.9
        return None

    def _home(self, phrase: str, press: Press) -> tuple[str, float] | None:
        """Take an office named without a country for the one of the outlet's own country."""
        body = body_of(phrase, press)
        if body in self._actors.names:
            return body, 0.8
        home = HOME[press]
        return (home, 0.7) if home in self._actors.names and OFFICE.search(phrase) else None

    def _first(self, words: str, *, final: bool = False) -> _Word | None:
        """Return the word that stands first (or last) in the phrase; the longest of those at one place."""
        best: tuple[int, _Word] | None = None
        for word in self._words:
            at = words.rfind(word.word) if final else words.find(word.word)
            if at >= 0 and (best is None or (at > best[0] if final else at < best[0])):
                best = (at, word)
        return best[1] if best else None


def _bare(phrase: str) -> str:
    """Strip days, adverbs and particles around a source."""
    words = ABOUT.split(re.split("[：:]", phrase.strip("　 ，、。：:（）()「」"))[-1], maxsplit=1)[0]
    words = re.sub(r"(?<=..)(?:並|并|被問|被问|代表政府|予以|接受|受訪|受访).*$", "", words)
    words = re.sub(
        r"^(?:この中で|その中で|但|而|惟|不过|不過|同时|同時|此外|另外|一方|これに対し|また|ただ|しかし|なお|もっとも|さらに|一方で)[、，]?",
        "",
        words,
    )
    return re.sub(
        r"(?:\d+日|昨天|今天|昨日|當天|当天|昨|晚间|晚間|周[一二三四五六日]|也|则|則|又|更|還|还|都|僅|仅|隨後|随后|低调|冷|再|並|并|側|私下|严肃|嚴肅|严正|嚴正|强烈|強烈|再次|郑重|鄭重|(?<!代)表|回|說|说|卻|却|答)+$",
        "",
        words,
    )


def _person(name: str) -> str:
    """Return the part of a name to look for before: without its title."""
    return (
        re.sub(
            r"(?:副?(?:報道官|部長|部长|署長|局長|隊長|次長|主任委員)|発言人|发言人|發言人|大臣|首相|議員|委員|氏|女士|先生|次官|長官|総統|"
            r"總統|總理|大使|公使)$",
            "",
            name,
        )
        or name
    )
