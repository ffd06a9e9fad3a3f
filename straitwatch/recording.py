"""Recording: tagged articles into the tables, with weights, corrections and roll-ups in step.

Callers hold the store's write lock, so row numbers are handed out here and nothing changes underfoot.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, bindparam, delete, func, select

from straitwatch import facts, rollup
from straitwatch.correction import holding
from straitwatch.counting import Changes, weigh, weigh_all
from straitwatch.moment import to_us
from straitwatch.rows import article_row, chunks, outlet_of, stance_rows, statement_row
from straitwatch.schema import articles, outlets, stances, statements
from straitwatch.statement import Statement
from straitwatch.topics import Tagging


@dataclass(frozen=True)
class Incoming:
    """The newest tagging of one article in a batch, with its place in the order of taggings."""

    tagging: Tagging
    order: tuple[int, str, str]

    @classmethod
    def of(cls, tagging: Tagging) -> "Incoming":
        """Rank a tagging: the later tagged wins; at the same time the greater revision, then the greater digest."""
        digest = hashlib.sha256(msgspec.json.encode(tagging)).hexdigest()[:32]
        return cls(tagging, (to_us(tagging.tagged), tagging.revision, digest))


def record(connection: Connection, taggings: Sequence[Tagging], now: int, half_life_days: float) -> int:
    """Store taggings; return how many articles were not in the store before."""
    best: dict[str, Incoming] = {}
    for tagging in taggings:
        incoming = Incoming.of(tagging)
        known = best.get(tagging.article.id)
        if known is None or incoming.order > known.order:
            best[tagging.article.id] = incoming
    stored = _stored(connection, best)
    wanted = {
        id_: incoming
        for id_, incoming in best.items()
        if id_ not in stored or incoming.order > (stored[id_].tagged, stored[id_].revision, stored[id_].digest)
    }
    if not wanted:
        return 0
    replaced = [stored[id_] for id_ in wanted if id_ in stored]
    changes = Changes()
    gone = _remove(connection, replaced, changes)
    rows = _article_rows(connection, wanted, stored, now)
    found = _statement_rows(connection, wanted, {row["id"]: row["number"] for row in rows})
    changes.stories.update(row["story"] for row in rows)
    changes.quotes.update(row["quote"] for row, _ in found)
    changes.hours.update(rollup.hour_of(row["published"]) for row in rows)
    weigh(connection, rows, [row for row, _ in found], changes, half_life_days)
    _write_articles(connection, rows, {row.number for row in replaced})
    if found:
        connection.execute(statements.insert(), [row for row, _ in found])
    corrected = holding(connection, [statement.id for _, statement in found])
    by_number = {row["number"]: row for row in rows}
    judged = [
        stance
        for row, statement in found
        for stance in stance_rows(statement, row, by_number[row["article"]], corrected)
    ]
    if judged:
        connection.execute(stances.insert(), judged)
    changes.cells.update(
        (row["direction"], rollup.hour_of(row["published"])) for row in judged if row["direction"] and row["counted"]
    )
    rollup.refresh(connection, changes.cells, half_life_days)
    rollup.refresh_articles(connection, changes.hours)
    facts.add(
        connection,
        version=1,
        articles=len(rows) - len(replaced),
        sample_articles=sum(row["sample"] for row in rows) - sum(row.sample for row in replaced),
        statements=len(found) - gone[0],
        positions=sum(1 for row in judged if row["intensity"]) - gone[1],
    )
    return len(rows) - len(replaced)


def _stored(connection: Connection, ids: Iterable[str]) -> dict[str, Row[Any]]:
    columns = ("id", "number", "tagged", "revision", "digest", "story", "published", "sample")
    answer: dict[str, Row[Any]] = {}
    for some in chunks(ids):
        wanted = select(*(articles.c[name] for name in columns)).where(articles.c.id.in_(some))
        answer.update((row.id, row) for row in connection.execute(wanted))
    return answer


def _remove(connection: Connection, replaced: Sequence[Row[Any]], changes: Changes) -> tuple[int, int]:
    """Delete the statements of articles that are tagged anew; return how many statements and positions went."""
    lost_statements = lost_positions = 0
    for row in replaced:
        changes.stories.add(row.story)
        changes.hours.add(rollup.hour_of(row.published))
    for some in chunks(row.number for row in replaced):
        mine = select(statements.c.number).where(statements.c.article.in_(some))
        old = select(stances.c.direction, stances.c.published, stances.c.counted, stances.c.intensity).where(
            stances.c.statement.in_(mine)
        )
        for direction, published, counted, intensity in connection.execute(old):
            lost_positions += bool(intensity)
            if direction and counted:
                changes.cells.add((direction, rollup.hour_of(published)))
        quotes = connection.scalars(select(statements.c.quote).where(statements.c.article.in_(some))).all()
        lost_statements += len(quotes)
        changes.quotes.update(quotes)
        connection.execute(delete(stances).where(stances.c.statement.in_(mine)))
        connection.execute(delete(statements).where(statements.c.article.in_(some)))
    return lost_statements, lost_positions


def _next(connection: Connection, table: Table) -> int:
    return int(connection.scalar(select(func.coalesce(func.max(table.c.number), 0))) or 0) + 1


def _article_rows(
    connection: Connection, wanted: dict[str, Incoming], stored: dict[str, Row[Any]], now: int
) -> list[dict[str, Any]]:
    publishers = _outlets(connection, {outlet_of(incoming.tagging) for incoming in wanted.values()})
    fresh = _next(connection, articles)
    rows = []
    for id_, incoming in wanted.items():
        number = stored[id_].number if id_ in stored else fresh
        fresh += number == fresh
        outlet = publishers[outlet_of(incoming.tagging)]
        rows.append(article_row(incoming.tagging, number, outlet, now, incoming.order[2]))
    return rows


def _statement_rows(
    connection: Connection, wanted: dict[str, Incoming], numbers: dict[str, int]
) -> list[tuple[dict[str, Any], Statement]]:
    first = _next(connection, statements)
    distinct = {s.id: (s, numbers[id_]) for id_, incoming in wanted.items() for s in incoming.tagging.statements}
    return [
        (statement_row(statement, first + place, article), statement)
        for place, (statement, article) in enumerate(distinct.values())
    ]


def _outlets(connection: Connection, names: set[str]) -> dict[str, int]:
    known: dict[str, int] = {}
    for some in chunks(sorted(names)):
        wanted = select(outlets.c.name, outlets.c.number).where(outlets.c.name.in_(some))
        known.update((name, number) for name, number in connection.execute(wanted))
    missing = sorted(names - known.keys())
    if missing:
        first = _next(connection, outlets)
        fresh = {name: first + place for place, name in enumerate(missing)}
        connection.execute(outlets.insert(), [{"name": name, "number": number} for name, number in fresh.items()])
        known.update(fresh)
    return known


def _write_articles(connection: Connection, rows: Sequence[dict[str, Any]], replaced: set[int]) -> None:
    fresh = [row for row in rows if row["number"] not in replaced]
    again = [row for row in rows if row["number"] in replaced]
    if fresh:
        connection.execute(articles.insert(), fresh)
    if again:
        names = [column.name for column in articles.columns if column.name not in ("number", "id")]
        connection.execute(
            articles.update()
            .where(articles.c.number == bindparam("a_number"))
            .values({name: bindparam(name) for name in names}),
            [{**{name: row[name] for name in names}, "a_number": row["number"]} for row in again],
        )


def change_half_life(connection: Connection, half_life_days: float) -> None:
    """Set the half-life, weigh every quote anew and rebuild the roll-ups."""
    facts.put(connection, "half_life_days", half_life_days)
    weigh_all(connection, half_life_days)
    renew_rollups(connection, half_life_days)


def renew_rollups(connection: Connection, half_life_days: float) -> None:
    """Make the roll-ups anew, in the form of this program."""
    rollup.rebuild(connection, half_life_days)
    facts.put(connection, "form", rollup.FORM)
    facts.add(connection, version=1)
