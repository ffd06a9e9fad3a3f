"""Listings: statements by filter, what the index is made of at a time, articles and their copies."""

import math
from heapq import nsmallest
from typing import Any

import pandas as pd
from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Row,
    and_,
    column,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from straitwatch.errors import StoreError
from straitwatch.moment import from_us, to_us
from straitwatch.rows import WIDE, chunks, stance_of, tagging_of
from straitwatch.schema import articles, outlets, stances, statements
from straitwatch.series import NEGLIGIBLE
from straitwatch.store_values import Contributions, StatementFilter
from straitwatch.subject import directions
from straitwatch.tension import DAY_US, contribution
from straitwatch.topics import Tagging

ORDERS = {
    "published": stances.c.published,
    "confidence": stances.c.confidence,
    "intensity": stances.c.intensity,
    "outlet": stances.c.outlet,
}
COLUMNS = (
    "published", "speaker", "target", "label", "model_label", "corrected", "confidence", "intensity", "p_hostile",
    "p_critical", "p_neutral", "p_cooperative", "tone", "kind", "text", "gloss", "source_name", "speaker_confidence",
    "outlet", "title", "url", "language", "counted", "copies", "story", "article_id", "statement_id", "model",
    "revision", "sample",
)  # fmt: skip
"""Columns of a listing of statements, in order."""


COMMON = 20_000
"""Statements that hold the words searched for, above which a listing goes through the table of stances."""


def words_of(asked: str) -> list[str]:
    """Return the words of a search; marks between them do not count.

    >>> words_of('"grave concern", Taiwan-strait')
    ['grave', 'concern', 'Taiwan', 'strait']
    """
    return "".join(c if c.isalnum() else " " for c in asked).split()


def conditions(connection: Connection, where: StatementFilter) -> list[ColumnElement[bool]]:
    """Return a filter as SQL over the table of stances."""
    s = stances.c
    some: list[ColumnElement[bool]] = []
    if where.subject:
        pairs = [one.split(">") for one in directions(where.subject)]
        some.append(or_(*(and_(s.speaker == speaker, s.target == target) for speaker, target in pairs)))
    for field, values in ((s.speaker, where.speakers), (s.target, where.targets), (s.label, where.labels),
                          (s.kind, where.kinds)):  # fmt: skip
        if values:
            some.append(field.in_(values))
    if where.outlets:
        some.append(s.outlet.in_(select(outlets.c.number).where(outlets.c.name.in_(where.outlets))))
    if where.since is not None:
        some.append(s.published >= to_us(where.since))
    if where.until is not None:
        some.append(s.published < to_us(where.until))
    if where.min_confidence > 0:
        some.append(s.confidence >= where.min_confidence)
    for flag, asked in ((s.sample, where.sample), (s.counted, where.counted), (s.corrected, where.corrected)):
        if asked is not None:
            some.append(flag if asked else ~flag)
    words = words_of(where.text)
    if words:
        some.append(_hold(connection, words))
    return some


def _hold(connection: Connection, words: list[str]) -> ColumnElement[bool]:
    """Return the condition that a statement holds every word: by full text, or, in wide scripts, as substrings of it
    and beginnings of words of its gloss."""
    number: ColumnElement[int] = stances.c.statement
    wide: ColumnElement[bool] = statements.c.wide
    for word in words:
        gloss = (literal(" ") + statements.c.gloss).icontains(f" {word}")
        wide = and_(wide, or_(statements.c.text.icontains(word), statements.c.source_name.icontains(word), gloss))
    also = select(statements.c.number).where(wide)
    if any(WIDE.search(word) for word in words):
        return number.in_(also)
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        match = " AND ".join(f'"{word}"' for word in words)
        holds = literal_column("statement_words").match(match)
        rowid = column("rowid", Integer)
        found = select(rowid).select_from(table("statement_words", rowid)).where(holds)
    else:
        vector = func.to_tsvector(_SIMPLE, statements.c.text + literal_column("' '") + statements.c.source_name)
        holds = vector.op("@@")(func.plainto_tsquery(_SIMPLE, " ".join(words)))
        found = select(statements.c.number).where(holds)
    # Planners do not know how common a word is. Few statements are looked up in the table of stances; of many, that
    # table is gone through, by PostgreSQL newest first until a page is full.
    if (connection.scalar(select(func.count()).select_from(found.limit(COMMON + 1).subquery())) or 0) <= COMMON:
        return number.in_(found.union(also))
    if sqlite:
        return literal_column("+stances.statement", Integer).in_(found.union(also))
    return number.in_(select(statements.c.number).where(or_(holds, wide)))


_SIMPLE: ColumnElement[Any] = literal_column("'simple'")


def listing(connection: Connection, where: StatementFilter, limit: int, offset: int, order: str) -> pd.DataFrame:
    """Return the frame that `Store.statements` describes.

    Raises:
        StoreError: the order is unknown.
    """
    name = order.removeprefix("-")
    if name not in ORDERS:
        raise StoreError(f"there is no order {order!r}; choose {', '.join(ORDERS)}, with - before it for descending")
    by = (ORDERS[name], stances.c.statement, stances.c.target)
    page = (
        select(stances.c.statement, stances.c.target)
        .where(*conditions(connection, where))
        .order_by(*(one.desc() if order.startswith("-") else one.asc() for one in by))
        .limit(limit)
        .offset(offset)
    )
    return details(connection, [(row.statement, row.target) for row in connection.execute(page)])


def count(connection: Connection, where: StatementFilter, most: int | None = None) -> int:
    """Return how many rows a filter matches, counted no further than to `most`."""
    found = select(stances.c.target).select_from(stances).where(*conditions(connection, where))
    return int(connection.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0)


def details(connection: Connection, keys: list[tuple[int, str]]) -> pd.DataFrame:
    """Return the listing of some stances, by statement number and target, in that order."""
    found: dict[tuple[int, str], dict[str, Any]] = {}
    for some in chunks(number for number, _ in keys):
        for row in connection.execute(_DETAILS.where(stances.c.statement.in_(some))):
            found[row.statement, row.target] = _shown(row)
    frame = pd.DataFrame([found[key] for key in keys], columns=list(COLUMNS))
    return frame.assign(published=pd.to_datetime(frame["published"].astype("int64"), unit="us", utc=True))


_ALSO = articles.alias()
_DETAILS = (
    select(
        *stances.columns,
        *(statements.c[name] for name in ("text", "gloss", "source_name", "speaker_confidence")),
        *(articles.c[name] for name in ("title", "url", "language", "story", "revision")),
        articles.c.id.label("article_id"),
        statements.c.id.label("statement_id"),
        outlets.c.name.label("outlet_name"),
        select(func.count()).where(_ALSO.c.story == articles.c.story).scalar_subquery().label("copies"),
    )
    .join(statements, statements.c.number == stances.c.statement)
    .join(articles, articles.c.number == statements.c.article)
    .join(outlets, outlets.c.number == articles.c.outlet)
)


def _shown(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    judged = stance_of(row)
    made = {
        "outlet": row.outlet_name,
        "model_label": judged.shown if row.target else "",
        "tone": judged.tone if row.target else "",
    }
    return {name: made[name] if name in made else getattr(row, name) for name in COLUMNS}


def contributions(
    connection: Connection, subject: str, at: int, limit: int | None, half_life_days: float
) -> Contributions:
    """Return what T(at) is made of; statements older than `series.NEGLIGIBLE` half-lives are left out."""
    wanted = select(stances.c.statement, stances.c.target, stances.c.published, stances.c.intensity).where(
        stances.c.direction.in_(directions(subject)),
        stances.c.counted,
        stances.c.intensity != 0,
        stances.c.published < at,
        stances.c.published >= at - int(NEGLIGIBLE * half_life_days * DAY_US),
    )
    shares = [
        (contribution(published, intensity, at, half_life_days), statement, target)
        for statement, target, published, intensity in connection.execute(wanted)
    ]
    shown = nsmallest(len(shares) if limit is None else limit, shares, key=lambda x: (-abs(x[0]), x[1], x[2]))
    kept = {(statement, target) for _, statement, target in shown}
    frame = details(connection, [(statement, target) for _, statement, target in shown])
    return Contributions(
        subject=subject,
        at=from_us(at),
        total=math.fsum(x for x, _, _ in shares),
        rest=math.fsum(x for x, statement, target in shares if (statement, target) not in kept),
        count=len(shares),
        frame=frame.assign(contribution=[x for x, _, _ in shown]),
    )


def article(connection: Connection, article_id: str) -> Tagging | None:
    """Return an article with its statements as the models tagged them."""
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    outlet = connection.scalar(select(outlets.c.name).where(outlets.c.number == row.outlet)) or ""
    spoken = select(statements).where(statements.c.article == row.number).order_by(statements.c.number)
    judged = (
        select(stances)
        .join(statements, statements.c.number == stances.c.statement)
        .where(statements.c.article == row.number)
        .order_by(stances.c.statement, stances.c.target)
    )
    return tagging_of(row, outlet, connection.execute(spoken).all(), connection.execute(judged).all())


def copies(connection: Connection, story: str) -> pd.DataFrame:
    """Return the frame that `Store.copies` describes."""
    names = ("article_id", "outlet", "title", "url", "published", "language", "counted", "statements")
    spoken = select(func.count()).where(statements.c.article == articles.c.number).scalar_subquery()
    wanted = (
        select(
            articles.c.id, outlets.c.name, articles.c.title, articles.c.url, articles.c.published,
            articles.c.language, articles.c.lead, spoken,
        )
        .join(outlets, outlets.c.number == articles.c.outlet)
        .where(articles.c.story == story)
        .order_by(articles.c.lead.desc(), articles.c.published, articles.c.id)
    )  # fmt: skip
    frame = pd.DataFrame([tuple(row) for row in connection.execute(wanted)], columns=list(names))
    return frame.assign(published=pd.to_datetime(frame["published"].astype("int64"), unit="us", utc=True))
