"""Attribution in Japanese: quotations, clauses before と, demands before よう, を and に, and whose they are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from models.cjk_text import BLANK, Found, masked, neighbour, shifted, unquoted
from models.ja_words import (
    ACCORDING,
    ADJUNCT,
    APPOSED,
    AS,
    ASKED,
    ASKED_BY,
    BROKEN_OFF,
    CLAUSE,
    COUNTED,
    COUNTRY,
    COUNTS,
    DEMAND,
    DIRECTLY,
    ENDS,
    FINAL,
    HAPPENED,
    HEARSAY,
    INTENT,
    INVERTED,
    NAMED_BEFORE,
    NO_REPORT,
    NOMINAL,
    PAUSED,
    POINTS_BACK,
    PREDICATE,
    REPORT,
    SAID_SO,
    SPEECH,
    THUS,
    TO,
    TOPIC,
    TOUCHED,
    TURNS_TO,
    VENUE,
    WITHIN_CUE,
    WITHIN_WORDS,
    YOU,
)
from models.quotes import Quotation, quotations
from straitwatch.statement import Span

PHRASE = re.compile(r"[、\s　]*(?P<phrase>[^、。]{1,30}?)、")
SETTINGS = frozenset({"では", "には", "からは"})
"""Particles of where something is said; who says it may follow."""
QUOTED, LONG, SAYING, LEAD = 6, 12, 15, 24
"""Characters of a quotation that can be a statement; that is one whatever verb follows; that is one although と is
followed by words that do not report; and of words before a quotation that tell how it was said."""


@dataclass(frozen=True)
class _Cue:
    """Words that report what stands before `end`; `quote` is the quotation that ends there."""

    end: int
    span: Span
    quote: Quotation | None = None


@dataclass(frozen=True)
class _Topic:
    """Who a clause is about, and the particle that says so."""

    span: Span
    particle: str

    @property
    def end(self) -> int:
        """Where the clause goes on behind the particle."""
        return self.span.end + len(self.particle)


@dataclass
class JapaneseReader:
    """Reads the sentences of a text in order and keeps whom the narrative spoke of last."""

    text: str
    sentences: Sequence[Span]
    questions: Sequence[Span] = ()
    """Lines of an interview that ask; quotations that stand alone behind them are answers."""

    _speaker: Span | None = field(default=None, init=False)
    _answers: Span | None = field(default=None, init=False)

    def read(self) -> Iterator[Found]:
        """Yield content, source and cue of each statement."""
        for i, sentence in enumerate(self.sentences):
            yield from self._read(i, sentence)

    def _read(self, i: int, sentence: Span) -> Iterator[Found]:
        words = sentence.of(self.text)
        blank = masked(words)
        quotes = quotations(words)
        topics = _topics(blank)
        if self._answers is None and any(q.start <= sentence.start < q.end for q in self.questions):
            self._answers = self._speaker or self._named_before(sentence.start)
        alone = len(quotes) == 1 and quotes[0].outer.start <= 1 and _is_closing(words, quotes[0])
        broken_off = BROKEN_OFF.search(words)
        according = ACCORDING.match(blank)
        told = None if quotes else self._said_so(i)
        if alone:
            self._speaker = self._answers or self._after(i) or self._speaker
            yield shifted(sentence, quotes[0].inner.start, quotes[0].inner.end), self._speaker, None
        elif broken_off and not quotes and broken_off.start() > QUOTED:
            self._speaker = self._after(i) or self._speaker
            yield shifted(sentence, 0, broken_off.start()), self._speaker, None
        elif told and not _cues(words, blank, topics):
            self._speaker = told
            content = unquoted(words, 0, len(words))
            if content:
                yield shifted(sentence, content.start, content.end), told, None
        elif according:
            self._speaker = shifted(sentence, *according.span("source"))
            content = unquoted(words, according.end(), len(HEARSAY.sub("", words)))
            if content:
                yield shifted(sentence, content.start, content.end), self._speaker, None
        else:
            yield from self._reported(sentence, words, blank, topics)

    def _said_so(self, i: int) -> Span | None:
        """Who the next sentence says has said this one."""
        following = neighbour(self.text, self.sentences, i, 1)
        found = SAID_SO.match(masked(following.of(self.text))) if following else None
        return shifted(following, *found.span("source")) if following and found else None

    def _named_before(self, at: int) -> Span | None:
        named = list(NAMED_BEFORE.finditer(self.text, 0, at))
        return Span(*named[-1].span()) if named else None

    def _reported(self, sentence: Span, words: str, blank: str, topics: Sequence[_Topic]) -> Iterator[Found]:
        at = 0
        for cue in _cues(words, blank, topics):
            if cue.end <= at:
                continue
            until = cue.quote.outer.start if cue.quote else cue.end - 1
            own = _governing(blank, topics, at, until)
            if own and own.particle == "が" and blank.startswith("とも", cue.end):
                own = None  # とも adds to what somebody said, so a subject with が is one of the words
            source = _named_after(blank, cue) or (own and own.span)
            if source:
                self._speaker = shifted(sentence, source.start, source.end)
            content = _content(words, blank, min(own.end if own else at, cue.end), cue, known=own is not None)
            if content:
                span = shifted(sentence, cue.span.start, cue.span.end)
                yield shifted(sentence, content.start, content.end), self._speaker, span
            comma = blank.find("、", cue.span.start)
            at = comma + 1 if comma >= 0 else len(words)
        last = quotations(words)[-1:]
        if last and last[0].outer.start >= at and _is_closing(words, last[0]):
            named = [t.span for t in topics if t.span.end <= last[0].outer.start]
            if named:
                self._speaker = shifted(sentence, named[-1].start, named[-1].end)
            yield shifted(sentence, last[0].inner.start, last[0].inner.end), self._speaker, None
        elif not at and (turns := TURNS_TO.search(blank)):
            self._speaker = shifted(sentence, *turns.span(turns.lastgroup or 0))
        elif topics and not at:
            self._speaker = shifted(sentence, topics[-1].span.start, topics[-1].span.end)

    def _after(self, i: int) -> Span | None:
        """Whom the next sentence names as the speaker of a quotation that stands alone.

        One that opens a paragraph is the subject's of the next sentence; another only when that one points back to it.
        """
        following = neighbour(self.text, self.sentences, i, 1)
        if not following:
            return None
        blank = masked(following.of(self.text))
        back = POINTS_BACK.match(blank)
        if back:
            return shifted(following, *back.span("source"))
        opens = neighbour(self.text, self.sentences, i, -1) is None
        topics = _topics(blank)
        if topics and (opens or THUS.search(blank)):
            return shifted(following, topics[0].span.start, topics[0].span.end)
        return None


def _topics(blank: str) -> list[_Topic]:
    found = []
    for m in (*COUNTRY.finditer(blank), *TOPIC.finditer(blank)):
        asked = ASKED_BY.search(m["source"])
        clause = m["particle"] == "が" and re.search("[はが]", m["source"])
        asks = m["particle"] == "が" and m["source"].endswith("記者")
        if BLANK not in m["source"] and not clause and not asks and not COUNTED.search(m["source"]):
            start = m.start("source") + (asked.end() if asked else 0)
            apposed = APPOSED.search(blank[:start])
            found.append(_Topic(Span(apposed.start() if apposed else start, m.end("source")), m["particle"]))
    return sorted(found, key=lambda t: t.span.start)


def _governing(blank: str, topics: Sequence[_Topic], at: int, until: int) -> _Topic | None:
    """Who speaks: the first topic that は or も marks, else the first that no phrase of circumstance follows."""
    own = [t for t in topics if at <= t.span.start and t.span.end <= until and _is_speaker(blank, at, t)]
    own = [t for t in own if not (t.particle == "が" and NOMINAL.match(blank, t.end))]
    marked = [t for t in own if t.particle in {"は", "も"}]
    if marked:
        first, second = marked[0], marked[-1]
        told = first.particle == "も" and second.particle == "は" and second.span.start - first.end > 3
        return second if told else first
    for topic, later in pairwise(own):
        between = PHRASE.findall(blank[topic.span.end : later.span.start])
        setting = topic.particle in SETTINGS and not blank[topic.end : later.span.start].strip("、")
        if not setting and not (between and ADJUNCT.search(between[-1])):
            return topic
    return own[-1] if own else None


def _is_speaker(blank: str, at: int, topic: _Topic) -> bool:
    """Tell whether a topic is who speaks and not part of the words: no clause stands before it, and behind another
    report only は, も or a quotation follow it."""
    lead = re.search(r"[^、]*、$", blank[at : topic.span.start])
    told = topic.particle != "が" and lead and HAPPENED.search(lead[0])
    if lead and CLAUSE.search(lead[0]) and not ADJUNCT.search(lead[0][:-1]) and not told:
        return False
    return not at or topic.particle != "が" or blank.startswith("「", topic.end)


def _is_closing(words: str, quote: Quotation) -> bool:
    """Tell whether a quotation long enough to be a statement ends its sentence."""
    long = quote.inner.end - quote.inner.start >= QUOTED
    return long and ENDS.fullmatch(words, quote.outer.end) is not None


def _cues(words: str, blank: str, topics: Sequence[_Topic]) -> list[_Cue]:
    """The words that report, in order, none within another; what ends later in its clause wins over を and に."""
    ends = {q.outer.end: q for q in quotations(words)}
    places = [at for at, character in enumerate(blank) if character == "と"]
    firm = [cue for at in places if (cue := _after_to(blank, at, ends.get(at), topics))]
    firm += [_Cue(m.start() + len("よう"), Span(*m.span("cue"))) for m in YOU.finditer(blank)]
    soft = [_Cue(m.start(), Span(*m.span("cue"))) for p in (DEMAND, INTENT) for m in p.finditer(blank)]
    kept = firm + [s for s in soft if not any(s.end < f.end < _clause_end(blank, s.end) for f in firm)]
    found: list[_Cue] = []
    for cue in sorted(kept, key=lambda c: c.end):
        if not any(f.span.start <= cue.end < f.span.end for f in found):
            found.append(cue)
    return found


def _after_to(blank: str, at: int, quote: Quotation | None, topics: Sequence[_Topic]) -> _Cue | None:
    """Read と at a place: what reports after it, or None where it joins, compares or names."""
    m = (PAUSED.match(blank, at) if quote else None) or TO.match(blank, at)
    cue = m["cue"] if m else ""
    tail = blank[at + 1 : m.end() + 1] if m else ""
    size = quote.inner.end - quote.inner.start if quote else 0
    before = blank[at - 1 : at]
    if not m or not tail.strip("、。") or (not quote and not before):
        return None
    reports = REPORT.search(tail)
    said = DIRECTLY.match(blank, at + 1) or COUNTS.search(blank, 0, at)
    if not quote and before not in FINAL and not (said and reports):
        return None
    if not quote and WITHIN_WORDS.search(blank, max(0, at - 4), at):
        return None
    if not quote and AS.match(blank, at + 1) and not PREDICATE.search(blank, 0, at):
        return None
    if NO_REPORT.match(blank, at + 1) and (size < SAYING or re.match(r"いう|題|呼", cue)):
        return None
    by_somebody = any(t.end <= at for t in topics) and not re.search("[はが]", cue)
    if not reports and not by_somebody and size < LONG:
        return None
    return _Cue(at, Span(*m.span("cue")), quote)


def _clause_end(blank: str, at: int) -> int:
    stop = re.search(r"[、。]", blank[at:])
    return at + stop.start() if stop else len(blank)


def _named_after(blank: str, cue: _Cue) -> Span | None:
    """The speaker that is named behind the words."""
    found = INVERTED.match(blank, cue.span.start) or WITHIN_CUE.match(blank, cue.span.start, cue.span.end)
    return Span(*found.span("source")) if found else None


def _content(words: str, blank: str, begin: int, cue: _Cue, *, known: bool) -> Span | None:
    """What is reported, without phrases that tell when, where and to whom it was said; `known` tells that the speaker
    stands before `begin`, so that another subject is one of the words."""
    end = cue.end
    while m := PHRASE.match(blank, begin, end):
        if not ADJUNCT.search(m["phrase"]):
            break
        begin = m.end()
    for pattern in (VENUE, TOUCHED, ASKED):
        m = pattern.match(blank, begin, end)
        if m and m.end() < end:
            begin = m.end()
    if cue.quote and cue.quote.outer.end == end:
        lead = blank[begin : cue.quote.outer.start].strip("　 ")
        opens = ("を", "に") if known else ("は", "が", "も", "を", "に")
        short = not lead.strip("、") or lead.endswith((*opens, "うえで", "上で", "つつ", "ながら", "れると"))
        short = short or (lead[-1] == "、" and len(lead) < 8) or (lead[-1] == "で" and len(lead) < 10)
        if short or (SPEECH.search(blank, cue.span.start, cue.span.end) and len(lead) < LEAD):
            return cue.quote.inner
    return unquoted(words, begin, end)
