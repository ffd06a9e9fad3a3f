"""Quotes: the statements behind a transition, read from the store for a notice or a page."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from straitwatch.moment import from_us
from straitwatch.notice import Quoted
from straitwatch.rows import chunks
from straitwatch.schema import articles, outlets, stances, statements
from straitwatch.subject import directions
from straitwatch.topics import Transition


def quotes(connection: Connection, transitions: Iterable[Transition]) -> Mapping[str, tuple[Quoted, ...]]:
    """Return the quoted statements of each transition by its id, in the order of its evidence.

    Of a statement on two targets the stance within the transition's subject is shown, the strongest where both are.
    """
    listed = list(transitions)
    found: dict[str, list[tuple[str, float, Quoted]]] = {}
    for some in chunks(name for one in listed for name in one.evidence):
        wanted = (
            select(
                statements.c.id,
                statements.c.text,
                statements.c.gloss,
                stances,
                articles.c.title,
                articles.c.url,
                outlets.c.name.label("outlet_name"),
            )
            .join(stances, stances.c.statement == statements.c.number)
            .join(articles, articles.c.number == statements.c.article)
            .join(outlets, outlets.c.number == articles.c.outlet)
            .where(statements.c.id.in_(some), stances.c.target != "")
            .order_by(statements.c.id, stances.c.target)
        )
        for row in connection.execute(wanted):
            quote = Quoted(
                speaker=row.speaker,
                target=row.target,
                label="uncertain" if row.abstained and not row.corrected else row.label,
                confidence=row.confidence,
                text=row.text,
                outlet=row.outlet_name,
                title=row.title,
                url=row.url,
                published=from_us(row.published),
                gloss=row.gloss,
            )
            found.setdefault(row.id, []).append((row.direction, abs(row.intensity), quote))
    return {one.id: tuple(_of(one, found)) for one in listed}


def _of(one: Transition, found: Mapping[str, list[tuple[str, float, Quoted]]]) -> Iterable[Quoted]:
    wanted = directions(one.subject) if one.subject.partition("-")[1] or ">" in one.subject else ()
    for name in one.evidence:
        mine = [row for row in found.get(name, []) if row[0] in wanted]
        if mine:
            yield max(mine, key=lambda row: row[1])[2]
