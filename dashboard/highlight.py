"""An article with its statements marked: source, cue and content, built from escaped pieces only."""

from collections.abc import Iterable
from itertools import pairwise

from dashboard.markup import escape
from straitwatch.article import Article
from straitwatch.statement import Span, Statement


def passage(article: Article, statements: Iterable[Statement], chosen: str = "", around: int | None = None) -> str:
    """Return the article's text as HTML with the spans of its statements marked.

    `chosen` is the id of the statement to stress; with `around`, only that many characters on each side of it are kept.
    """
    known = list(statements)
    low, high = _kept(article.text, known, chosen, around)
    edges = sorted({low, high, *(min(max(e, low), high) for s in known for e in _edges(s))})
    pieces = [_piece(article.text, a, b, known, chosen) for a, b in pairwise(edges)]
    before, after = ("… " if low else ""), (" …" if high < len(article.text) else "")
    return f'<div class="sw-article">{before}{"".join(pieces)}{after}</div>'


def _kept(words: str, statements: list[Statement], chosen: str, around: int | None) -> tuple[int, int]:
    own = next((s for s in statements if s.id == chosen), None)
    if own is None or around is None:
        return 0, len(words)
    low, high = max(0, min(_edges(own)) - around), min(len(words), max(_edges(own)) + around)
    while low and not words[low - 1].isspace():
        low -= 1
    while high < len(words) and not words[high].isspace():
        high += 1
    return low, high


def _edges(statement: Statement) -> list[int]:
    spans = [s for s in (statement.content, statement.source, statement.cue) if s is not None]
    return [edge for span in spans for edge in (span.start, span.end)]


def _piece(words: str, start: int, end: int, statements: list[Statement], chosen: str) -> str:
    """One stretch between two borders: the roles it plays, as nested marks."""
    shown = escape(words[start:end])
    for role in ("cue", "source", "content"):
        owners = [s for s in statements if _covers(getattr(s, role), start, end)]
        if owners:
            stressed = " chosen" if any(s.id == chosen for s in owners) else ""
            shown = f'<mark class="{role}{stressed}">{shown}</mark>'
    return shown


def _covers(span: Span | None, start: int, end: int) -> bool:
    return span is not None and span.start <= start and end <= span.end and start < end
