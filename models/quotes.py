"""Quotations of a text: curly, straight, single and CJK marks, nested ones, and ones that run over paragraphs."""

from dataclasses import dataclass

from straitwatch.statement import Kind, Span

PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", "«": "»", "„": "“", "《": "》"}
TITLE_MARKS = "《"
STRAIGHT = ('"', "'")
MARKS = frozenset("“”‘’\"'「」『』«»„")


@dataclass(frozen=True)
class Quotation:
    """Words between quotation marks: `inner` without the marks, `outer` with them.

    `closed` is False where the next paragraph goes on with the quotation or no closing mark stands.
    """

    inner: Span
    outer: Span
    closed: bool = True


def quotations(text: str) -> list[Quotation]:
    """Return the outermost quotations in order; one that runs on in the next paragraph is given a part a paragraph.

    Book-title marks 《》 and apostrophes open nothing.

    >>> [q.inner.of(t) for t in ["He said “no ‘ifs’ now” twice."] for q in quotations(t)]
    ['no ‘ifs’ now']
    >>> [q.inner.of(t) for t in ["'It isn't Lee's,' he said."] for q in quotations(t)]
    ["It isn't Lee's,"]
    """
    found, start = [], 0
    for paragraph in text.split("\n"):
        found += _in_paragraph(text, start, start + len(paragraph))
        start += len(paragraph) + 1
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found, at = [], start
    while at < end:
        mark = text[at]
        if mark in STRAIGHT and _opens_straight(text, at, start):
            close = _closing_straight(text, at, end)
        elif mark in PAIRS and mark not in TITLE_MARKS and _opens(text, at, start):
            close = _closing(text, at, end)
        else:
            at += 1
            continue
        if close < 0 and mark in ("'", "‘"):
            at += 1
            continue
        stop = close if close >= 0 else end
        if stop > at + 1:
            found.append(Quotation(Span(at + 1, stop), Span(at, min(stop + 1, end)), close >= 0))
        at = stop + 1
    return found


def _opens(text: str, at: int, start: int) -> bool:
    return text[at] != "‘" or at == start or not text[at - 1].isalnum()


def _closing(text: str, at: int, end: int) -> int:
    opening, closing = text[at], PAIRS[text[at]]
    depth = 0
    for i in range(at + 1, end):
        if text[i] == closing and not (closing == "’" and _apostrophe(text, i, end)):
            if depth == 0:
                return i
            depth -= 1
        elif text[i] == opening:
            depth += 1
    return -1


def _opens_straight(text: str, at: int, start: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1 : at + 2]
    if text[at] == '"':
        return bool(after)
    return (before.isspace() or before in '([-–—"“:') and bool(after) and not after.isspace() and not after.isdigit()


def _closing_straight(text: str, at: int, end: int) -> int:
    if text[at] == '"':
        return text.find('"', at + 1, end)
    for i in range(at + 2, end):
        if text[i] == "'" and not text[i - 1].isspace() and not _apostrophe(text, i, end):
            return i
    return -1


def _apostrophe(text: str, at: int, end: int) -> bool:
    """Letters on both sides, or the plural's `s’` before a word: an apostrophe."""
    if at + 1 < end and text[at + 1].isalnum():
        return True
    return text[at - 1] == "s" and text[at + 1 : at + 2] == " " and text[at + 2 : at + 3].islower()


def kind_of(content: Span, found: list[Quotation]) -> Kind:
    """Tell how the content is given: all in one quotation, partly quoted, or reported.

    >>> text = 'Tokyo "objects" now.'
    >>> kind_of(Span(0, 19), quotations(text)), kind_of(Span(7, 14), quotations(text)), kind_of(Span(0, 5), [])
    ('mixed', 'direct', 'indirect')
    """
    touching = [q for q in found if q.inner.start < content.end and q.inner.end > content.start]
    if not touching:
        return "indirect"
    covered = sum(min(q.outer.end, content.end) - max(q.outer.start, content.start) for q in touching)
    return "direct" if covered >= 0.95 * (content.end - content.start) else "mixed"
