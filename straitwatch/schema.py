"""Tables of the store, on one MetaData. Times are whole microseconds since 1970 in UTC (`moment.to_us`)."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

NAMING = {
    "ix": "%(table_name)s_by_%(column_0_N_name)s",
    "uq": "%(table_name)s_one_%(column_0_N_name)s",
    "fk": "%(table_name)s_of_%(column_0_name)s",
    "pk": "%(table_name)s_key",
}

metadata = MetaData(naming_convention=NAMING)
"""Every table of the store, those of alerts included once `straitwatch.alert_schema` is imported."""

Number = BigInteger().with_variant(Integer(), "sqlite")
"""A row number: SQLite gives out row numbers to INTEGER keys only."""

facts = Table(
    "facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Double, nullable=False),
)
"""Numbers by name: `half_life_days`, `version`, `form` of the roll-ups, counts of `articles`, `sample_articles`,
`statements`, `positions`."""

outlets = Table(
    "outlets",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False, unique=True),
)
"""Publishers."""

articles = Table(
    "articles",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("story", String(32), nullable=False),
    Column("lead", Boolean, nullable=False),
    Column("outlet", Number, ForeignKey("outlets.number"), nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("tagged", BigInteger, nullable=False),
    Column("seconds", Double, nullable=False),
    Column("relevant", Boolean, nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("revision", Text, nullable=False),
    Column("digest", String(32), nullable=False),
    Column("dated", String(8), nullable=False),
    Column("language", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "story"),
    Index(None, "published"),
    Index(None, "received"),
    Index(None, "recorded"),
    Index(None, "outlet", "published"),
)
"""Articles with their newest tagging; `lead` marks the first of its story, `digest` is a hash of the tagging."""

statements = Table(
    "statements",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("id", String(32), nullable=False, unique=True),
    Column("article", Number, ForeignKey("articles.number"), nullable=False),
    Column("quote", String(32), nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("speaker", Text, nullable=False),
    Column("source_name", Text, nullable=False),
    Column("confidence", Double, nullable=False),
    Column("speaker_confidence", Double, nullable=False),
    Column("content_start", Integer, nullable=False),
    Column("content_end", Integer, nullable=False),
    Column("source_start", Integer),
    Column("source_end", Integer),
    Column("cue_start", Integer),
    Column("cue_end", Integer),
    Column("wide", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("gloss", Text, nullable=False, server_default=""),
    Index(None, "article"),
    Index(None, "quote"),
    Index("statements_in_wide_script", "number", sqlite_where=text("wide = 1"), postgresql_where=text("wide")),
)
"""Statements; `quote` is the quote key, `wide` marks words in a script without spaces, which full text cannot split,
`gloss` is empty where the words are English or were tagged before there were glosses."""

stances = Table(
    "stances",
    metadata,
    Column("statement", Number, ForeignKey("statements.number", ondelete="CASCADE"), primary_key=True),
    Column("target", String(80), primary_key=True),
    Column("article", Number, nullable=False),
    Column("direction", String(161), nullable=False),
    Column("published", BigInteger, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("intensity", Double, nullable=False),
    Column("label", String(12), nullable=False),
    Column("confidence", Double, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("outlet", Number, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("corrected", Boolean, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("p_hostile", Double, nullable=False),
    Column("p_critical", Double, nullable=False),
    Column("p_neutral", Double, nullable=False),
    Column("p_cooperative", Double, nullable=False),
    Column("s_negative", Double, nullable=False),
    Column("s_neutral", Double, nullable=False),
    Column("s_positive", Double, nullable=False),
    Column("model", Text, nullable=False),
    Index(
        "stances_to_list",
        *("published", "statement", "target", "speaker", "label", "outlet", "kind", "confidence"),
        *("counted", "corrected", "sample"),
    ),
    Index("stances_by_direction", "direction", "published", "counted", "intensity", "article"),
    Index("stances_corrected", "published", sqlite_where=text("corrected = 1"), postgresql_where=text("corrected")),
    sqlite_with_rowid=False,
)
"""One row a statement and target, target "" where a statement has no stance; `label` and `intensity` hold in the index
(an analyst's where `corrected`), the probabilities are the model's. Columns of statement and article are repeated here
so that listings and sums touch one narrow table; `stances_to_list` holds every column a listing filters by."""

rollups = Table(
    "rollups",
    metadata,
    Column("subject", String(161), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("hours", LargeBinary, nullable=False),
)
"""By hour, for a day since 1970, as little-endian doubles: of a direction or dyad 24 rows of `rollup.FIELDS`, of the
subject `rollup.ARTICLES` 24 counts of articles."""

corrections = Table(
    "corrections",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("statement", String(32), nullable=False),
    Column("target", String(80), nullable=False),
    Column("label", String(12), nullable=False),
    Column("before", String(12), nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("undone", BigInteger),
    Column("undone_by", Text, nullable=False),
    Index(None, "statement"),
)
"""Analysts' labels, by statement id, so that they outlive a new tagging of the article."""

audit = Table(
    "audit",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index(None, "at"),
)
"""Edits by people."""
