"""Alerts: rules, states, transitions, acknowledgements, silences, contact points, routes, outbox, leases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "alert_acknowledgements",
        sa.Column("episode", sa.String(length=32), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("episode", name=op.f("alert_acknowledgements_key")),
    )
    op.create_table(
        "alert_contacts",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("alert_contacts_key")),
    )
    op.create_table(
        "alert_deliveries",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("transition", sa.String(length=32), nullable=False),
        sa.Column("episode", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=161), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_deliveries_key")),
    )
    op.create_index(
        op.f("alert_deliveries_by_contact_rule_subject_created"),
        "alert_deliveries",
        ["contact", "rule", "subject", "created"],
        unique=False,
    )
    op.create_index(op.f("alert_deliveries_by_message"), "alert_deliveries", ["message"], unique=False)
    op.create_index(op.f("alert_deliveries_by_state_due"), "alert_deliveries", ["state", "due"], unique=False)
    op.create_table(
        "alert_leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("term", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("alert_leases_key")),
    )
    op.create_table(
        "alert_messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("next_try", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_messages_key")),
    )
    op.create_index(op.f("alert_messages_by_state_next_try"), "alert_messages", ["state", "next_try"], unique=False)
    op.create_table(
        "alert_routes",
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("place", name=op.f("alert_routes_key")),
    )
    op.create_table(
        "alert_rules",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_rules_key")),
    )
    op.create_table(
        "alert_silences",
        sa.Column("id", NUMBER, autoincrement=True, nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("severities", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_silences_key")),
    )
    op.create_index(op.f("alert_silences_by_ends"), "alert_silences", ["ends"], unique=False)
    op.create_table(
        "alert_states",
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=161), nullable=False),
        sa.Column("current", sa.Text(), nullable=False),
        sa.Column("checkpoint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("rule", "subject", name=op.f("alert_states_key")),
    )
    op.create_table(
        "alert_transitions",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("rule_name", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=161), nullable=False),
        sa.Column("before", sa.String(length=12), nullable=False),
        sa.Column("after", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recorded", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("numbers", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_transitions_key")),
    )
    op.create_index(op.f("alert_transitions_by_at"), "alert_transitions", ["at"], unique=False)
    op.create_index(op.f("alert_transitions_by_published"), "alert_transitions", ["published"], unique=False)
    op.create_index(
        op.f("alert_transitions_by_rule_subject_at"), "alert_transitions", ["rule", "subject", "at"], unique=False
    )
