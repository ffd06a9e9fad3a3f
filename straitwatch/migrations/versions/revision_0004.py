"""A statement's words in English beside it, where they are Japanese or Chinese."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.add_column("statements", sa.Column("gloss", sa.Text(), nullable=False, server_default=""))
