"""Sources that the tagger missed or broke off, found in the words around a statement."""

import re
from collections.abc import Sequence

from models.attributed import Attribution
from models.attribution_rules import VERBS
from straitwatch.statement import Span

REACH = 160
"""Characters around a statement in which its source is looked for."""

LONGEST = 9
"""Words of a source found that way at most."""

VERB = re.compile(rf"(?:{VERBS})", re.IGNORECASE)
SAYS = frozenset({"said", "says", "added", "wrote", "warned", "told", "insisted", "argued", "reported"})
LINKS = frozenset({"that", "reporters", "yesterday", "today", ":", ","})
AUXILIARIES = frozenset(
    {
        "has",
        "have",
        "had",
        "also",
        "later",
        "then",
        "yesterday",
        "today",
        "again",
        "repeatedly",
        "previously",
        "already",
        "now",
    }
)
OPENS = frozenset({"and", "but", "while", "although", "though", "when", "as", "because", "–", "-", "—"})
ENDS = frozenset(
    {
        "on",
        "in",
        "at",
        "yesterday",
        "today",
        "last",
        "this",
        "and",
        "but",
        "that",
        "it",
        "he",
        "she",
        "who",
        "which",
        "when",
        "after",
        "during",
        "while",
    }
)
STOPS = (",", ";", ":", ".")
TOKEN = re.compile(r"\S+")

PIECE = re.compile(r"(?:the|an?|its|his|her|their|this)", re.IGNORECASE)
TELLING = re.compile(r"[A-Z]|(?:the|an?|its|his|her|their|state|local|official|he|she|it|they)\b|\bofficials?\b")

REST = re.compile(
    rf"(?: (?!(?:{VERBS})\b|who\b|which\b|that\b|has\b|had\b|was\b|is\b)[\w’'-]+(?:\.\w+)*){{1,9}}", re.IGNORECASE
)
"""What follows an article that stands for its whole phrase."""


def source_of(text: str, attribution: Attribution) -> Span | None:
    """Return the source of a statement: the tagger's, mended where it is an article alone, or one beside the words.

    >>> text = "Some doubt it. China has said it will use the ship."
    >>> found = source_of(text, Attribution("indirect", Span(30, 50), None, None, 0.9))
    >>> found and found.of(text)
    'China'
    """
    source, content = attribution.source, attribution.content
    if source is None or not source.of(text).strip(" ,"):
        return _before(text, content) or _after(text, content)
    if not PIECE.fullmatch(source.of(text).strip()):
        return _with_possessor(text, source)
    rest = REST.match(text, source.end)
    end = rest.end() if rest else source.end
    return Span(source.start, min(end, content.start) if content.start >= source.end else end)


def _with_possessor(text: str, source: Span) -> Span:
    """Widen a source that begins after the name that owns it: "'s office in Taipei"."""
    lead = re.search(r"[A-Z][\w.-]*['’](?:s )?$", text[max(0, source.start - 40) : source.start])
    if not lead or not (lead[0].endswith(" ") or text.startswith("s ", source.start)):
        return source
    return Span(source.start - len(lead[0]), source.end)


def _before(text: str, content: Span) -> Span | None:
    """Find a subject and a reporting verb right before the reported words: "China has said it ..."."""
    low = max(text.rfind("\n", 0, content.start) + 1, content.start - REACH)
    lead = list(TOKEN.finditer(text, low, content.start))[-LONGEST - 6 :]
    while lead and (lead[-1][0].strip("“\"‘'") == "" or lead[-1][0].rstrip(",:").lower() in LINKS):
        lead.pop()
    if len(lead) < 2 or not VERB.fullmatch(lead[-1][0].rstrip(",:")):
        return None
    lead.pop()
    while lead and lead[-1][0].rstrip(",").lower() in AUXILIARIES:
        lead.pop()
    kept: list[re.Match[str]] = []
    for token in reversed(lead):
        word = token[0]
        ends = word.endswith((*STOPS, "”", '"')) or VERB.fullmatch(word) or word == "that"
        if (kept and ends) or word.lower() in OPENS or len(kept) == LONGEST:
            break
        kept.insert(0, token)
    return _span(text, kept)


def _after(text: str, content: Span) -> Span | None:
    """Find a source right after the reported words: "..., according to the agency", "...", the agency said."""
    tail = list(TOKEN.finditer(text, content.end, min(len(text), content.end + REACH)))
    if tail and not tail[0][0].strip(",.”\"’'"):
        tail = tail[1:]
    words = [t[0].strip(",.;:”\"’'").lower() for t in tail[: LONGEST + 3]]
    if words[:2] == ["according", "to"]:
        return _span(text, _until_stop(tail[2:]))
    if words[:1] and words[0] in SAYS:
        return _span(text, _until_stop(tail[1:]))
    verb = next((i for i, word in enumerate(words) if word in SAYS), None)
    return _span(text, tail[:verb]) if verb and "." not in "".join(t[0] for t in tail[:verb]) else None


def _until_stop(tokens: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    kept: list[re.Match[str]] = []
    for token in tokens[:LONGEST]:
        if kept and token[0].lower() in ENDS:
            break
        kept.append(token)
        if token[0].endswith(STOPS):
            break
    return kept


def _span(text: str, tokens: Sequence[re.Match[str]]) -> Span | None:
    """Return the stretch of some words, if they can be a source: a name, or a noun with an article."""
    if not tokens:
        return None
    start, end = tokens[0].start(), tokens[-1].end()
    words = text[start:end].strip(",.;:“”\"‘’'")
    start = text.find(words, start)
    return Span(start, start + len(words)) if TELLING.match(words) or re.search(r"[A-Z]", words) else None
