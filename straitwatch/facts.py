"""Single numbers of the store: its half-life, its version, the form of its roll-ups, its counts."""

from sqlalchemy import Connection, bindparam, select

from straitwatch.schema import facts

DEFAULTS = {
    "half_life_days": 3.0,
    "version": 0.0,
    "form": 0.0,
    "articles": 0.0,
    "sample_articles": 0.0,
    "statements": 0.0,
    "positions": 0.0,
}

_ADD = facts.update().where(facts.c.name == bindparam("a_name")).values(value=facts.c.value + bindparam("change"))


def prepare(connection: Connection) -> None:
    """Put the defaults of a new store in."""
    known = read(connection)
    missing = [{"name": name, "value": value} for name, value in DEFAULTS.items() if name not in known]
    if missing:
        connection.execute(facts.insert(), missing)


def read(connection: Connection) -> dict[str, float]:
    """Return every number by its name."""
    return {row.name: row.value for row in connection.execute(select(facts.c.name, facts.c.value))}


def add(connection: Connection, **changes: int) -> None:
    """Add to numbers."""
    connection.execute(_ADD, [{"a_name": name, "change": float(change)} for name, change in changes.items()])


def put(connection: Connection, name: str, value: float) -> None:
    """Set a number."""
    connection.execute(facts.update().where(facts.c.name == name).values(value=value))
