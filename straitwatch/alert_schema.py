"""Tables of the alerts, on the store's MetaData. Times are whole microseconds since 1970 in UTC (`moment.to_us`)."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from straitwatch.schema import Number, metadata

alert_rules = Table(
    "alert_rules",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("body", Text, nullable=False),
    Column("changed", BigInteger, nullable=False),
)
"""Rules as JSON (`rules.plain`); `changed` is when the rule was last saved."""

alert_states = Table(
    "alert_states",
    metadata,
    Column("rule", String(60), primary_key=True),
    Column("subject", String(161), primary_key=True),
    Column("current", Text, nullable=False),
    Column("checkpoint", Text, nullable=False),
)
"""Where each rule stands for each subject: at the last tick, and where evaluation starts anew."""

alert_transitions = Table(
    "alert_transitions",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("rule", String(60), nullable=False),
    Column("rule_name", Text, nullable=False),
    Column("subject", String(161), nullable=False),
    Column("before", String(12), nullable=False),
    Column("after", String(12), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("reason", Text, nullable=False),
    Column("numbers", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("severity", String(10), nullable=False),
    Column("sample", Boolean, nullable=False),
    Column("withdrawn", Boolean, nullable=False),
    Column("published", Boolean, nullable=False),
    Index(None, "rule", "subject", "at"),
    Index(None, "at"),
    Index(None, "published"),
)
"""Every transition; `withdrawn` ones were undone by late, corrected or newly tagged statements, `published` ones lie on
[alerts]."""

alert_acknowledgements = Table(
    "alert_acknowledgements",
    metadata,
    Column("episode", String(32), primary_key=True),
    Column("author", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Who took note of an alert; `episode` is the id of its transition to firing."""

alert_silences = Table(
    "alert_silences",
    metadata,
    Column("id", Number, primary_key=True, autoincrement=True),
    Column("begins", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
    Column("rules", Text, nullable=False),
    Column("subjects", Text, nullable=False),
    Column("severities", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index(None, "ends"),
)
"""Silences; the three matchers are JSON lists."""

alert_contacts = Table(
    "alert_contacts",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("body", Text, nullable=False),
)
"""Contact points as JSON."""

alert_routes = Table(
    "alert_routes",
    metadata,
    Column("place", Integer, primary_key=True),
    Column("body", Text, nullable=False),
)
"""Routes as JSON, in order."""

alert_messages = Table(
    "alert_messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact", String(200), nullable=False),
    Column("state", String(8), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("next_try", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("sent", BigInteger),
    Index(None, "state", "next_try"),
)
"""Messages to contact points: sending, sent, or dead (given up after the last try). The id is the idempotency key."""

alert_deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("contact", String(200), nullable=False),
    Column("transition", String(32), nullable=False),
    Column("episode", String(32), nullable=False),
    Column("rule", String(60), nullable=False),
    Column("subject", String(161), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("state", String(12), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("due", BigInteger, nullable=False),
    Column("message", String(32), nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "state", "due"),
    Index(None, "contact", "rule", "subject", "created"),
    Index(None, "message"),
)
"""The outbox: one row a transition and contact; waiting, messaged (see its message), cooled, muted or acknowledged."""

alert_leases = Table(
    "alert_leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", Text, nullable=False),
    Column("until", BigInteger, nullable=False),
    Column("term", BigInteger, nullable=False),
)
"""Who may evaluate and who may send: one holder at a time, until a time; `term` rises with every new holder."""
