"""Articles, statements, stances, roll-ups, corrections, audit, and full text over statements."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE_WORDS = (
    "CREATE VIRTUAL TABLE statement_words USING fts5(text, source_name, content='statements', content_rowid='number', "
    "tokenize='unicode61 remove_diacritics 2', detail='none')",
    "CREATE TRIGGER statement_words_added AFTER INSERT ON statements BEGIN "
    "INSERT INTO statement_words(rowid, text, source_name) VALUES (new.number, new.text, new.source_name); END",
    "CREATE TRIGGER statement_words_gone AFTER DELETE ON statements BEGIN "
    "INSERT INTO statement_words(statement_words, rowid, text, source_name) "
    "VALUES ('delete', old.number, old.text, old.source_name); END",
)
POSTGRES_WORDS = (
    "CREATE INDEX statement_words ON statements USING gin (to_tsvector('simple', text || ' ' || source_name))",
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "audit",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("audit_key")),
    )
    op.create_index(op.f("audit_by_at"), "audit", ["at"], unique=False)
    op.create_table(
        "corrections",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("statement", sa.String(length=32), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("label", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone", sa.BigInteger(), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("corrections_key")),
    )
    op.create_index(op.f("corrections_by_statement"), "corrections", ["statement"], unique=False)
    op.create_table(
        "facts",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("facts_key")),
    )
    op.create_table(
        "outlets",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("outlets_key")),
        sa.UniqueConstraint("name", name=op.f("outlets_one_name")),
    )
    op.create_table(
        "rollups",
        sa.Column("subject", sa.String(length=161), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hours", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "day", name=op.f("rollups_key")),
    )
    op.create_table(
        "articles",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("story", sa.String(length=32), nullable=False),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.Column("outlet", NUMBER, nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("tagged", sa.BigInteger(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("relevant", sa.Boolean(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("dated", sa.String(length=8), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outlet"], ["outlets.number"], name=op.f("articles_of_outlet")),
        sa.PrimaryKeyConstraint("number", name=op.f("articles_key")),
        sa.UniqueConstraint("id", name=op.f("articles_one_id")),
    )
    op.create_index(op.f("articles_by_outlet_published"), "articles", ["outlet", "published"], unique=False)
    op.create_index(op.f("articles_by_published"), "articles", ["published"], unique=False)
    op.create_index(op.f("articles_by_received"), "articles", ["received"], unique=False)
    op.create_index(op.f("articles_by_recorded"), "articles", ["recorded"], unique=False)
    op.create_index(op.f("articles_by_story"), "articles", ["story"], unique=False)
    op.create_table(
        "statements",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("article", NUMBER, nullable=False),
        sa.Column("quote", sa.String(length=32), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("source_name", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("speaker_confidence", sa.Double(), nullable=False),
        sa.Column("content_start", sa.Integer(), nullable=False),
        sa.Column("content_end", sa.Integer(), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("cue_start", sa.Integer(), nullable=True),
        sa.Column("cue_end", sa.Integer(), nullable=True),
        sa.Column("wide", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name=op.f("statements_of_article")),
        sa.PrimaryKeyConstraint("number", name=op.f("statements_key")),
        sa.UniqueConstraint("id", name=op.f("statements_one_id")),
    )
    op.create_index(op.f("statements_by_article"), "statements", ["article"], unique=False)
    op.create_index(op.f("statements_by_quote"), "statements", ["quote"], unique=False)
    op.create_index(
        "statements_in_wide_script",
        "statements",
        ["number"],
        unique=False,
        sqlite_where=sa.text("wide = 1"),
        postgresql_where=sa.text("wide"),
    )
    op.create_table(
        "stances",
        sa.Column("statement", NUMBER, nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("direction", sa.String(length=161), nullable=False),
        sa.Column("published", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("intensity", sa.Double(), nullable=False),
        sa.Column("label", sa.String(length=12), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("outlet", NUMBER, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("abstained", sa.Boolean(), nullable=False),
        sa.Column("p_hostile", sa.Double(), nullable=False),
        sa.Column("p_critical", sa.Double(), nullable=False),
        sa.Column("p_neutral", sa.Double(), nullable=False),
        sa.Column("p_cooperative", sa.Double(), nullable=False),
        sa.Column("s_negative", sa.Double(), nullable=False),
        sa.Column("s_neutral", sa.Double(), nullable=False),
        sa.Column("s_positive", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement"], ["statements.number"], name=op.f("stances_of_statement"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("statement", "target", name=op.f("stances_key")),
        sqlite_with_rowid=False,
    )
    op.create_index("stances_by_direction", "stances", ["direction", "published", "counted", "intensity"], unique=False)
    op.create_index(
        "stances_corrected",
        "stances",
        ["published"],
        unique=False,
        sqlite_where=sa.text("corrected = 1"),
        postgresql_where=sa.text("corrected"),
    )
    op.create_index(
        "stances_to_list",
        "stances",
        [
            "published",
            "statement",
            "target",
            "speaker",
            "label",
            "outlet",
            "kind",
            "confidence",
            "counted",
            "corrected",
            "sample",
        ],
        unique=False,
    )
    words = SQLITE_WORDS if op.get_bind().dialect.name == "sqlite" else POSTGRES_WORDS
    for statement in words:
        op.execute(statement)
