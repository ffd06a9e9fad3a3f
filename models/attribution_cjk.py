"""Attribution in Japanese and Chinese by rules, sentence by sentence, and line by line in press conferences."""

from collections.abc import Iterator
from dataclasses import dataclass

from models import ja_words, zh_words
from models.attributed import Attribution
from models.attribution_ja import JapaneseReader
from models.attribution_zh import ChineseReader
from models.boilerplate import is_boilerplate
from models.cjk_text import simplified, unquoted
from models.quotes import kind_of, quotations
from models.sentences import script_of, sentences
from straitwatch.statement import Span

RULE_CONFIDENCE = 0.8
"""Confidence of a statement found by rule."""

SHORTEST = 3
"""Characters of a statement at least."""


@dataclass(frozen=True)
class _Lines:
    """Lines of a press conference: what is said with its speaker, what holds no statement, and what is asked."""

    said: tuple[tuple[Span, Span | None], ...] = ()
    skipped: tuple[Span, ...] = ()
    questions: tuple[Span, ...] = ()


def attribute_cjk(text: str) -> list[Attribution]:
    """Return the statements of a Japanese or Chinese text, in order."""
    language = script_of(text)
    lines = (_japanese_lines if language == "ja" else _chinese_lines)(text)
    taken = [*lines.skipped, *(line for line, _ in lines.said)]
    read = [
        _own_words(text, s, lines, language)
        for s in sentences(text, language)
        if not is_boilerplate(s.of(text)) and not any(_crosses(s, line) for line in taken)
    ]
    reader = JapaneseReader(text, read, lines.questions) if language == "ja" else ChineseReader(text, read)
    found = list(_spoken(text, language, lines))
    quotes = quotations(text)
    for content, source, cue in reader.read():
        if content.end - content.start >= SHORTEST and not any(_crosses(content, a.content) for a in found):
            found.append(Attribution(kind_of(content, quotes), content, source, cue, RULE_CONFIDENCE))
    return sorted(found, key=lambda a: a.content.start)


def _own_words(text: str, sentence: Span, lines: _Lines, language: str) -> Span:
    """Leave out who asks at the head of a question, and a Chinese dateline at the head of a paragraph."""
    start = next((q.start for q in lines.questions if sentence.start < q.start < sentence.end), sentence.start)
    dateline = zh_words.DATELINE.match(text, start, sentence.end) if language == "zh" else None
    heads = not text[text.rfind("\n", 0, start) + 1 : start].strip()
    return Span(dateline.end() if dateline and heads and dateline.end() < sentence.end else start, sentence.end)


def _spoken(text: str, language: str, lines: _Lines) -> Iterator[Attribution]:
    """Each sentence of an answer is a statement of who gives it."""
    for line, speaker in lines.said:
        for sentence in sentences(line.of(text), language):
            content = unquoted(text, line.start + sentence.start, line.start + sentence.end)
            if content and content.end - content.start >= SHORTEST:
                yield Attribution("direct", content, speaker, None, RULE_CONFIDENCE)


def _japanese_lines(text: str) -> _Lines:
    asked = [Span(*m.span()) for m in ja_words.ASKED_LINE.finditer(text)]
    answers = [
        (Span(*m.span("said")), Span(*m.span("source")))
        for m in ja_words.SAID_LINE.finditer(text)
        if not any(a.start <= m.start("source") < a.end for a in asked)
    ]
    answered = any(not text[q.end : source.start].strip() for _, source in answers for q in asked)
    if not answered:
        return _Lines(questions=tuple(asked))
    opening = [(Span(*m.span("said")), answers[0][1]) for m in ja_words.OPENING_LINES.finditer(text)]
    return _Lines((*opening, *answers))


def _chinese_lines(text: str) -> _Lines:
    lines = [(simplified(m["source"]), m) for m in zh_words.SAID_LINE.finditer(text)]
    asking = [m for name, m in lines if zh_words.ASKS.search(name)]
    if not asking:
        return _Lines()
    heads = [m for name, m in lines if zh_words.NO_SPEAKER.search(name)]
    said = [(Span(*m.span("said")), Span(*m.span("source"))) for _, m in lines if m not in asking and m not in heads]
    asked = [
        Span(m.start("said") + s.start, m.start("said") + s.end)
        for m in asking
        for s in sentences(m["said"], "zh")
        if m["said"][s.end - 1] in "？?"
    ]
    questions = [Span(*m.span("said")) for m in asking]
    return _Lines(tuple(said), (*asked, *(Span(*m.span()) for m in heads)), tuple(questions))


def _crosses(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
