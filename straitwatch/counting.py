"""Which statements count: weighs anew the stories and quotes that a change touches."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, bindparam, select

from straitwatch.rollup import STREAM, Cell, hour_of
from straitwatch.rows import chunks
from straitwatch.schema import articles, stances, statements
from straitwatch.tension import Quote, counted


@dataclass
class Changes:
    """What one transaction touches: cells of the index, hours of articles, quote keys and stories to weigh anew."""

    cells: set[Cell] = field(default_factory=set)
    hours: set[int] = field(default_factory=set)
    quotes: set[str] = field(default_factory=set)
    stories: set[str] = field(default_factory=set)


_QUOTES = select(
    statements.c.id,
    statements.c.quote,
    articles.c.published,
    articles.c.lead,
    statements.c.number,
    statements.c.counted,
).join(articles, articles.c.number == statements.c.article)


def weigh(
    connection: Connection,
    article_rows: list[dict[str, Any]],
    statement_rows: list[dict[str, Any]],
    changes: Changes,
    half_life_days: float,
) -> None:
    """Set `lead` and `counted` in rows about to be written, and mend those of the rows in the store.

    Cells of the index whose counted statements change are added to `changes`.
    """
    fresh = {row["number"]: row for row in article_rows}
    leads = _lead(connection, fresh, changes)
    for row in article_rows:
        row["lead"] = row["number"] in leads
    quotes = [
        Quote(row["id"], row["quote"], fresh[row["article"]]["published"], fresh[row["article"]]["lead"])
        for row in statement_rows
    ]
    known: dict[str, tuple[int, bool]] = {}
    for some in chunks(changes.quotes):
        wanted = _QUOTES.where(statements.c.quote.in_(some))
        for id_, quote, published, lead, number, counts in connection.execute(wanted):
            quotes.append(Quote(id_, quote, published, lead))
            known[id_] = (number, counts)
    answer = counted(quotes, half_life_days)
    for row in statement_rows:
        row["counted"] = answer[row["id"]]
    put_counted(
        connection, {number: answer[id_] for id_, (number, counts) in known.items() if counts != answer[id_]}, changes
    )


def _lead(connection: Connection, fresh: Mapping[int, Mapping[str, Any]], changes: Changes) -> set[int]:
    """Find the first article of each touched story, and mend `lead` of those in the store."""
    first: dict[str, tuple[int, str, int]] = {}
    before: dict[int, bool] = {}

    def meet(story: str, published: int, id_: str, number: int) -> None:
        place = (published, id_, number)
        first[story] = min(place, first.get(story, place))

    for row in fresh.values():
        meet(row["story"], row["published"], row["id"], row["number"])
    for some in chunks(changes.stories):
        wanted = select(
            articles.c.story, articles.c.published, articles.c.id, articles.c.number, articles.c.lead
        ).where(articles.c.story.in_(some))
        for story, published, id_, number, lead in connection.execute(wanted):
            if number not in fresh:
                meet(story, published, id_, number)
                before[number] = lead
    leads = {number for _, _, number in first.values()}
    turned = {number: number in leads for number, lead in before.items() if lead != (number in leads)}
    if turned:
        connection.execute(
            articles.update().where(articles.c.number == bindparam("a_number")).values(lead=bindparam("now")),
            [{"a_number": number, "now": lead} for number, lead in turned.items()],
        )
    for some in chunks(turned):
        changes.quotes.update(connection.scalars(select(statements.c.quote).where(statements.c.article.in_(some))))
    return leads


def put_counted(connection: Connection, turned: Mapping[int, bool], changes: Changes) -> None:
    """Write whether statements count, and note the cells of the index that this touches."""
    if not turned:
        return
    values = [{"a_number": number, "now": counts} for number, counts in turned.items()]
    by_number = statements.update().where(statements.c.number == bindparam("a_number"))
    by_statement = stances.update().where(stances.c.statement == bindparam("a_number"))
    connection.execute(by_number.values(counted=bindparam("now")), values)
    connection.execute(by_statement.values(counted=bindparam("now")), values)
    changes.cells.update(cells_of(connection, turned))


def cells_of(connection: Connection, numbers: Iterable[int]) -> set[Cell]:
    """Return the cells of the index in which some statements lie."""
    answer: set[Cell] = set()
    for some in chunks(numbers):
        wanted = select(stances.c.direction, stances.c.published).where(stances.c.statement.in_(some))
        answer.update((at, hour_of(published)) for at, published in connection.execute(wanted) if at)
    return answer


def weigh_all(connection: Connection, half_life_days: float) -> None:
    """Decide anew for every statement whether it counts; the roll-ups are the caller's to rebuild."""
    rows = connection.execute(_QUOTES.order_by(statements.c.quote), execution_options={"yield_per": STREAM})
    turned: dict[int, bool] = {}
    for _, group in groupby(rows, key=lambda row: row.quote):
        members = list(group)
        answer = counted([Quote(row.id, row.quote, row.published, row.lead) for row in members], half_life_days)
        turned.update((row.number, answer[row.id]) for row in members if row.counted != answer[row.id])
    put_counted(connection, turned, Changes())
