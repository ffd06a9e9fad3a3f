"""The baseline: statements in English found by quotation marks and reporting verbs alone."""

import re
from collections.abc import Iterator, Sequence

from models.attributed import Attribution
from models.quotes import Quotation, kind_of, quotations
from models.sentences import sentences
from straitwatch.statement import Span

VERBS = (
    r"sa(?:id|ys?)|told|tells?|add(?:ed|s)|warn(?:ed|s)|insist(?:ed|s)|claim(?:ed|s)|argu(?:ed|es)|"
    r"accus(?:ed|es)|urg(?:ed|es)|call(?:ed|s) (?:on|for)|"
    r"stat(?:ed|es)|announc(?:ed|es)|declar(?:ed|es)|report(?:ed|s)|not(?:ed|es)|describ(?:ed|es)|"
    r"condemn(?:ed|s)|denounc(?:ed|es)|protest(?:ed|s)|demand(?:ed|s)|"
    r"den(?:ied|ies)|confirm(?:ed|s)|admit(?:ted|s)|acknowledg(?:ed|es)|conced(?:ed|es)|suggest(?:ed|s)|"
    r"point(?:ed|s) out|stress(?:ed|es)|emphasi[sz](?:ed|es)|"
    r"vow(?:ed|s)|pledg(?:ed|es)|promis(?:ed|es)|threaten(?:ed|s)|oppos(?:ed|es)|reject(?:ed|s)|"
    r"criticis?z?(?:ed|es)|welcom(?:ed|es)|prais(?:ed|es)|thank(?:ed|s)|"
    r"wrote|writes|repl(?:ied|ies)|respond(?:ed|s)|explain(?:ed|s)|declin(?:ed|es)|refus(?:ed|es)|"
    r"express(?:ed|es)|reiterat(?:ed|es)|remark(?:ed|s)|observ(?:ed|es)|"
    r"complain(?:ed|s)|quipped|joked|snapped|asked|asks|believ(?:ed|es)|according to"
)
CUE = re.compile(rf"\b(?:{VERBS})\b", re.IGNORECASE)
SUBJECT = re.compile(r"((?:[\w’'.-]+ ){0,8}?[\w’'.-]+),? ?(?:also |has |had |have |later |yesterday |today )*$")
AFTER = re.compile(
    r"^ (?:the |a |an )?((?:[A-Z][\w’'.-]*|he|she|they|it|spokes\w+|ministry|official|"
    r"minister)(?: (?:[A-Z][\w’'.-]*|of|for|the))*)"
)
SHORT_QUOTE = 4
RULE_CONFIDENCE = 0.6


def attribute_by_rules(text: str) -> list[Attribution]:
    """Return statements: quotations in a sentence with a reporting verb, and the clause that such a verb reports."""
    quotes = quotations(text)
    found: list[Attribution] = []
    for sentence in sentences(text, "en"):
        for content, source, cue in _in_sentence(text, sentence, quotes):
            if not any(content.start < a.content.end and a.content.start < content.end for a in found):
                found.append(Attribution(kind_of(content, quotes), content, source, cue, RULE_CONFIDENCE))
    return sorted(found, key=lambda a: a.content.start)


def _in_sentence(
    text: str, sentence: Span, quotes: Sequence[Quotation]
) -> Iterator[tuple[Span, Span | None, Span | None]]:
    inside = [q for q in quotes if q.outer.start >= sentence.start and q.outer.end <= sentence.end + 1]
    outer = [m for m in CUE.finditer(text, sentence.start, sentence.end) if not _quoted(m.start(), inside)]
    long = [q for q in inside if len(q.inner.of(text).split()) >= SHORT_QUOTE]
    if not outer:
        yield from (
            (q.inner, None, None) for q in long if q.outer.end - q.outer.start > 0.9 * (sentence.end - sentence.start)
        )
        return
    cue = outer[0]
    span = Span(cue.start(), cue.end())
    leading = [q for q in long if q.outer.end <= cue.start() or q.outer.start - cue.end() <= 3]
    if leading:
        yield (
            max(leading, key=lambda q: q.inner.end - q.inner.start).inner,
            _source(text, sentence, span, leading),
            span,
        )
        return
    start, end = cue.end(), sentence.end
    that = re.match(r"\s*(?:reporters |us |journalists )?(?:that |: ?|, )?", text[start:end])
    start += that.end() if that else 0
    if end - start > 12:
        yield Span(start, _cut(text, start, end)), _source(text, sentence, span, []), span
    elif cue.start() - sentence.start > 25:
        comma = text.rfind(",", sentence.start, cue.start())
        if comma > sentence.start:
            yield Span(sentence.start, comma), Span(comma + 2, cue.start()), span


def _source(text: str, sentence: Span, cue: Span, leading: Sequence[Quotation]) -> Span | None:
    begin = max([sentence.start, *(q.outer.end for q in leading if q.outer.end <= cue.start)])
    before = text[begin : cue.start]
    subject = SUBJECT.search(before)
    if subject and subject[1].strip():
        return Span(begin + subject.start(1), begin + subject.end(1))
    after = AFTER.match(text[cue.end : sentence.end])
    return Span(cue.end + after.start(1), cue.end + after.end(1)) if after else None


def _quoted(at: int, quotes: Sequence[Quotation]) -> bool:
    return any(q.inner.start <= at < q.inner.end for q in quotes)


def _cut(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " .!?,;\n":
        end -= 1
    return end
