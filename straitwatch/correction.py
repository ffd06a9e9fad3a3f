"""Corrections: an analyst's label in place of the model's, reversible, effective at once in index and tables."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Row, select

from straitwatch import facts, rollup
from straitwatch.errors import StoreError
from straitwatch.moment import from_us
from straitwatch.rows import chunks, held, stance_of
from straitwatch.schema import audit, corrections, stances, statements
from straitwatch.stance import LABELS, Label
from straitwatch.store_values import Correction


def holding(connection: Connection, ids: Iterable[str]) -> dict[tuple[str, str], Label]:
    """Return the labels by analysts that hold for some statements, by (statement id, target)."""
    answer: dict[tuple[str, str], Label] = {}
    for some in chunks(ids):
        wanted = (
            select(corrections.c.statement, corrections.c.target, corrections.c.label)
            .where(corrections.c.statement.in_(some), corrections.c.undone.is_(None))
            .order_by(corrections.c.id)
        )
        answer.update(((statement, target), label) for statement, target, label in connection.execute(wanted))
    return answer


def correct(
    connection: Connection,
    statement_id: str,
    target: str,
    label: str,
    author: str,
    note: str,
    now: int,
    half_life_days: float,
) -> Correction:
    """Store a correction and put it into effect."""
    if label not in LABELS:
        raise StoreError(f"{label!r} is no label; choose {', '.join(LABELS)}")
    if not author.strip():
        raise StoreError("a correction needs the name of its author")
    row = _stance(connection, statement_id, target)
    if row is None:
        raise StoreError(f"there is no stance of statement {statement_id} toward {target or 'no target'}")
    id_ = connection.execute(
        corrections.insert()
        .returning(corrections.c.id)
        .values(
            statement=statement_id,
            target=target,
            label=label,
            before=row.label,
            author=author.strip(),
            note=note,
            at=now,
            undone_by="",
        )
    ).scalar_one()
    _apply(connection, statement_id, row, half_life_days)
    _log(connection, now, author, "correct", statement_id, f"toward {target}: {row.label} -> {label}. {note}".strip())
    return one(connection, id_)


def undo(connection: Connection, correction_id: int, author: str, now: int, half_life_days: float) -> Correction:
    """Take a correction back; what held before it holds again."""
    if not author.strip():
        raise StoreError("taking a correction back needs the name of who does it")
    known = one(connection, correction_id)
    if known.undone is not None:
        raise StoreError(f"correction {correction_id} was taken back on {known.undone:%Y-%m-%d %H:%M} UTC before")
    connection.execute(
        corrections.update().where(corrections.c.id == correction_id).values(undone=now, undone_by=author.strip())
    )
    row = _stance(connection, known.statement_id, known.target)
    if row is not None:
        _apply(connection, known.statement_id, row, half_life_days)
    _log(connection, now, author, "undo correction", known.statement_id, f"toward {known.target}: {known.label}")
    return one(connection, correction_id)


def one(connection: Connection, correction_id: int) -> Correction:
    """Return a correction.

    Raises:
        StoreError: there is none of that number.
    """
    row = connection.execute(select(corrections).where(corrections.c.id == correction_id)).one_or_none()
    if row is None:
        raise StoreError(f"there is no correction {correction_id}")
    return _value(row)


def listing(connection: Connection, statement_id: str | None, undone: bool) -> list[Correction]:
    """List corrections, newest first."""
    wanted = select(corrections).order_by(corrections.c.id.desc())
    if statement_id is not None:
        wanted = wanted.where(corrections.c.statement == statement_id)
    if not undone:
        wanted = wanted.where(corrections.c.undone.is_(None))
    return [_value(row) for row in connection.execute(wanted)]


def _value(row: Row[Any]) -> Correction:
    return Correction(
        id=row.id,
        statement_id=row.statement,
        target=row.target,
        label=row.label,
        before=row.before,
        author=row.author,
        note=row.note,
        at=from_us(row.at),
        undone=None if row.undone is None else from_us(row.undone),
        undone_by=row.undone_by,
    )


def _stance(connection: Connection, statement_id: str, target: str) -> Row[Any] | None:
    wanted = (
        select(stances)
        .join(statements, statements.c.number == stances.c.statement)
        .where(statements.c.id == statement_id, stances.c.target == target, stances.c.target != "")
    )
    return connection.execute(wanted).one_or_none()


def _apply(connection: Connection, statement_id: str, row: Row[Any], half_life_days: float) -> None:
    """Write the label and intensity that hold now, and bring the index in step."""
    label = holding(connection, [statement_id]).get((statement_id, row.target))
    shown, intensity = held(stance_of(row), label)
    connection.execute(
        stances.update()
        .where(stances.c.statement == row.statement, stances.c.target == row.target)
        .values(label=shown, intensity=intensity, corrected=label is not None)
    )
    facts.add(connection, version=1, positions=bool(intensity) - bool(row.intensity))
    if row.counted:
        rollup.refresh(connection, {(row.direction, rollup.hour_of(row.published))}, half_life_days)


def _log(connection: Connection, now: int, author: str, action: str, subject: str, detail: str) -> None:
    connection.execute(
        audit.insert().values(at=now, author=author.strip(), action=action, subject=subject, detail=detail)
    )
