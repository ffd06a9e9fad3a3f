"""The article of each stance beside it, so that the band can be taken over articles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DIRECTION = "stances_by_direction"
INDEXES = {
    "stances_to_list": "published, statement, target, speaker, label, outlet, kind, confidence, counted, corrected, "
    "sample",
    DIRECTION: "direction, published, counted, intensity, article",
}
AFTER = "direction VARCHAR(161) NOT NULL"
STATEMENTS = sa.table("statements", sa.column("number"), sa.column("article"))


def _article_of(statement: sa.ColumnElement[int]) -> sa.ScalarSelect[int]:
    return sa.select(STATEMENTS.c.article).where(STATEMENTS.c.number == statement).scalar_subquery()


def upgrade() -> None:
    """Bring the tables up to this revision."""
    if op.get_bind().dialect.name == "sqlite":
        _copy()
        return
    op.add_column("stances", sa.Column("article", NUMBER, nullable=True))
    stances = sa.table("stances", sa.column("statement"), sa.column("article"))
    op.execute(stances.update().values(article=_article_of(stances.c.statement)))
    op.alter_column("stances", "article", nullable=False)
    op.drop_index(DIRECTION, "stances")
    op.execute(f"CREATE INDEX {DIRECTION} ON stances ({INDEXES[DIRECTION]})")


def _copy() -> None:
    """Copy the table: SQLite adds no column that is neither empty nor has a default."""
    bind = op.get_bind()
    made = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'stances'").scalar_one()
    names = [row[1] for row in bind.exec_driver_sql("PRAGMA table_info(stances)")]
    for name in (*INDEXES, "stances_corrected"):
        bind.exec_driver_sql(f"DROP INDEX {name}")
    bind.exec_driver_sql("ALTER TABLE stances RENAME TO stances_before")
    bind.exec_driver_sql(made.replace(AFTER, f"article INTEGER NOT NULL, {AFTER}"))
    before = sa.table("stances_before", *(sa.column(name) for name in names))
    rows = sa.select(*before.c, _article_of(before.c.statement))
    stances = sa.table("stances", *(sa.column(name) for name in (*names, "article")))
    bind.execute(stances.insert().from_select([*names, "article"], rows))
    bind.exec_driver_sql("DROP TABLE stances_before")
    for name, columns in INDEXES.items():
        bind.exec_driver_sql(f"CREATE INDEX {name} ON stances ({columns})")
    bind.exec_driver_sql("CREATE INDEX stances_corrected ON stances (published) WHERE corrected = 1")
