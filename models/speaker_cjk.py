"""Speakers of Japanese and Chinese statements: institutions, titles and countries in the words of the source."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from models.attributed import Attribution
from models.sentences import script_of
from straitwatch.actor import OTHER, UNKNOWN, Actors

PRIVATE = re.compile(
    r"学者|學者|專家|专家|教授|市民|居民|住民|分析师|分析師|アナリスト|店主|老板|老闆|師傅|师傅|漁民|渔民|漁師|業者|业者|公司|会社|商社|企業|企业|台商|駐在員|留学生|留學生|学生|"
    r"學生|研究員|研究员|智库|智庫|シンクタンク|"
    r"経済界|銀行|银行|券商|記者|记者|編集|老师|老師|医生|醫生|護士|护士|旅行|球迷|ファン|乗客|乘客|家属|遺族|組合|漁協|漁会|漁會|社長|作家|歌手|商人|農家|农民|農民|讲解员|"
    r"講解員|本紙|退休|引退|留学|ファン|網友|网友|男性|女性|司机|代表取締役|理事長|基金会|財団|协会会长|大学|大學|酒店|旅館|ホテル|館長|馆长|师父|職人"
)
NAMELESS = re.compile(r"関係者|关系者|消息人士|知情人|人士透露|匿名|一般に|双方|雙方|両国|两国|兩國|外电|外電")
PRONOUN = re.compile(
    r"^(?:他|她|它|其|同氏|同省|同部|同庁|同日|氏|同報道官|该部|該部|该办|該辦|同所|同処|對方|对方|發言人|发言人|報道官|同相|同大臣)"
)
FOREIGN = re.compile(
    r"米|美(?:国|國|方|军|軍|政府|参|參|众|眾|总统|總統|駐|驻|在台)|韓|韩|俄|ロシア|英|仏|法国|德|欧州|歐|印度|菲|豪|国連|联合国|聯合國|世衛|世卫|WHO|NATO"
)
OPPOSITE = re.compile(r"(?:駐|驻|在)(?:日本|中国|中國|台湾|台灣|日|中|华|華|台)")


OFFICE = re.compile(
    r"部(?:长|長|发言|發言|副|官|$)|外交部|国防部|國防部|商务部|發言人|发言人|報道官|署|庁|局長|局长|警|檢|検|地検|事务办公室|外事|議員|议员|立委|民代|委员|委員|知事|縣|"
    r"县长|市長|市长|主任|主委|大使|公使|领事|領事|軍|军"
)
TRADITIONAL = re.compile(r"[們這國實對說發東灣會來時個長門開關學應與為後過還機關體權]")


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

    def resolve(self, text: str, attributions: Sequence[Attribution]) -> list[tuple[str, str, float]]:
        """Return actor, name of the source and probability for each attribution, in the same order."""
        last: tuple[str, str, float] = (UNKNOWN, "", 0.5)
        found = {}
        for a in sorted(attributions, key=lambda a: a.content.start):
            phrase = a.source.of(text) if a.source else ""
            last = self._one(text, phrase, a.source.start if a.source else a.content.start, last)
            found[id(a)] = last
        return [found[id(a)] for a in attributions]

    def _one(self, text: str, phrase: str, at: int, last: tuple[str, str, float]) -> tuple[str, str, float]:
        name = _bare(phrase)
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
        near = self._first(text[max(0, at - 60) : at], final=True)
        if near and OFFICE.search(name):
            return near.actor, name, 0.5
        return (OTHER, name, 0.5)

    def _home(self, phrase: str, text: str) -> tuple[str, float] | None:
        """Take an office named without a country for the one of the outlet's own country, told by its script."""
        if not OFFICE.search(phrase):
            return None
        home = "Tokyo" if script_of(text) == "ja" else "Taipei" if len(TRADITIONAL.findall(text)) > 3 else "Beijing"
        return (home, 0.7) if home in self._actors.names else None

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
    words = phrase.strip("　 ，、。：:（）()「」")
    words = re.sub(
        r"^(?:但|而|惟|不过|不過|同时|同時|此外|另外|一方|これに対し|また|ただ|しかし|なお)[、，]?", "", words
    )
    return re.sub(
        r"(?:\d+日|昨天|今天|昨日|當天|当天|昨|晚间|晚間|周[一二三四五六日]|也|则|則|又|更|還|还|都|僅|仅|隨後|随后|低调|冷|再|並|并|側|私下|表|回)+$",
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
