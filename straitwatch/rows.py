"""Domain values to rows of the tables, and back."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from straitwatch.article import Article
from straitwatch.moment import from_us, to_us
from straitwatch.stance import INTENSITY, Label, Stance
from straitwatch.statement import Span, Statement
from straitwatch.subject import direction
from straitwatch.topics import Tagging

CHUNK = 900
"""Values in one IN list: SQLite takes 32,766, and short lists plan well."""
WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f]")
"""A character of the scripts that are written without spaces."""

Corrected = Mapping[tuple[str, str], Label]
"""Labels by analysts, of (statement id, target)."""


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Give the distinct values in lists of at most `CHUNK`.

    >>> list(chunks("abca"))
    [['a', 'b', 'c']]
    """
    rest = list(dict.fromkeys(values))
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]


def clean(words: str) -> str:
    """Put U+FFFD in place of NUL, which PostgreSQL cannot keep; offsets stay."""
    return words.replace("\x00", "\ufffd")


def outlet_of(tagging: Tagging) -> str:
    """Return the name of the outlet as the store keeps it: at most 500 characters, which an index can hold."""
    return clean(tagging.article.outlet)[:500]


def article_row(tagging: Tagging, number: int, outlet: int, recorded: int, digest: str) -> dict[str, Any]:
    """Return the row of an article with its tagging, all but `lead`."""
    article = tagging.article
    return {
        "number": number,
        "id": article.id,
        "story": article.story_id,
        "outlet": outlet,
        "published": to_us(article.published),
        "received": to_us(article.received),
        "recorded": recorded,
        "tagged": to_us(tagging.tagged),
        "seconds": tagging.seconds,
        "relevant": tagging.relevant,
        "sample": article.sample,
        "revision": tagging.revision,
        "digest": digest,
        "dated": article.dated,
        "language": article.language,
        "origin": clean(article.origin),
        "title": clean(article.title),
        "url": clean(article.url),
        "text": clean(article.text),
    }


def statement_row(statement: Statement, number: int, article: int) -> dict[str, Any]:
    """Return the row of a statement, all but `counted`."""
    source, cue = statement.source, statement.cue
    return {
        "number": number,
        "id": statement.id,
        "article": article,
        "quote": statement.quote_key,
        "kind": statement.kind,
        "speaker": statement.speaker,
        "source_name": clean(statement.source_name),
        "confidence": statement.confidence,
        "speaker_confidence": statement.speaker_confidence,
        "content_start": statement.content.start,
        "content_end": statement.content.end,
        "source_start": source.start if source else None,
        "source_end": source.end if source else None,
        "cue_start": cue.start if cue else None,
        "cue_end": cue.end if cue else None,
        "wide": bool(WIDE.search(statement.text) or WIDE.search(statement.source_name)),
        "text": clean(statement.text),
        "gloss": statement.gloss,
    }


def held(stance: Stance, label: Label | None) -> tuple[str, float]:
    """Return the label and intensity that hold: the analyst's where there is one, else the model's.

    >>> held(Stance("Taipei", (0.1, 0.2, 0.6, 0.1)), "neutral")
    ('neutral', 0.0)
    """
    return (stance.shown, stance.intensity) if label is None else (label, INTENSITY[label] or 0.0)


def stance_rows(
    statement: Statement, row: Mapping[str, Any], article: Mapping[str, Any], corrected: Corrected
) -> list[dict[str, Any]]:
    """Return the rows of a statement's stances; one with target "" where it has none."""
    common = {
        "statement": row["number"],
        "article": row["article"],
        "published": article["published"],
        "counted": row["counted"],
        "speaker": statement.speaker,
        "outlet": article["outlet"],
        "kind": statement.kind,
        "sample": article["sample"],
    }
    answer = []
    for target, stance in {stance.target: stance for stance in statement.stances}.items():
        label = corrected.get((statement.id, target))
        shown, intensity = held(stance, label)
        answer.append(
            {
                **common,
                "target": target,
                "direction": direction(statement.speaker, target),
                "label": shown,
                "intensity": intensity,
                "confidence": stance.confidence,
                "corrected": label is not None,
                "abstained": stance.abstained,
                **_odds(stance),
                "model": stance.model,
            }
        )
    return answer or [{**common, **_NO_STANCE}]


def _odds(stance: Stance) -> dict[str, float]:
    p, s = stance.probabilities, stance.sentiment
    return {
        "p_hostile": p[0],
        "p_critical": p[1],
        "p_neutral": p[2],
        "p_cooperative": p[3],
        "s_negative": s[0],
        "s_neutral": s[1],
        "s_positive": s[2],
    }


_NO_STANCE = {
    "target": "",
    "direction": "",
    "label": "",
    "intensity": 0.0,
    "confidence": 0.0,
    "corrected": False,
    "abstained": False,
    **dict.fromkeys(
        ("p_hostile", "p_critical", "p_neutral", "p_cooperative", "s_negative", "s_neutral", "s_positive"), 0.0
    ),
    "model": "",
}


def stance_of(row: Row[Any]) -> Stance:
    """Return the model's stance of a row."""
    return Stance(
        target=row.target,
        probabilities=(row.p_hostile, row.p_critical, row.p_neutral, row.p_cooperative),
        sentiment=(row.s_negative, row.s_neutral, row.s_positive),
        abstained=row.abstained,
        model=row.model,
    )


def tagging_of(article: Row[Any], outlet: str, statements: Sequence[Row[Any]], stances: Sequence[Row[Any]]) -> Tagging:
    """Return the tagging that some rows hold."""
    judged: dict[int, list[Stance]] = {}
    for row in stances:
        if row.target:
            judged.setdefault(row.statement, []).append(stance_of(row))
    return Tagging(
        article=Article(
            title=article.title,
            text=article.text,
            outlet=outlet,
            published=from_us(article.published),
            received=from_us(article.received),
            url=article.url,
            language=article.language,
            dated=article.dated,
            origin=article.origin,
            story="" if article.story == article.id else article.story,
            sample=article.sample,
        ),
        statements=tuple(_statement(row, article.id, tuple(judged.get(row.number, ()))) for row in statements),
        relevant=article.relevant,
        revision=article.revision,
        tagged=from_us(article.tagged),
        seconds=article.seconds,
    )


def _statement(row: Row[Any], article: str, stances: tuple[Stance, ...]) -> Statement:
    return Statement(
        article_id=article,
        kind=row.kind,
        content=Span(row.content_start, row.content_end),
        text=row.text,
        speaker=row.speaker,
        source_name=row.source_name,
        source=None if row.source_start is None else Span(row.source_start, row.source_end),
        cue=None if row.cue_start is None else Span(row.cue_start, row.cue_end),
        confidence=row.confidence,
        speaker_confidence=row.speaker_confidence,
        stances=stances,
        gloss=row.gloss,
    )
