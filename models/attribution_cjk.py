"""Attribution in Japanese and Chinese, by quotation marks, reporting words and the particles between them."""

import re
from collections.abc import Iterator

from models.attributed import Attribution
from models.boilerplate import is_boilerplate
from models.cjk_words import (
    ASKER,
    JA_ACCORDING,
    JA_TO,
    JA_TOPIC,
    JA_WO,
    TRANSCRIPT,
    ZH_ACCORDING,
    ZH_COLON,
    ZH_CUE,
    ZH_NEXT,
    ZH_STANCE,
)
from models.quotes import kind_of, quotations
from models.sentences import script_of, sentences
from straitwatch.statement import Span

RULE_CONFIDENCE = 0.8
"""Confidence of a statement found by rule; the share of them that is right on the training articles, rounded."""


def attribute_cjk(text: str) -> list[Attribution]:
    """Return the statements of a Japanese or Chinese text, in order."""
    language = script_of(text)
    found: list[Attribution] = []
    quotes = quotations(text)
    read = _japanese if language == "ja" else _chinese
    spoken = {m.start("said"): Span(*m.span("source")) for m in TRANSCRIPT.finditer(text)}
    asked = [Span(*m.span()) for m in TRANSCRIPT.finditer(text) if ASKER.search(m["source"])]
    transcript = bool(asked)
    said: Span | None = None
    for sentence in sentences(text, language):
        if is_boilerplate(sentence.of(text)):
            continue
        opening = _opening(sentence, spoken) if transcript else None
        said = _speaking(text, sentence, opening, said, asked)
        if said:
            begin = text.find("：", sentence.start, sentence.end) + 1 if opening else sentence.start
            content = _unquoted_span(text, Span(begin, sentence.end))
            if content:
                found.append(Attribution("direct", content, said, None, RULE_CONFIDENCE))
            continue
        for content, source, cue in read(text, sentence):
            if content.end - content.start >= 3 and not any(_crosses(content, a.content) for a in found):
                found.append(Attribution(kind_of(content, quotes), content, source, cue, RULE_CONFIDENCE))
    return sorted(found, key=lambda a: a.content.start)


def _opening(sentence: Span, spoken: dict[int, Span]) -> Span | None:
    """Return who speaks when the sentence opens a line of a transcript: "答：…"."""
    return next((s for at, s in spoken.items() if s.start == sentence.start and at < sentence.end), None)


def _speaking(text: str, sentence: Span, opening: Span | None, said: Span | None, asked: list[Span]) -> Span | None:
    """Return whose turn it is in a transcript; a question's turn, and what stands outside of turns, is nobody's."""
    if opening:
        return None if any(opening.start == a.start for a in asked) else opening
    return said if said and "\n" not in text[said.end : sentence.start] else None


def _unquoted_span(text: str, span: Span) -> Span | None:
    words = span.of(text)
    inside = _unquoted(words, 0, len(words))
    return _shift(span, *inside) if inside and inside[1] - inside[0] >= 2 else None


Found = tuple[Span, Span | None, Span | None]


def _japanese(text: str, sentence: Span) -> Iterator[Found]:
    words = sentence.of(text)
    masked = _masked(words)
    according = JA_ACCORDING.match(masked)
    if according:
        end = len(words.rstrip("。").removesuffix("という"))
        yield _shift(sentence, according.end(), end), _shift(sentence, *according.span("source")), None
        return
    source: Span | None = None
    at = 0
    topic = JA_TOPIC.search(masked)
    said = list(JA_TO.finditer(masked))
    cues = said + [m for m in JA_WO.finditer(masked) if not said or m.start() > said[-1].end()]
    for cue in cues:
        if topic and topic.end() <= cue.start():
            source, at = _shift(sentence, *topic.span("source")), max(at, topic.end())
        end = cue.end("you") if "you" in cue.re.groupindex and cue["you"] else cue.start()
        content = _unquoted(words, at, end)
        quoted = _last_quote(words, at, end)
        if (
            quoted
            and masked[quoted.end : end] in {"", "、"}
            and quoted.start - at > 0
            and words[quoted.start - 1] in "、はがもを"
        ):
            content = _unquoted(words, quoted.start, end)
        if content and content[1] - content[0] >= 3:
            yield _shift(sentence, *content), source, _shift(sentence, *cue.span("cue"))
        stop = masked.find("、", cue.end() - 1)
        if stop < 0:
            return
        at = stop + 1
        topic = JA_TOPIC.search(masked, at)


def _last_quote(words: str, start: int, end: int) -> Span | None:
    return next((q.outer for q in reversed(quotations(words)) if q.outer.start >= start and q.outer.end <= end), None)


def _chinese(text: str, sentence: Span) -> Iterator[Found]:
    words = sentence.of(text)
    masked = _masked(words)
    according = ZH_ACCORDING.match(masked)
    if according:
        end = len(words.rstrip("。"))
        yield _shift(sentence, according.end(), end), _shift(sentence, *according.span("source")), None
        return
    for q in quotations(words):
        lead = ZH_COLON.search(masked[: q.outer.start])
        if lead:
            yield (
                _shift(sentence, q.inner.start, _unstopped(words, q.inner.end)),
                _shift(sentence, *lead.span("source")),
                None,
            )
    at = 0
    source: Span | None = None
    while at < len(words):
        cue = min(
            (m for m in (ZH_CUE.search(masked, at), ZH_STANCE.search(masked, at)) if m),
            key=lambda m: m.start(),
            default=None,
        )
        if cue is None or (cue.start() == 0 and not source):
            return
        head = re.split(r"[，；]", masked[at : cue.start()])[-1]
        if len(head.strip()) > 1:
            source = _shift(sentence, cue.start() - len(head), cue.start())
        start = cue.start() if cue.re is ZH_STANCE else cue.end()
        following = ZH_NEXT.search(masked, cue.end())
        semicolon = masked.find("；", cue.end())
        stop = min(following.start() if following else len(words), semicolon if semicolon > 0 else len(words))
        content = _unquoted(words, start, stop)
        if content and content[1] - content[0] >= 3:
            yield _shift(sentence, *content), source, _shift(sentence, *cue.span("cue"))
        at = stop + 1


def _unstopped(words: str, end: int) -> int:
    return end - 1 if words[end - 1] in "。！？，" else end


def _masked(words: str) -> str:
    """Return the words with the inside of quotations blanked, so that rules do not read into them."""
    masked = list(words)
    for q in quotations(words):
        for i in range(q.inner.start, q.inner.end):
            masked[i] = "\u3000"
    return "".join(masked)


def _unquoted(words: str, start: int, end: int) -> tuple[int, int] | None:
    """Strip punctuation from a content, and the marks when one quotation is all of it."""
    while start < end and words[start] in "，、：:。；, ":
        start += 1
    while end > start and words[end - 1] in "，、。；, ！？":
        end -= 1
    inside = [q for q in quotations(words) if q.outer.start >= start and q.outer.end <= end]
    if len(inside) == 1 and inside[0].outer == Span(start, end):
        return inside[0].inner.start, inside[0].inner.end
    return (start, end) if end > start else None


def _shift(sentence: Span, start: int, end: int) -> Span:
    return Span(sentence.start + start, sentence.start + end)


def _crosses(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
