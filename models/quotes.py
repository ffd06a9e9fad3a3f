"""Quotations of a text: curly, straight, single and CJK marks, nested ones, and ones that run over paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from straitwatch.statement import Kind, Span

PAIRS = {"“": "”", "「": "」", "『": "』", "‘": "’", "«": "»", "„": "“", "《": "》"}
TITLE_MARKS = "《"
STRAIGHT = ('"', "'")
OPENERS = '([-–—"“:'
"""What stands before an opening mark in place of a space."""

CLOSERS = ".,;:!?)]…–—"
"""What stands after a closing mark in place of a space."""

MARKS = frozenset("“”‘’\"'「」『』«»„")


@dataclass(frozen=True)
class Quotation:
    """Words between quotation marks: `inner` without the marks, `outer` with them.

    `closed` is False where the next paragraph goes on with the quotation or no closing mark stands.
    """

    inner: Span
    outer: Span
    closed: bool = True


@lru_cache(maxsize=64)
def quotations(text: str) -> tuple[Quotation, ...]:
    """Return the outermost quotations in order; one that runs on in the next paragraph is given a part a paragraph.

    Book-title marks 《》 and apostrophes open nothing.

    >>> [q.inner.of(t) for t in ["He said “no ‘ifs’ now” twice."] for q in quotations(t)]
    ['no ‘ifs’ now']
    >>> [q.inner.of(t) for t in ["'It isn't Lee's,' he said."] for q in quotations(t)]
    ["It isn't Lee's,"]
    """
    found: list[Quotation] = []
    start = 0
    for paragraph in text.split("\n"):
        found += _in_paragraph(text, start, start + len(paragraph))
        start += len(paragraph) + 1
    return tuple(found)


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    found, at = [], start
    while at < end:
        mark = text[at]
        if mark in STRAIGHT and _opens_straight(text, at, start, end):
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
        closed = close >= 0 and not _begins_again(text, at, close, end)
        last = stop if closed else at + len(text[at:stop].rstrip())
        if last > at + 1:
            found.append(Quotation(Span(at + 1, last), Span(at, min(last + 1, end) if closed else last), closed))
        at = stop + closed if close >= 0 else end
    return found


def _begins_again(text: str, at: int, close: int, end: int) -> bool:
    """Tell whether what ends the quotation at `at` opens its next paragraph, in a text that lost its line breaks."""
    return text[close] == text[at] and (
        text[at] == "“" or (text[at] == '"' and _faces(text, close, at, end) == "right")
    )


def _faces(text: str, at: int, start: int, end: int) -> str:
    """Where the words of a straight double mark stand, by the spaces around it: right of it, left of it, or either."""
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    if (before.isspace() or before in OPENERS) and not after.isspace():
        return "right"
    return "left" if not before.isspace() and (after.isspace() or after in CLOSERS) else "either"


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
        elif text[i] == opening == "“":
            return i
        elif text[i] == opening:
            depth += 1
    return -1


def _opens_straight(text: str, at: int, start: int, end: int) -> bool:
    if text[at] == '"':
        return at + 1 < end and _faces(text, at, start, end) != "left"
    before = text[at - 1] if at > start else " "
    after = text[at + 1 : at + 2]
    return (before.isspace() or before in OPENERS) and bool(after) and not after.isspace() and not after.isdigit()


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


def kind_of(content: Span, found: Sequence[Quotation]) -> Kind:
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
