"""Attribution in Chinese: reporting words, quotations before and behind their source, and whose they are.

Reads simplified characters; those of a traditional text are turned into them one by one, so that places stay.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.cjk_text import BLANK, Found, masked, neighbour, shifted, simplified, unquoted, unstopped
from models.quotes import Quotation, quotations
from models.zh_words import (
    ABOUT,
    ACCORDING,
    AFTER_QUOTE,
    ANNOUNCES,
    AT_END,
    BROKEN,
    COLON,
    CUE,
    IN_VIEW,
    LIKE_SPEAKER,
    LISTS,
    NEXT,
    NOBODY,
    PREPOSED,
    PRONOUN,
    STANCE,
    TELLS,
    TOLD_BY_COLON,
    UNDERSTOOD,
)
from straitwatch.statement import Span

QUOTED, COLON_QUOTED = 6, 3
"""Characters of a quotation that is a statement at the head of a sentence, and behind a colon."""

SUBJECT = 25
"""Characters of a clause that names whom a sentence is about."""

CLAUSE_END = re.compile(r"[，；：]")
REFERS = re.compile(r"(?:^|[，”」])(?:他|她)(?!们)")
NO_SUBJECT = re.compile(r"(?:他|她|但|而|这|那|在|对|从|不过|与此|据|至于|目前|随后|其中|被|向|就|当|到|随)")
"""Where a sentence speaks of somebody by a pronoun, and clauses that name nobody."""


@dataclass
class ChineseReader:
    """Reads the sentences of a text in order and keeps who spoke last."""

    text: str
    sentences: Sequence[Span]
    _speaker: Span | None = field(default=None, init=False)

    def read(self) -> Iterator[Found]:
        """Yield content, source and cue of each statement."""
        for i, sentence in enumerate(self.sentences):
            words = simplified(sentence.of(self.text))
            for content, source, cue in self._read(i, words, masked(words)):
                span = shifted(sentence, cue.start, cue.end) if cue else None
                yield shifted(sentence, content.start, content.end), source, span

    def _read(self, i: int, words: str, blank: str) -> Iterator[Found]:
        sentence = self.sentences[i]
        first = next(iter(quotations(words)), None)
        self._follow(i, blank)
        if first and first.outer.start <= 1 and first.inner.end - first.inner.start >= QUOTED:
            behind = AFTER_QUOTE.match(blank, first.outer.end)
            behind = behind or (BROKEN.match(blank, first.outer.end) if _breaks(words, first) else None)
            if behind or not blank[first.outer.end :].strip("。 "):
                yield from self._opening(i, words, blank, first, behind)
                return
        ending = AT_END.search(blank)
        according = ACCORDING.search(blank) or IN_VIEW.search(blank)
        colon = TOLD_BY_COLON.match(blank)
        if ending and ending.start() > 4 and not CUE.search(blank, 0, ending.start()):
            content, source = unquoted(words, 0, ending.start()), self._named(sentence, ending)
            if content:
                yield content, source, None
        elif according and (
            not according.start() or not (quotations(words) or CUE.search(blank, 0, according.start()))
        ):
            content = unquoted(words, according.end(), len(blank))
            source = self._named(sentence, according)
            if content and not UNDERSTOOD.fullmatch(according["source"]):
                yield content, source, None
        elif colon and not LISTS.search(colon["lead"]) and not CUE.search(blank) and _tells(colon["lead"]):
            self._listen(sentence, 0, colon["lead"])
            content = unquoted(words, colon.end(), len(blank))
            if content:
                yield content, self._speaker, None
        elif self._announced(i) and not quotations(words) and not CUE.search(blank) and not STANCE.search(blank):
            content = unquoted(words, 0, len(words))
            if content:
                yield content, self._speaker, None
        else:
            yield from self._clauses(sentence, words, blank, 0)

    def _opening(
        self, i: int, words: str, blank: str, first: Quotation, behind: re.Match[str] | None
    ) -> Iterator[Found]:
        """A quotation at the head of a sentence, the longer half of one that its source breaks, and what follows."""
        sentence = self.sentences[i]
        rest = _going_on(words, behind.end()) if behind and _breaks(words, first) else None
        longer = max((first, rest), key=lambda q: q.inner.end - q.inner.start) if rest else first
        yield unstopped(words, longer.inner), self._named(sentence, behind) if behind else self._behind(i), None
        comma = blank.find("，", rest.outer.end if rest else behind.end() if behind else first.outer.end)
        if comma >= 0:
            yield from self._clauses(sentence, words, blank, comma + 1)

    def _clauses(self, sentence: Span, words: str, blank: str, at: int) -> Iterator[Found]:
        for quote in quotations(words):
            if quote.outer.start >= at and quote.inner.end - quote.inner.start >= COLON_QUOTED:
                yield from self._behind_colon(sentence, words, blank, quote)
        while cue := _first_cue(blank, at):
            lead = blank[at : cue.start()]
            comma = blank.find("，", cue.end())
            if ABOUT.match(CLAUSE_END.split(lead)[-1]) and comma >= 0:
                at = comma + 1
                continue
            if cue.start() == 0 and not self._speaker:
                return
            self._listen(sentence, at, lead)
            start = cue.start() if cue.re is STANCE else cue.end()
            following = NEXT.search(blank, max(cue.end(), start + 1))
            semicolon = blank.find("；", cue.end())
            stop = min(following.start() if following else len(words), semicolon if semicolon > 0 else len(words))
            content = unquoted(words, start, stop)
            if content:
                yield content, self._speaker, Span(*cue.span("cue"))
            at = stop + 1

    def _listen(self, sentence: Span, at: int, lead: str) -> None:
        """Take who speaks from the words before a cue: their last clause that looks like it, or the only one."""
        clauses = CLAUSE_END.split(lead)
        end = at + len(lead)
        for clause in reversed(clauses):
            likely = LIKE_SPEAKER.search(clause) and not PREPOSED.match(clause)
            if _names(clause.strip()) and BLANK not in clause and (len(clauses) == 1 or likely):
                self._speaker = shifted(sentence, end - len(clause), end)
                return
            end -= len(clause) + 1

    def _behind_colon(self, sentence: Span, words: str, blank: str, quote: Quotation) -> Iterator[Found]:
        lead = COLON.search(blank[: quote.outer.start])
        if lead:
            begin = max(blank.rfind(stop, 0, lead.start()) for stop in "。；！？”」") + 1
            self._listen(sentence, begin, blank[begin : lead.end("source")])
            yield unstopped(words, quote.inner), self._speaker, None

    def _follow(self, i: int, blank: str) -> None:
        """Where a sentence speaks of him or her, take whom the sentence before, in its paragraph, opens with."""
        before = neighbour(self.text, self.sentences, i, -1)
        spoke = self._speaker
        if not before or not REFERS.search(blank):
            return
        subject = CLAUSE_END.split(self._blanked(before))[0].rstrip("。！？")
        told = spoke and before.start <= spoke.start < before.end
        if not told and _is_subject(subject):
            self._speaker = shifted(before, 0, len(subject))

    def _behind(self, i: int) -> Span | None:
        """The source of a quotation that is a sentence: whom the next one names with a reporting word and no comma."""
        following = neighbour(self.text, self.sentences, i, 1)
        found = AFTER_QUOTE.match(self._blanked(following)) if following else None
        if not found or PRONOUN.match(found["source"]):
            self._turn(neighbour(self.text, self.sentences, i, -1))
        return self._named(following, found) if following else self._speaker

    def _announced(self, i: int) -> bool:
        """Tell whether the sentence before says how somebody speaks, and take who that is."""
        before = neighbour(self.text, self.sentences, i, -1)
        announced = before and ANNOUNCES.search(simplified(before.of(self.text)).rstrip("。！？"))
        if announced:
            self._turn(before)
        return bool(announced)

    def _turn(self, before: Span | None) -> None:
        """Take who speaks from a sentence before a quotation that tells what somebody does: 李某摆手。“…”"""
        blank = self._blanked(before).rstrip("。！？") if before else ""
        if not before or BLANK in blank or CUE.search(blank):
            return
        at = 0
        for clause in CLAUSE_END.split(blank):
            if _is_subject(clause) and LIKE_SPEAKER.search(clause):
                self._speaker = shifted(before, at, at + len(clause))
                return
            at += len(clause) + 1

    def _blanked(self, sentence: Span) -> str:
        return masked(simplified(sentence.of(self.text)))

    def _named(self, sentence: Span, found: re.Match[str] | None) -> Span | None:
        """The source that a pattern found, which speaks from now on; who spoke before when it names nobody."""
        if found and _names(found["source"]):
            self._speaker = shifted(sentence, *found.span("source"))
        return self._speaker


def _breaks(words: str, first: Quotation) -> bool:
    """Tell whether a quotation may go on behind its source: “…，”他说，“…”"""
    return words[first.inner.end - 1] in "，,"


def _going_on(words: str, at: int) -> Quotation | None:
    """The second half of a quotation that its source breaks."""
    return next((q for q in quotations(words) if at <= q.outer.start <= at + 1), None)


def _is_subject(clause: str) -> bool:
    """Tell whether a clause can be whom its sentence is about."""
    return 1 < len(clause) <= SUBJECT and BLANK not in clause and not NO_SUBJECT.match(clause)


def _tells(lead: str) -> bool:
    """Tell whether somebody speaks behind a colon."""
    return TELLS.search(lead) is not None or LIKE_SPEAKER.search(lead) is not None


def _names(source: str) -> bool:
    """Tell whether words before or behind a cue name somebody."""
    return not NOBODY.fullmatch(source) and not PRONOUN.match(source)


def _first_cue(blank: str, at: int) -> re.Match[str] | None:
    found = [m for m in (CUE.search(blank, at), STANCE.search(blank, at)) if m]
    return min(found, key=lambda m: (m.start(), -len(m["cue"])), default=None)
